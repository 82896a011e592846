package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/asciijson"
)

// recordVersion is the version of return.json.
const recordVersion = 1

// ErrRecord says that a file is no record of a return.
var ErrRecord = errors.New("not the record of a return")

// record is the case as it travels, so that another laptop can go on. Only the
// version and the journal count when it is read; the rest is for people.
type record struct {
	Version int                   `json:"handback"`
	ID      capability.ReturnID   `json:"return"`
	Stage   capability.Stage      `json:"stage"`
	Device  capability.Identity   `json:"device"`
	Order   capability.Order      `json:"order"`
	Files   []capability.Artifact `json:"files"`
	Head    capability.Digest     `json:"head"` // the hash of the journal's last line
	Entries []capability.Entry    `json:"journal"`
}

func encodeRecord(r capability.Return, head capability.Digest) ([]byte, error) {
	data, err := asciijson.Marshal(record{
		Version: recordVersion, ID: r.ID, Stage: r.Stage, Device: r.Device,
		Order: r.Order, Files: r.Artifacts(), Head: head, Entries: r.Entries,
	})
	if err != nil {
		return nil, err
	}
	return append(data, '\n'), nil
}

// decodeRecord reads the journal of a record that came on a stick. It is
// somebody's word: the rules check it when it is imported, and the device and
// the portal have the last word.
func decodeRecord(data []byte) ([]capability.Entry, error) {
	var head struct {
		Version int                `json:"handback"`
		Entries []capability.Entry `json:"journal"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	if head.Version != recordVersion || len(head.Entries) == 0 {
		return nil, fmt.Errorf("%w: version %d with %d facts", ErrRecord, head.Version, len(head.Entries))
	}
	return head.Entries, nil
}

// leadsTo reports whether a record is one that the entries went on from.
func leadsTo(old []byte, entries []capability.Entry) bool {
	before, err := decodeRecord(old)
	if err != nil || len(before) > len(entries) {
		return false
	}
	for n := range before {
		a, failedA := json.Marshal(before[n])
		b, failedB := json.Marshal(entries[n])
		if failedA != nil || failedB != nil || !bytes.Equal(a, b) {
			return false
		}
	}
	return true
}
