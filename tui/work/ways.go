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
	Final       bool      // it can't be undone
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
		{capability.Cancelled{}, Way{WayAmend, text.CancelTitle.String(), text.Cancel.String(), text.CancelYes.String(), (*desk.Desk).Cancel, true}},
		{capability.SetAside{}, Way{WayAmend, text.SetAsideTitle.String(), text.SetAside.String(), text.SetAsideYes.String(), (*desk.Desk).SetAside, false}},
		{capability.Replaced{File: file}, Way{WayAmend, text.ReplaceTitle(file), text.Replace(r, file), text.ReplaceYes.String(), (*desk.Desk).Replace, true}},
		{capability.Withdrawn{File: file}, Way{WayAmend, text.WithdrawTitle(file), text.Withdraw.String(), text.WithdrawYes.String(), (*desk.Desk).Withdraw, false}},
		{capability.Declared{Evidence: sure}, Way{Kind: WayDeclare, Title: text.DeclareTitle.String(), Text: text.DeclareWay.String()}},
		{capability.Decided{Outcome: capability.MadeObsolete}, Way{Kind: WayDecide, Title: text.DecideTitle.String(), Text: text.DecideWay.String()}},
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
			Way{Kind: WayCodes, Title: text.CodesWayTitle.String(), Text: text.CodesWay.String()},
			Way{Kind: WayLines, Title: text.LinesWayTitle.String(), Text: text.LinesWay.String()})
	}
	return append(all, Way{Kind: WayEnter, Title: text.TypeWayTitle.String(), Text: text.TypeWay.String()})
}

// Difference says what the response changes, a line a license, and how much stays.
func Difference(r capability.Return) []string {
	var lines []string
	changed, _ := r.Changes()
	for _, c := range changed {
		lines = append(lines, text.Change(c))
	}
	if rest := text.RestOf(r); rest != "" {
		lines = append(lines, rest)
	}
	return lines
}
