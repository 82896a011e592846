package desk

import (
	"encoding/json"

	"handback/capability"
	"handback/capability/media"
)

// recordVersion is the version of return.json.
const recordVersion = 1

// record is the case as it travels, so that another laptop can go on.
type record struct {
	Version int                   `json:"handback"`
	ID      capability.ReturnID   `json:"return"`
	Stage   capability.Stage      `json:"stage"`
	Device  capability.Identity   `json:"device"`
	Order   capability.Order      `json:"order"`
	Files   []capability.Artifact `json:"files"`
	Entries []capability.Entry    `json:"journal"`
}

// caseFiles are what a stick gets for one step: the request, the slip for the
// person at the portal, and the case.
func caseFiles(r capability.Return, a capability.Artifact, data []byte) ([]media.File, error) {
	slip, err := slipText(r, a)
	if err != nil {
		return nil, err
	}
	rec, err := json.Marshal(record{
		Version: recordVersion, ID: r.ID, Stage: r.Stage, Device: r.Device,
		Order: r.Order, Files: r.Artifacts(), Entries: r.Entries,
	})
	if err != nil {
		return nil, err
	}
	return []media.File{
		{Name: a.Kind.FileName(), Data: data},
		{Name: slipName, Data: slip, Replace: true},
		{Name: recordName, Data: append(rec, '\n'), Replace: true},
	}, nil
}
