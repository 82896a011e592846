package desk

import (
	"context"

	"handback/capability"
	"handback/capability/media"
)

// sharedLimits suit a folder into which the laptops of a shop put their cases, in
// whichever folders below it.
func sharedLimits() media.Limits {
	l := media.DefaultLimits()
	l.FileSize = max(l.FileSize, maxCase)
	return l
}

// SharedCases lists the cases in a folder that several laptops share. It takes nothing
// in and writes nothing, and tells why not all of the folder was looked through.
func (d *Desk) SharedCases(ctx context.Context, folder Stick, report capability.Report) ([]Case, capability.CutShort, error) {
	found, err := folder.Collect(ctx, sharedLimits(), report)
	if err != nil {
		return nil, capability.CutShort{}, err
	}
	return d.casesIn(found.Found), found.Incomplete, nil
}

// Signed is the return of a case as the known colleague who signed it stands for it.
// Each of its facts names that person, and none was seen here. It is false when nobody
// known signed the case, or when it can't be so.
func (c Case) Signed() (capability.Return, bool) {
	if c.Signer == "" || c.Err != nil {
		return capability.Return{}, false
	}
	r, err := capability.Replay(c.entries)
	return r, err == nil
}
