package text

import (
	"cmp"
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/report"
)

// Reports: titles, and headings of columns.
const (
	ReportTitle    = "Returns"
	CameBackTitle  = "What came to an end"
	OwedTitle      = "What is owed"
	WeeksTitle     = "What came back, week by week"
	TimelineTitle  = "Timeline"
	SeenHereTitle  = "Seen on this laptop"
	LeftOutTitle   = "Not in this report"
	ProvedWord     = "proved"
	UnprovedWord   = "not proved"
	ToldWord       = "signed by colleagues"
	ReportNothing  = "No return is in this report."
	UnknownUnits   = "not known"
	ReportRestNote = "Proved: the portal's signature was checked with a key of the portal's. All else rests on what its row says. What colleagues signed is their word: nobody checked it here, and it is never added to what was seen here."
)

// Report says of what a report tells, in one line.
func Report(s report.Scope) string {
	text := ReportTitle
	if s.Device != "" {
		text += " of device " + Printable("", s.Device)
	}
	if s.Site != "" {
		text += " at " + Printable("", s.Site)
	}
	if !s.Since.IsZero() {
		text += " since " + s.Since.In(s.Zone).Format(time.DateOnly)
	}
	return text + ", as things stood on " + s.At().In(s.Zone).Format("2006-01-02 15:04")
}

// RestsOn says on what a return rests that came to its end.
func RestsOn(on capability.Closing) string {
	return map[capability.Closing]string{
		capability.ClosedOnProof:    "proved by the portal's signature",
		capability.ClosedOnAnswer:   "the portal took it, not proved",
		capability.ClosedOnTrust:    "the portal asks for no confirmation",
		capability.ClosedOnClaim:    "claimed by a person",
		capability.ClosedOnDecision: "written off, as a person says",
		capability.ClosedOnReading:  "read from the device",
	}[on]
}

// Debt says what a return owes.
func Debt(d capability.Debt) string {
	return map[capability.Debt]string{
		capability.DebtOpen:    "open: the device may hold the licenses",
		capability.DebtWaiting: "waits for its confirmation",
		capability.DebtDead:    "dead: waits for the portal's decision",
	}[d]
}

// Days is an age in whole days.
func Days(n int) string { return countText(n, "day") }

// debtAgeText is the age of a debt, in the unit that suits it.
func debtAgeText(since, now time.Time) string {
	const day = 24 * time.Hour
	if age := now.Sub(since); age < day {
		return "less than a day"
	}
	return Days(report.Days(since, now))
}

// Units is a number of units, and of how many returns nobody here knows it.
func Units(c report.Count) string {
	if c.Unknown == 0 {
		return fmt.Sprint(c.Units)
	}
	return fmt.Sprintf("%d and those of %s %s", c.Units, countText(c.Unknown, "return"), UnknownUnits)
}

// Colleague is the heading of what a known colleague signed.
func Colleague(name string) string {
	return "Signed by " + Printable("", name) + ", checked by nobody here"
}

// OldestDebt says how old the oldest debt is; empty: there is none.
func OldestDebt(o report.Owed, at time.Time) string {
	if o.Returns == 0 {
		return ""
	}
	return debtAgeText(o.Oldest, at)
}

// HowItStands says in a few words how a return stands in a report.
func HowItStands(i report.Item) string {
	text := cmp.Or(Debt(i.Debt), RestsOn(i.Closing))
	if i.Uncovered > 0 {
		text += fmt.Sprintf("; the proof doesn't name %s of the order", countText(i.Uncovered, "license"))
	}
	return text
}

// Whose says whose word it is how a return stands.
func Whose(colleague string) string {
	if colleague == "" {
		return "seen here"
	}
	return "signed by " + Printable("", colleague)
}

// LeftOut says how much is not in a report, and why.
func LeftOut(l report.LeftOut) string {
	cases, returns := countText(l.Count, "case"), countText(l.Count, "return")
	switch l.Why {
	case report.Unreadable:
		return countText(l.Count, "damaged record") + ": 'handback verify' says what is wrong"
	case report.WithoutSite:
		return returns + " without a site: none was configured when it was opened"
	case report.OnlyTold:
		return returns + " known from the case of another laptop alone: nothing of it was seen here"
	case report.Unsigned:
		return cases + " that nobody signed"
	case report.Unknown:
		return cases + " with no signature of a known colleague"
	case report.Impossible:
		return cases + " that can't be true"
	case report.Disagrees:
		return cases + " that contradict another record of the same return"
	case report.KnownAlready:
		return cases + " that add nothing"
	default:
		return returns
	}
}

