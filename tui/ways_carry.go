package tui

import "handback/capability"

// carryWays are the ways without a stick. A declaration goes to a person, not
// to a portal.
func carryWays(r capability.Return) []way {
	need := capability.Next(r).Need
	if r.Dead() || need != capability.NeedsPortal && need != capability.NeedsStick {
		return nil
	}
	var all []way
	if r.Artifact(uploads(r)) != nil {
		all = append(all,
			way{codesWayTitle, codesWayText, run{codesJob(r.ID)}},
			way{linesWayTitle, linesWayText, run{linesJob(r.ID)}})
	}
	return append(all, way{typeWayTitle, typeWayText, run{enteredJob(r.ID)}})
}
