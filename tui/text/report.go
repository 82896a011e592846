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
	ReportTitle    Phrase = "Returns"
	CameBackTitle  Phrase = "Ended returns"
	OwedTitle      Phrase = "What is owed"
	WeeksTitle     Phrase = "Units returned, week by week"
	TimelineTitle  Phrase = "Timeline"
	SeenHereTitle  Phrase = "Seen on this laptop"
	LeftOutTitle   Phrase = "Not in this report"
	ProvedWord     Phrase = "proved"
	UnprovedWord   Phrase = "not proved"
	ToldWord       Phrase = "signed by colleagues"
	ReportNothing  Phrase = "No return is in this report."
	UnknownUnits   Phrase = "not known"
	ReportRestNote Phrase = "Proved: the portal's signature was checked with the portal's key. Everything else rests on what its row says. What colleagues signed is their word: nobody checked it here, and it is never added to what was seen here."
)

// Report says about what a report tells, in one line.
func Report(s report.Scope) string {
	text := ReportTitle.String()
	if s.Device != "" {
		text += say(" of device %s", Printable("", s.Device))
	}
	if s.Site != "" {
		text += say(" at %s", Printable("", s.Site))
	}
	if !s.Since.IsZero() {
		text += say(" since %s", s.Since.In(s.Zone).Format(time.DateOnly))
	}
	return say("%s, as things stood on %s", text, s.At().In(s.Zone).Format("2006-01-02 15:04"))
}

// RestsOn says on what a return rests that came to its end.
func RestsOn(on capability.Closing) string {
	return map[capability.Closing]Phrase{
		capability.ClosedOnProof:    "proved by the portal's signature",
		capability.ClosedOnAnswer:   "the portal took it, not proved",
		capability.ClosedOnTrust:    "the portal asks for no confirmation",
		capability.ClosedOnClaim:    "claimed by a person",
		capability.ClosedOnDecision: "written off, as a person says",
		capability.ClosedOnReading:  "read from the device",
	}[on].String()
}

// Debt says what a return owes.
func Debt(d capability.Debt) string {
	return map[capability.Debt]Phrase{
		capability.DebtOpen:    "open: the device may hold the licenses",
		capability.DebtWaiting: "waits for its confirmation",
		capability.DebtDead:    "dead: waits for the portal's decision",
	}[d].String()
}

// Days is an age in whole days.
func Days(n int) string { return say("%d days", n) }

// debtAgeText is the age of a debt, in the unit that suits it.
func debtAgeText(since, now time.Time) string {
	const day = 24 * time.Hour
	if age := now.Sub(since); age < day {
		return say("less than a day")
	}
	return Days(report.Days(since, now))
}

// Units is a number of units, and of how many returns nobody here knows it.
func Units(c report.Count) string {
	if c.Unknown == 0 {
		return fmt.Sprint(c.Units)
	}
	return say("%d and those of %s %s", c.Units, say("%d returns", c.Unknown), UnknownUnits)
}

// Colleague is the heading of what a known colleague signed.
func Colleague(name string) string {
	return say("Signed by %s, checked by nobody here", Printable("", name))
}

// OldestDebt says how old the oldest debt is; empty: there is none.
func OldestDebt(o report.Owed, at time.Time) string {
	if o.Returns == 0 {
		return ""
	}
	return debtAgeText(o.Oldest, at)
}

// HowItStands says in a few words how a return is in a report.
func HowItStands(i report.Item) string {
	text := cmp.Or(Debt(i.Debt), RestsOn(i.Closing))
	if i.Uncovered > 0 {
		text += say("; the proof doesn't name %s of the order", say("%d licenses", i.Uncovered))
	}
	return text
}

// Whose says whose word it is how a return stands.
func Whose(colleague string) string {
	if colleague == "" {
		return say("seen here")
	}
	return say("signed by %s", Printable("", colleague))
}

// LeftOut says how much is not in a report, and why.
func LeftOut(l report.LeftOut) string {
	cases, returns := say("%d cases", l.Count), say("%d returns", l.Count)
	switch l.Why {
	case report.Unreadable:
		return say("%s: 'handback verify' says what is wrong", say("%d damaged records", l.Count))
	case report.WithoutSite:
		return say("%s without a site: none was configured when it was opened", returns)
	case report.OnlyTold:
		return say("%s known from the case of another laptop alone: nothing of it was seen here", returns)
	case report.Unsigned:
		return say("%s that nobody signed", cases)
	case report.Unknown:
		return say("%s with no signature of a known colleague", cases)
	case report.Impossible:
		return say("%s that can't be true", cases)
	case report.Disagrees:
		return say("%s that contradict another record of the same return", cases)
	case report.KnownAlready:
		return say("%s that add nothing", cases)
	default:
		return returns
	}
}

