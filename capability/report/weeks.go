package report

import "time"

// MaxWeeks is how many weeks a report shows: two years. What came back before is summed
// up in one.
const MaxWeeks = 106

// Week is what came back in one week.
type Week struct {
	Starts   time.Time `json:"starts,omitzero"` // Monday, the first moment of the day; zero: before all others
	Proved   Count     `json:"proved"`
	Unproved Count     `json:"unproved"` // on a claim, an answer or trust
	Told     Count     `json:"told"`     // that colleagues signed, proved there or not
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

// weekOf is when the week of a moment begins: on Monday, as in ISO 8601. Days can have
// 23 or 25 hours, so the calendar counts and not the hours.
func weekOf(at time.Time, zone *time.Location) time.Time {
	at = at.In(zone)
	const daysAWeek = 7
	sinceMonday := (int(at.Weekday()) + daysAWeek - int(time.Monday)) % daysAWeek
	return time.Date(at.Year(), at.Month(), at.Day()-sinceMonday, 0, 0, 0, 0, zone)
}

// weeksOf sorts what came back into weeks, from the first in which something did, or
// in which the report begins, to the one in which it ends.
func weeksOf(s Scope, items []Item) ([]Week, Week) {
	first := s.Since
	for _, i := range items {
		if s.Since.IsZero() && i.Debt == "" {
			first = earlier(first, i.Closed)
		}
	}
	weeks, earlierOnes := []Week{}, Week{}
	if first.IsZero() {
		return weeks, earlierOnes
	}
	last := weekOf(s.At(), s.Zone)
	for start := weekOf(first, s.Zone); !start.After(last); start = start.AddDate(0, 0, 7) {
		weeks = append(weeks, Week{Starts: start})
	}
	weeks = weeks[max(0, len(weeks)-MaxWeeks):]
	at := make(map[time.Time]int, len(weeks))
	for n, w := range weeks {
		at[w.Starts] = n
	}
	for _, i := range items {
		if i.Debt != "" {
			continue
		}
		if n, shown := at[weekOf(i.Closed, s.Zone)]; shown {
			weeks[n].add(i)
		} else {
			earlierOnes.add(i)
		}
	}
	return weeks, earlierOnes
}
