package tui

import (
	"slices"

	"handback/capability"
)

// askLoad asks before the point of no return, and shows what the device will
// hold then.
func askLoad(r capability.Return, then intent) questionScreen {
	lines := append([]string{loadText(r), ""}, differenceLines(r)...)
	if !readable(r) {
		lines = append(lines, "", unreadableText)
	}
	return questionScreen{question{
		title: loadTitle, context: string(r.ID) + " · " + deviceText(r.Device),
		lines: lines, no: loadNoText, yes: loadYes(r),
	}, then}
}

// differenceLines are the licenses before and after the response.
func differenceLines(r capability.Return) []string {
	var lines []string
	changed := changes(r)
	for _, c := range changed {
		lines = append(lines, changeText(c))
	}
	if rest := len(r.Held()) - touched(changed); rest > 0 {
		lines = append(lines, restStaysText(rest))
	}
	return lines
}

// askClaim asks before a person's word is noted.
func askClaim(r capability.Return) questionScreen {
	return questionScreen{question{
		title: claimTitle, context: string(r.ID),
		lines: []string{claimText(r, capability.Next(r))},
		no:    claimNoText, yes: claimYesText,
	}, run{claimJob(r)}}
}

// touched counts the changes of licenses that the device held before.
func touched(changed []capability.Change) int {
	n := 0
	for _, c := range changed {
		if c.Before > 0 {
			n++
		}
	}
	return n
}

// readable reports whether the response says what remains.
func readable(r capability.Return) bool { return r.Response != nil && r.Response.MessageID != "" }

// changes compares what the device held with what the response leaves. A
// response that nobody can read is taken to do what was ordered.
func changes(r capability.Return) []capability.Change {
	after := r.Expected
	if !readable(r) {
		after = slices.Clone(r.Held())
		for i, l := range after {
			at := slices.IndexFunc(r.Order.Lines, func(o capability.Line) bool { return o.ActivationID == l.ActivationID })
			if at >= 0 {
				after[i].Count = r.Order.Lines[at].Count
			}
		}
	}
	return capability.Difference(r.Held(), after, r.Order)
}
