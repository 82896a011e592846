package report_test

import (
	"fmt"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the tests name zones

	"pgregory.net/rapid"

	"handback/capability"
	"handback/capability/report"
)

func scope() report.Scope {
	return report.Scope{Now: start.AddDate(0, 0, 30), Zone: time.UTC}
}

func about(device string) report.Scope {
	s := scope()
	s.Device = device
	return s
}

func of(s report.Scope, returns ...capability.Return) report.Report {
	b := report.New(s)
	for _, r := range returns {
		b.Add(r)
	}
	return b.Report()
}

// only gives the one item of a report.
func only(t *testing.T, r report.Report) report.Item {
	t.Helper()
	if len(r.Items) != 1 {
		t.Fatalf("%d items", len(r.Items))
	}
	return r.Items[0]
}

func TestAReturnStandsWhereItsFactsSay(t *testing.T) {
	alive := func(f capability.Fact) []capability.Fact { return append(usual()[:4:4], f) }
	for _, c := range []struct {
		name            string
		facts           []capability.Fact
		closing         capability.Closing
		debt            capability.Debt
		sinceHour       int
		licenses, units int
		claims          int
	}{
		{"just opened", usual()[:1], "", capability.DebtOpen, 0, 2, 3, 0},
		{"uploaded, a person says", usual()[:5], "", capability.DebtOpen, 0, 2, 3, 1},
		{"being loaded, outcome unknown", usual()[:7], "", capability.DebtOpen, 0, 2, 3, 1},
		{"loaded", usual()[:8], "", capability.DebtWaiting, 7, 2, 3, 1},
		{"confirmation on the stick", usual()[:12], "", capability.DebtWaiting, 7, 2, 3, 1},
		{"proved", usual(), capability.ClosedOnProof, "", 0, 2, 3, 1},
		{"claimed", claimed(), capability.ClosedOnClaim, "", 0, 2, 3, 2},
		{"claim withdrawn", append(claimed(), capability.Withdrawn{File: confirm.Kind}), "", capability.DebtWaiting, 7, 2, 3, 1},
		{"no confirmation asked for", skipped(), capability.ClosedOnTrust, "", 0, 2, 3, 1},
		{"dead: all that it held is lost", dead(), "", capability.DebtDead, 5, 2, 6, 2},
		{"written off", decided(), capability.ClosedOnDecision, "", 0, 2, 6, 3},
		{"it answers again", alive(capability.LicensesRead{Reading: reading(before)}), "", capability.DebtOpen, 0, 2, 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := only(t, of(scope(), replay(t, entries(start, here, c.facts...))))
			if i.Closing != c.closing || i.Debt != c.debt || len(i.Lines) != c.licenses || i.Units() != c.units || i.Claims != c.claims {
				t.Errorf("closed on %q, owes %q, %d licenses, %d units, %d claims", i.Closing, i.Debt, len(i.Lines), i.Units(), i.Claims)
			}
			since := start.Add(time.Duration(c.sinceHour) * time.Hour)
			if c.debt != "" && (!i.Since.Equal(since) || !i.Closed.IsZero() || i.AgeDays != report.Days(since, scope().Now)) {
				t.Errorf("owed since %v, %d days, closed %v", i.Since, i.AgeDays, i.Closed)
			}
			if c.closing != "" && !i.Closed.Equal(start.Add(time.Duration(len(c.facts)-1)*time.Hour)) {
				t.Errorf("closed %v", i.Closed)
			}
		})
	}
}

// TestWhatBringsNothingBackStaysOut: neither sums nor rows know about it.
func TestWhatBringsNothingBackStaysOut(t *testing.T) {
	activation := opened()
	activation.Purpose, activation.Order = capability.ToActivate, capability.Order{Lines: []capability.Line{{ActivationID: "ACT-1", Count: 4}}}
	for name, facts := range map[string][]capability.Fact{
		"cancelled":  append(usual()[:3:3], capability.Cancelled{}),
		"activation": {activation},
	} {
		if r := of(scope(), replay(t, entries(start, here, facts...))); len(r.Items) != 0 || len(r.Weeks) != 0 {
			t.Errorf("%s: %+v", name, r.Items)
		}
	}
}

// TestAProofCoversOnlyWhatItNames: a license that the receipt doesn't name is counted
// nowhere, and told.
func TestAProofCoversOnlyWhatItNames(t *testing.T) {
	facts := usual()
	got := facts[12].(capability.Receipt)
	got.Credited = []capability.ActivationID{"ACT-2", "ACT-9"}
	facts[12] = got
	i := only(t, of(scope(), replay(t, entries(start, here, facts...))))
	if len(i.Lines) != 1 || i.Units() != 2 || i.Uncovered != 1 {
		t.Errorf("%+v, %d not covered", i.Lines, i.Uncovered)
	}
}