// NotAllLooked says why not all cases of a folder were looked through; empty: all were.
func NotAllLooked(why capability.CutShort) string {
	if why.IsZero() {
		return ""
	}
	return say("Not all of the folder was looked through: %s.", cutShortText(why))
}

// Week names a week by its Monday.
func Week(w report.Week) string {
	if w.Starts == "" {
		return say("in no week shown")
	}
	return say("week of %s", w.Starts)
}

// PageWritten says where a page is.
func PageWritten(file string) string {
	return say("The page is in %s. It needs no network and can be printed.", Printable("", file))
}

// Numbers that stand out on a page.
const (
	TileProved   Phrase = "returns proved by the portal's signature"
	TileUnproved Phrase = "returns ended without that proof"
	TileDebts    Phrase = "returns still owe something"
)

// Brings says what some returns bring back.
func Brings(c report.Count) string {
	return say("%s, %s units", say("%d licenses", c.Licenses), Units(c))
}

// OldestNote says how old the oldest debt is.
func OldestNote(o report.Owed, at time.Time) string {
	if o.Returns == 0 {
		return say("no debt")
	}
	return say("the oldest for %s", OldestDebt(o, at))
}

// ReturnedRow names a row of what came to an end. What was written off came back to
// nobody.
func ReturnedRow(on capability.Closing) string {
	if on == capability.ClosedOnDecision {
		return say("not returned: %s", RestsOn(on))
	}
	return say("returned: %s", RestsOn(on))
}

// OwedRow names a row of what is owed.
func OwedRow(d capability.Debt) string { return say("owed: %s", Debt(d)) }

// WeekInWords tells a bar.
func WeekInWords(w report.Week) string {
	return say("%s: %s proved, %d not proved, %d signed by colleagues", Week(w), say("%d units", w.Proved.Units), w.Unproved.Units, w.Told.Units)
}

// WeeksInWords tells a drawing of weeks to whom it is read out.
func WeeksInWords(all []report.Week) string {
	if len(all) == 0 {
		return say("Nothing was returned.")
	}
	var sum report.Week
	for _, w := range all {
		sum.Proved.Units += w.Proved.Units
		sum.Unproved.Units += w.Unproved.Units
		sum.Told.Units += w.Told.Units
	}
	return say("Units returned in %s from %s on: %d proved, %d not proved, %d signed by colleagues.",
		say("%d weeks", len(all)), all[0].Starts, sum.Proved.Units, sum.Unproved.Units, sum.Told.Units)
}

// OutsideWeeks says what came back in no week that is drawn; empty: nothing.
func OutsideWeeks(w report.Week) string {
	sum := w.Sum()
	if sum.Returns == 0 {
		return ""
	}
	return say("%s with %s units are in no week that is shown: they are older than %d weeks, or a clock was wrong.",
		say("%d returns", sum.Returns), Units(sum), report.MaxWeeks)
}

// NotDrawn says how many returns have no line; empty: all have one.
func NotDrawn(n int) string {
	if n <= 0 {
		return ""
	}
	return say("%s in the tables below.", say("%d more returns", n))
}

// SpanEnd is how a line of the timeline ends, in a few words.
func SpanEnd(i report.Item, now time.Time) string {
	switch {
	case i.Debt != capability.NoDebt:
		return say("owed %s", Days(i.AgeDays))
	case i.Colleague != "":
		return say("signed %s", DayOf(i.Closed, now))
	case i.Closing == capability.ClosedOnProof:
		return ProvedWord.String() + " " + DayOf(i.Closed, now)
	default:
		return UnprovedWord.String() + " " + DayOf(i.Closed, now)
	}
}

// SpanInWords tells a line of the timeline.
func SpanInWords(i report.Item, now time.Time) string {
	if i.Debt != capability.NoDebt {
		return say("%s: opened %s, %s, for %s", i.ID, DayOf(i.Opened, now), Debt(i.Debt), Days(i.AgeDays))
	}
	return say("%s: opened %s, closed %s, %s", i.ID, DayOf(i.Opened, now), DayOf(i.Closed, now), RestsOn(i.Closing))
}
