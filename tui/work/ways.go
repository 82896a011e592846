package work

import (
	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"
)

// WayKind says what a way does.
type WayKind string

// The kinds.
const (
	WayCodes   WayKind = "codes"   // shows the file for the portal as QR codes
	WayLines   WayKind = "lines"   // shows it as lines to type
	WayEnter   WayKind = "enter"   // takes the portal's answer by hand
	WayAmend   WayKind = "amend"   // notes one thing, with a reason
	WayDeclare WayKind = "declare" // declares the device dead
	WayDecide  WayKind = "decide"  // notes what the portal's owner decided
)

// Way is what else can be done with a return now, beside its next act: a fact that a
// person puts on record, or a file that is carried without a stick.
type Way struct {
	Kind        WayKind
	Title, Text string
	Yes         string    // the answer that notes an amendment
	Amend       Amendment // of [WayAmend]
}

// Ways lists what the rules allow now: each fact is tried on the return. What changes
// nothing comes first.
func Ways(r capability.Return) []Way {
	file := Uploads(r)
	sure := capability.Evidence{Cause: capability.NoAnswer, Serial: "-", Host: r.Device.Host, Who: "-"}
	all := carryWays(r)
	for _, one := range []struct {
		fact capability.Fact
		way  Way
	}{
		{capability.Cancelled{}, Way{WayAmend, text.CancelTitle, text.Cancel, text.CancelYes, (*desk.Desk).Cancel}},
		{capability.SetAside{}, Way{WayAmend, text.SetAsideTitle, text.SetAside, text.SetAsideYes, (*desk.Desk).SetAside}},
		{capability.Replaced{File: file}, Way{WayAmend, text.ReplaceTitle(file), text.Replace(r, file), text.ReplaceYes, (*desk.Desk).Replace}},
		{capability.Withdrawn{File: file}, Way{WayAmend, text.WithdrawTitle(file), text.Withdraw, text.WithdrawYes, (*desk.Desk).Withdraw}},
		{capability.Declared{Evidence: sure}, Way{Kind: WayDeclare, Title: text.DeclareTitle, Text: text.DeclareWay}},
		{capability.Decided{Outcome: capability.MadeObsolete}, Way{Kind: WayDecide, Title: text.DecideTitle, Text: text.DecideWay}},
	} {
		if _, err := r.With(capability.Entry{Fact: one.fact}); err == nil {
			all = append(all, one.way)
		}
	}
	return all
}

// carryWays are the ways without a stick. A declaration goes to a person, not
// to a portal.
func carryWays(r capability.Return) []Way {
	need := capability.Next(r).Need
	if r.Dead() || need != capability.NeedsPortal && need != capability.NeedsStick {
		return nil
	}
	var all []Way
	if r.Artifact(Uploads(r)) != nil {
		all = append(all,
			Way{Kind: WayCodes, Title: text.CodesWayTitle, Text: text.CodesWay},
			Way{Kind: WayLines, Title: text.LinesWayTitle, Text: text.LinesWay})
	}
	return append(all, Way{Kind: WayEnter, Title: text.TypeWayTitle, Text: text.TypeWay})
}

// Difference says what the response changes, a line a license, and how much stays.
func Difference(r capability.Return) []string {
	var lines []string
	changed, _ := r.Changes()
	touched := 0
	for _, c := range changed {
		lines = append(lines, text.Change(c))
		if c.Before > 0 { // the device held it
			touched++
		}
	}
	if rest := len(r.Held()) - touched; rest > 0 {
		lines = append(lines, text.RestStays(rest))
	}
	return lines
}