// TestAReportOfThenShowsThen: what happened later is not in it.
func TestAReportOfThenShowsThen(t *testing.T) {
	r := replay(t, entries(start, here, usual()...))
	s := scope()
	for _, c := range []struct {
		hours int
		debt  capability.Debt
		none  bool
	}{{0, "", true}, {1, capability.DebtOpen, false}, {8, capability.DebtWaiting, false}, {13, "", false}} {
		s.Until = start.Add(time.Duration(c.hours) * time.Hour)
		got := of(s, r)
		if c.none {
			if len(got.Items) != 0 {
				t.Errorf("after %d hours: %+v", c.hours, got.Items)
			}
			continue
		}
		if i := only(t, got); i.Debt != c.debt {
			t.Errorf("after %d hours it owes %q", c.hours, i.Debt)
		}
	}
	s = scope()
	s.Since = start.Add(13 * time.Hour)
	if got := of(s, r); len(got.Items) != 0 {
		t.Errorf("it came back before: %+v", got.Items)
	}
	open := replay(t, entries(start, here, usual()[:3]...))
	if got := of(s, open); len(got.Items) != 1 {
		t.Error("an older debt is missing")
	}
}

// TestAClockThatWasWrongLosesNothing: what closed in the future is counted, outside of
// the weeks.
func TestAClockThatWasWrongLosesNothing(t *testing.T) {
	r := of(scope(), replay(t, entries(start.AddDate(9, 0, 0), here, usual()...)))
	if r.Here.Proved().Returns != 1 || r.Outside.Proved.Returns != 1 {
		t.Errorf("%+v, outside %+v", r.Here, r.Outside)
	}
}

func TestASiteOrADeviceBoundsAReport(t *testing.T) {
	hall := replay(t, entries(start, here, as(number(1), "hall 3", usual())...))
	nowhere := replay(t, entries(start, here, as(number(2), "", usual())...))
	other := replay(t, entries(start, here, as(number(3), "hall 4", usual())...))
	s := scope()
	s.Site = "hall 3"
	r := of(s, hall, nowhere, other)
	if i := only(t, r); i.ID != hall.ID || !slices.Equal(r.LeftOut, []report.LeftOut{{Why: report.WithoutSite, Count: 1}}) {
		t.Errorf("%s, left out %v", i.ID, r.LeftOut)
	}
	for _, name := range []string{"SN0042", "sn0042", "X200-SN0042", "STRING/X200-SN0042"} {
		if len(of(about(name), hall).Items) != 1 {
			t.Errorf("%q finds nothing", name)
		}
	}
	if len(of(about("SN004"), hall).Items) != 0 {
		t.Error("a part of a serial number names a device")
	}
}

// TestColleaguesStandApart: what a colleague signed is under that name, and what was
// seen here since is not.
func TestColleaguesStandApart(t *testing.T) {
	signed := replay(t, entries(start, by("Robin"), as(number(1), "", usual())...))
	seen := replay(t, entries(start, here, as(number(2), "", usual())...))
	finished := replay(t, entries(start, func(n int) *capability.Origin {
		if n < 5 {
			return &capability.Origin{Signer: "Robin"}
		}
		return nil
	}, as(number(3), "", usual())...))
	r := of(scope(), signed, seen, finished)
	if r.Here.Proved().Returns != 2 || len(r.Colleagues) != 1 || r.Colleagues[0].Name != "Robin" || r.Colleagues[0].Proved().Returns != 1 {
		t.Errorf("here %+v, colleagues %+v", r.Here.Proved(), r.Colleagues)
	}
	if w := r.Weeks[0]; w.Proved.Returns != 2 || w.Told.Returns != 1 {
		t.Errorf("the week has %+v", w)
	}
	hearsay := entries(start, by(""), as(number(4), "", usual())...)
	hearsay = append(hearsay, capability.Entry{At: start.Add(99 * time.Hour), Fact: capability.TakenIn{Facts: 13}})
	r = of(scope(), replay(t, hearsay))
	if len(r.Items) != 0 || !slices.Equal(r.LeftOut, []report.LeftOut{{Why: report.OnlyTold, Count: 1}}) {
		t.Errorf("hearsay: %+v, %v", r.Items, r.LeftOut)
	}
}

// TestWeeksFollowTheCalendar: a week has seven days also where a day has 23 or 25 hours
// or no midnight, and where the year ends.
func TestWeeksFollowTheCalendar(t *testing.T) {
	for _, c := range []struct{ zone, at, week string }{
		{"UTC", "2026-03-02T00:00:00Z", "2026-03-02"},
		{"UTC", "2026-03-01T23:59:59Z", "2026-02-23"},
		{"Europe/Berlin", "2026-03-29T21:59:59Z", "2026-03-23"}, // Sunday, 23:59:59 in summer time
		{"Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30"},
		{"Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-19"}, // Sunday, 23:59:59 in winter time
		{"Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26"},
		{"America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-10-29"}, // the last second before a day without midnight
		{"America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-10-29"},
		{"America/Sao_Paulo", "2018-11-05T02:00:00Z", "2018-11-05"},
		{"UTC", "2026-12-31T12:00:00Z", "2026-12-28"},
		{"UTC", "2027-01-03T23:59:59Z", "2026-12-28"},
		{"UTC", "2027-01-04T00:00:00Z", "2027-01-04"},
		{"UTC", "2024-02-29T12:00:00Z", "2024-02-26"},
		{"Pacific/Apia", "2011-12-31T12:00:00Z", "2011-12-26"}, // a week without its Friday
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		closed, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		r := of(report.Scope{Now: closed.AddDate(0, 0, 20), Zone: zone}, replay(t, entries(closed.Add(-12*time.Hour), here, usual()...)))
		if w := r.Weeks[0]; w.Starts != c.week || w.Proved.Returns != 1 {
			t.Errorf("%s in %s is in the week of %s", c.at, c.zone, w.Starts)
		}
		for n, w := range r.Weeks[1:] {
			last, _ := time.Parse(time.DateOnly, r.Weeks[n].Starts)
			if w.Starts != last.AddDate(0, 0, 7).Format(time.DateOnly) {
				t.Errorf("the week of %s follows on %s", w.Starts, r.Weeks[n].Starts)
			}
		}
	}
}

