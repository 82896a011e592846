package report

import "time"

// MaxWeeks is how many weeks a report shows: two years. What came back before is summed
// up in one.
const MaxWeeks = 106

// Week is what came back in one week.
type Week struct {
	Starts   string `json:"starts,omitempty"` // Monday, as 2006-01-02; empty: no week that is shown
	Proved   Count  `json:"proved"`
	Unproved Count  `json:"unproved"` // on a claim, an answer or trust
	Told     Count  `json:"told"`     // that colleagues signed, proved there or not
}

func (w *Week) add(i Item) {
	switch {
	case i.Colleague != "":
		w.Told.add(i.count())
	case i.Closing == closings[0]:
		w.Proved.add(i.count())
	default:
		w.Unproved.add(i.count())
	}
}

// Sum counts all that came back in the week.
func (w Week) Sum() Count {
	sum := w.Proved
	sum.add(w.Unproved)
	sum.add(w.Told)
	return sum
}

const daysAWeek = 7

// mondayOf is the Monday of the week in which a moment is in a zone, as in ISO 8601.
// It is a date, at midnight UTC: days of a zone can have 23 or 25 hours, and no midnight.
func mondayOf(at time.Time, zone *time.Location) time.Time {
	at = at.In(zone)
	sinceMonday := (int(at.Weekday()) + daysAWeek - int(time.Monday)) % daysAWeek
	return time.Date(at.Year(), at.Month(), at.Day()-sinceMonday, 0, 0, 0, 0, time.UTC)
}

// weeksOf sorts what came back into weeks, from the first in which something did, or
// in which the report begins, to the one in which it ends. What is in none of them is
// summed up apart: it is older than MaxWeeks, or a clock was wrong.
func weeksOf(s Scope, items []Item) ([]Week, Week) {
	first := s.Since
	for _, i := range items {
		if s.Since.IsZero() && i.Debt == "" {
			first = earlier(first, i.Closed)
		}
	}
	weeks, outside := []Week{}, Week{}
	if first.IsZero() {
		return weeks, outside
	}
	last := mondayOf(s.At(), s.Zone)
	monday := mondayOf(first, s.Zone)
	if oldest := last.AddDate(0, 0, -daysAWeek*(MaxWeeks-1)); monday.Before(oldest) {
		monday = oldest
	}
	for ; !monday.After(last); monday = monday.AddDate(0, 0, daysAWeek) {
		weeks = append(weeks, Week{Starts: monday.Format(time.DateOnly)})
	}
	at := make(map[string]int, len(weeks))
	for n, w := range weeks {
		at[w.Starts] = n
	}
	for _, i := range items {
		if i.Debt != "" {
			continue
		}
		if n, shown := at[mondayOf(i.Closed, s.Zone).Format(time.DateOnly)]; shown {
			weeks[n].add(i)
		} else {
			outside.add(i)
		}
	}
	return weeks, outside
}
