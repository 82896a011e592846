package desk

import (
	"slices"

	"handback/capability"
	"handback/capability/media"
)

// judgeAll weighs every file on a stick by all returns, and reports whether
// one begins a return of the device that was read, or a cancelled one again.
func (d *Desk) judgeAll(returns []capability.Return, reading *capability.Reading, found *media.Collection) (all []Finding, adoptable bool) {
	for _, f := range found.Found {
		j := d.judgeBy(returns, f)
		if reading != nil && j.Verdict != IsCase && !spokenFor(returns, j.Return, reading.Device.Host) {
			if fresh := d.judge(unopened(*reading), f); fresh.m != nil && fresh.Verdict == IsResponse {
				fresh.Return = j.Return
				j.Finding, adoptable = fresh.Finding, true
			}
		}
		all = append(all, j.Finding)
	}
	for _, s := range found.Skipped {
		all = append(all, Finding{Path: s.Path, Size: s.Size, Verdict: IsNotLookedInto, About: string(s.Reason)})
	}
	return all, adoptable
}

// spokenFor reports whether a file belongs to the return of that ID, which was
// not cancelled, or the device has an open one: then it begins none.
func spokenFor(returns []capability.Return, id capability.ReturnID, host capability.HostID) bool {
	return slices.ContainsFunc(returns, func(r capability.Return) bool {
		return r.ID == id && r.Stage != capability.StageCancelled || r.Open() && r.Device.Host == host
	})
}

// judgeBy finds the return that a file says most to.
func (d *Desk) judgeBy(returns []capability.Return, f media.Found) judged {
	if entries, err := decodeRecord(f.Data); err == nil {
		j := judged{Finding: Finding{Path: f.Path, Size: f.Size, Digest: f.Digest, Verdict: IsCase}}
		if opened, ok := entries[0].Fact.(capability.Opened); ok {
			j.Return = opened.ID
		}
		return j
	}
	best := d.judge(capability.Return{}, f)
	for _, r := range returns {
		j := d.judge(r, f)
		if weight(j.Verdict) > weight(best.Verdict) || weight(j.Verdict) == weight(best.Verdict) && r.Open() {
			best = j
			if weight(j.Verdict) >= related {
				best.Return = r.ID
			}
		}
	}
	return best
}

// related is the least weight of a verdict that ties a file to a return.
const related = 3

// weight orders verdicts by how much they say of a file.
func weight(v Verdict) int {
	switch v {
	case IsRequest, IsConfirmation, IsReceipt, IsLoaded, IsSuperseded, IsRejected, IsDeclaration, IsTold:
		return 6
	case IsResponse:
		return 5
	case IsUseless, IsRemoval, IsNothing, IsForged:
		return 4
	case IsStale:
		return related
	case IsOtherRequest:
		return 2
	case IsOtherDevice, IsOtherOwn, IsDamaged, IsTooNew:
		return 1
	default:
		return 0
	}
}