// ways to a return, for the properties.
func ways() [][]capability.Fact {
	var all [][]capability.Fact
	for n := range usual() {
		all = append(all, usual()[:n+1])
	}
	return append(all, claimed(), skipped(), dead(), decided(), append(usual()[:3:3], capability.Cancelled{}))
}

// TestSumsEqualTheirParts: whatever the returns are, each row is in one sum, and what
// came back is in one week.
func TestSumsEqualTheirParts(t *testing.T) {
	var zones []*time.Location
	for _, name := range []string{"UTC", "Europe/Berlin", "Pacific/Apia", "America/Sao_Paulo"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
	rapid.Check(t, func(p *rapid.T) {
		s := report.Scope{Now: start.AddDate(0, 0, rapid.IntRange(-10, 1500).Draw(p, "days")), Zone: rapid.SampledFrom(zones).Draw(p, "zone")}
		if rapid.Bool().Draw(p, "bounded") {
			s.Since = start.AddDate(0, 0, rapid.IntRange(-30, 900).Draw(p, "since"))
			s.Until = s.Since.AddDate(0, 0, rapid.IntRange(1, 400).Draw(p, "length"))
		}
		b := report.New(s)
		for n := range rapid.IntRange(0, 12).Draw(p, "returns") {
			facts := rapid.SampledFrom(ways()).Draw(p, "way")
			how := rapid.SampledFrom([]told{here, by("Robin"), by("Sasha")}).Draw(p, "told")
			b.Add(replay(t, entries(start.Add(time.Duration(rapid.IntRange(0, 24*1200).Draw(p, "hour"))*time.Hour), how, as(number(n), "", facts)...)))
		}
		checkSums(p, b.Report())
	})
}

type checker interface {
	Errorf(format string, args ...any)
}

func checkSums(t checker, r report.Report) {
	parties := map[string]report.Totals{"": r.Here}
	for _, c := range r.Colleagues {
		parties[c.Name] = c.Totals
	}
	returned, units := 0, 0
	for name, totals := range parties {
		var came, owed, unitsOfParty int
		for _, i := range r.Items {
			if i.Colleague != name {
				continue
			}
			unitsOfParty += i.Units()
			if i.Debt == "" {
				came, returned, units = came+1, returned+1, units+i.Units()
			} else {
				owed++
			}
		}
		proved, unproved, debts := totals.Proved(), totals.Unproved(), totals.Debts()
		if proved.Returns+unproved.Returns != came || debts.Returns != owed || proved.Units+unproved.Units+debts.Units != unitsOfParty {
			t.Errorf("%q: the rows have %d, %d and %d units, the sums %+v, %+v, %+v", name, came, owed, unitsOfParty, proved, unproved, debts)
		}
	}
	inWeeks, unitsInWeeks := r.Outside.Sum().Returns, r.Outside.Sum().Units
	for _, w := range r.Weeks {
		inWeeks, unitsInWeeks = inWeeks+w.Sum().Returns, unitsInWeeks+w.Sum().Units
	}
	if inWeeks != returned || unitsInWeeks != units {
		t.Errorf("%d returns with %d units came back, the weeks have %d and %d", returned, units, inWeeks, unitsInWeeks)
	}
	if len(r.Weeks) > report.MaxWeeks {
		t.Errorf("%d weeks", len(r.Weeks))
	}
	for n := 1; n < len(r.Items); n++ {
		a, b := r.Items[n-1], r.Items[n]
		if a.Debt == "" && b.Debt != "" || a.Debt != "" && b.Debt != "" && b.Since.Before(a.Since) {
			t.Errorf("%s stands before %s", a.ID, b.ID)
		}
	}
}

func BenchmarkReport(b *testing.B) {
	var returns []capability.Return
	for n := range 10_000 {
		facts := ways()[n%len(ways())]
		returns = append(returns, replay(b, entries(start.Add(time.Duration(n)*time.Hour), here, as(number(n), "", facts)...)))
	}
	s := report.Scope{Now: start.AddDate(3, 0, 0), Zone: time.UTC}
	for b.Loop() {
		if r := of(s, returns...); len(r.Items) < 5000 {
			b.Fatal(fmt.Sprint(len(r.Items)))
		}
	}
}
