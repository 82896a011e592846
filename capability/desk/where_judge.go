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
		if reading != nil && j.m != nil {
			fresh, spoken := d.judge(unopened(*reading), f), spokenFor(returns, j.Return, reading.Device.Host)
			adopts := fresh.Verdict == IsResponse && !spoken
			if adopts || fresh.Mendable && !spoken || j.Verdict == IsForDevice {
				fresh.Return = j.Return
				j.Finding, adoptable = fresh.Finding, adoptable || adopts
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
	if record, ok := judgeRecord(f); ok {
		return judged{Finding: record}
	}
	c := read(f)
	best := d.by(c, capability.Return{})
	for _, r := range returns {
		j := d.by(c, r)
		if j.weight() > best.weight() || j.weight() == best.weight() && r.Open() {
			best = j
			if j.weight() >= related {
				best.Return = r.ID
			}
		}
	}
	return best
}

// weight is that of its verdict, and of a message that can be mended that of
// what it was.
func (j judged) weight() int {
	if j.Mendable {
		return weight(j.was)
	}
	return weight(j.Verdict)
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
	case IsForDevice, IsOtherOwn, IsDamaged, IsTooNew, IsUnread:
		return 1
	default:
		return 0
	}
}