// NotAllLooked says why not all cases of a folder were looked through; empty: all were.
func NotAllLooked(why string) string {
	if why == "" {
		return ""
	}
	return "Not all of the folder was looked through: " + Printable("", why) + "."
}

// Week names a week by its Monday.
func Week(w report.Week) string {
	if w.Starts == "" {
		return "in no week shown"
	}
	return "week of " + w.Starts
}

// PageWritten says where a page is.
func PageWritten(file string) string {
	return "The page is in " + Printable("", file) + ". It needs no network and can be printed."
}

// Numbers that stand out on a page.
const (
	TileProved   = "returns proved by the portal's signature"
	TileUnproved = "returns ended without that proof"
	TileDebts    = "returns still owe something"
)

// Brings says what some returns bring back.
func Brings(c report.Count) string {
	return fmt.Sprintf("%s, %s units", countText(c.Licenses, "license"), Units(c))
}

// OldestNote says how old the oldest debt is.
func OldestNote(o report.Owed, at time.Time) string {
	if o.Returns == 0 {
		return "no debt"
	}
	return "the oldest for " + OldestDebt(o, at)
}

// ReturnedRow names a row of what came to an end. What was written off came back to
// nobody.
func ReturnedRow(on capability.Closing) string {
	if on == capability.ClosedOnDecision {
		return "did not come back: " + RestsOn(on)
	}
	return "came back: " + RestsOn(on)
}

// OwedRow names a row of what is owed.
func OwedRow(d capability.Debt) string { return "owed: " + Debt(d) }

// WeekInWords tells a bar.
func WeekInWords(w report.Week) string {
	return fmt.Sprintf("%s: %s proved, %d not proved, %d signed by colleagues", Week(w), countText(w.Proved.Units, "unit"), w.Unproved.Units, w.Told.Units)
}

// WeeksInWords tells a drawing of weeks to whom it is read out.
func WeeksInWords(all []report.Week) string {
	if len(all) == 0 {
		return "Nothing came back."
	}
	var sum report.Week
	for _, w := range all {
		sum.Proved.Units += w.Proved.Units
		sum.Unproved.Units += w.Unproved.Units
		sum.Told.Units += w.Told.Units
	}
	return fmt.Sprintf("Units that came back in %s from %s on: %d proved, %d not proved, %d signed by colleagues.",
		countText(len(all), "week"), all[0].Starts, sum.Proved.Units, sum.Unproved.Units, sum.Told.Units)
}

// OutsideWeeks says what came back in no week that is drawn; empty: nothing.
func OutsideWeeks(w report.Week) string {
	sum := w.Sum()
	if sum.Returns == 0 {
		return ""
	}
	return fmt.Sprintf("%s with %s units lie in no week that is drawn: they are older than %d weeks, or a clock was wrong.",
		countText(sum.Returns, "return"), Units(sum), report.MaxWeeks)
}

// NotDrawn says how many returns have no line; empty: all have one.
func NotDrawn(n int) string {
	if n <= 0 {
		return ""
	}
	return countText(n, "more return") + " in the tables below."
}

// SpanEnd is how a line of the timeline ends, in a few words.
func SpanEnd(i report.Item, now time.Time) string {
	switch {
	case i.Debt != capability.NoDebt:
		return "owed " + Days(i.AgeDays)
	case i.Colleague != "":
		return "signed " + DayOf(i.Closed, now)
	case i.Closing == capability.ClosedOnProof:
		return ProvedWord + " " + DayOf(i.Closed, now)
	default:
		return UnprovedWord + " " + DayOf(i.Closed, now)
	}
}

// SpanInWords tells a line of the timeline.
func SpanInWords(i report.Item, now time.Time) string {
	if i.Debt != capability.NoDebt {
		return fmt.Sprintf("%s: opened %s, %s, for %s", i.ID, DayOf(i.Opened, now), Debt(i.Debt), Days(i.AgeDays))
	}
	return fmt.Sprintf("%s: opened %s, closed %s, %s", i.ID, DayOf(i.Opened, now), DayOf(i.Closed, now), RestsOn(i.Closing))
}
