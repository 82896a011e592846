package screens

import (
	"handback/capability"
	"handback/tui/text"
	"handback/tui/work"
)

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
			way{text.CodesWayTitle, text.CodesWay, Run{work.CodesJob(r.ID)}},
			way{text.LinesWayTitle, text.LinesWay, Run{work.LinesJob(r.ID)}})
	}
	return append(all, way{text.TypeWayTitle, text.TypeWay, Run{work.EnteredJob(r.ID)}})
}
