package text

import (
	"strings"
	"time"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/report"
	"handback/device"
)

// HistoryTitle says what a history is of.
func HistoryTitle(asked string) string {
	return say("All that this ledger knows of %s", Printable("", asked))
}

// NoHistory says that nothing is known.
func NoHistory(asked string) string {
	return say("Nothing is known here of a device with the serial number or host ID %s.", Printable("", asked))
}

// OnWhat says on what a fact rests.
func OnWhat(e report.Event) string {
	if e.Rests == report.OnColleague {
		return Whose(e.From)
	}
	return map[report.Rests]Phrase{
		report.OnKey:     "signed by the portal, checked",
		report.OnSight:   "seen here",
		report.OnPortal:  "the portal's word",
		report.OnClaim:   "claimed",
		report.OnHearsay: "hearsay",
	}[e.Rests].String()
}

// HistoryEvent tells a fact in a few words.
func HistoryEvent(e report.Event) string {
	text := factText(e.Fact)
	switch f := e.Fact.(type) {
	case capability.Opened:
		text += ", " + HeldShort(f.Reading.Licenses)
	case capability.LicensesRead:
		text += say(": the device %s", HeldShort(f.Reading.Licenses))
	case capability.Receipt:
		text += say(": %s credited", say("%d licenses", len(f.Credited)))
	case capability.Declared:
		text += ": " + Cause(f.Evidence.Cause)
	}
	return text
}

// Past says how a return of a device stands.
func Past(p report.Past, now time.Time) string {
	text := Stage(p.Stage)
	switch {
	case p.Stage == capability.StageClosed:
		text = say("closed %s, %s", DayOf(p.Closed, now), RestsOn(p.Closing))
	case p.Debt != "":
		text = say("%s, for %s", Debt(p.Debt), debtAgeText(p.Since, now))
	}
	return say("%s opened %s: %s (%s)", p.ID, DayOf(p.Opened, now), text, Whose(p.Colleague))
}

// DayOf is the day of a moment in the zone of now.
func DayOf(at, now time.Time) string { return at.In(now.Location()).Format(time.DateOnly) }

// AnsweredAt says that a device answered at a port last.
func AnsweredAt(port string, d device.LastDevice, now time.Time) string {
	return say("answered last at %s, %s", Printable("", port), Age(d.Seen, now))
}

// DamagedRecords says that records may hold more; empty: none is damaged.
func DamagedRecords(n int) string {
	if n == 0 {
		return ""
	}
	return say("%s of this ledger can't be read and may hold more: 'handback verify' says what is wrong.", say("%d records", n))
}

// Finished greets a device whose return came to its end before.
func Finished(s ledger.Summary, now time.Time) string {
	ended := Phrase("The return of this device, %s, closed %s (%s): %s.")
	if s.Purpose == capability.ToActivate {
		ended = "The activation of this device, %s, closed %s (%s): %s."
	}
	on := RestsOn(s.Closing)
	if s.TakenIn {
		on += say(", in part from the case of another laptop")
	}
	return ended.With(s.ID, Age(s.ClosedAt, now), DayOf(s.ClosedAt, now), on)
}

// DebtAge is how long a return has owed something, as it is in a list; empty: it
// owes nothing.
func DebtAge(s ledger.Summary, now time.Time) string {
	if s.Debt == capability.NoDebt {
		return ""
	}
	switch age := now.Sub(s.OwedSince); {
	case age < time.Hour:
		return say("owed %d min", max(0, int(age/time.Minute)))
	case age < 24*time.Hour:
		return say("owed %s", say("%d hours", int(age/time.Hour)))
	default:
		return say("owed %s", Days(report.Days(s.OwedSince, now)))
	}
}

// CountReturns counts the returns of a list: the open ones, those that owe something
// with the oldest debt, and the closed ones.
func CountReturns(all []ledger.Summary, open, closed int, now time.Time) string {
	debts := 0
	var oldest ledger.Summary
	for _, s := range all {
		if s.Debt == capability.NoDebt {
			continue
		}
		debts++
		if oldest.Debt == "" || s.OwedSince.Before(oldest.OwedSince) {
			oldest = s
		}
	}
	var texts []string
	if open > 0 {
		texts = append(texts, say("%d open", open))
	}
	if debts > 0 {
		texts = append(texts, say("%s, the oldest %s", say("%d debts", debts), DebtAge(oldest, now)))
	}
	if closed > 0 {
		texts = append(texts, say("%d closed", closed))
	}
	return strings.Join(texts, " · ")
}
