package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/media"
)

// recordVersion is the version of return.json, maxRecord its size at most, in
// bytes, and signatureExt what is added to its name for its signature.
const (
	recordVersion = 1
	maxRecord     = 2 << 20
	signatureExt  = ".sig"
)

// What can be wrong with a file that should be the record of a return.
var (
	ErrRecord    = errors.New("not the record of a return")
	ErrBadRecord = errors.New("the record of a return can't be read")
)

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
// somebody's word: the rules check it when it is taken in, and the device and
// the portal have the last word. The error is [ErrRecord], or [ErrBadRecord]
// for a file that says that it is one.
func decodeRecord(data []byte) ([]capability.Entry, error) {
	var head struct {
		Version int             `json:"handback"`
		Journal json.RawMessage `json:"journal"`
	}
	if len(data) > maxRecord {
		return nil, fmt.Errorf("%w: %d bytes, more than %d", ErrRecord, len(data), maxRecord)
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	switch {
	case head.Version == 0:
		return nil, ErrRecord
	case head.Version != recordVersion:
		return nil, fmt.Errorf("%w: it has version %d", ErrBadRecord, head.Version)
	}
	var entries []capability.Entry
	if err := json.Unmarshal(head.Journal, &entries); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadRecord, err)
	}
	return entries, checkRecord(entries)
}

// checkRecord looks whether the facts can be those of a return at all: it begins
// with the opening, under an ID that is one, and can be written again.
func checkRecord(entries []capability.Entry) error {
	if len(entries) == 0 {
		return fmt.Errorf("%w: it holds no facts", ErrBadRecord)
	}
	opened, ok := entries[0].Fact.(capability.Opened)
	if !ok {
		return fmt.Errorf("%w: it does not begin with the opening", ErrBadRecord)
	}
	if id, err := capability.ParseReturnID(string(opened.ID)); err != nil || id != opened.ID {
		return fmt.Errorf("%w: %q is no return ID", ErrBadRecord, string(opened.ID))
	}
	if _, err := json.Marshal(entries); err != nil {
		return fmt.Errorf("%w: %w", ErrBadRecord, err)
	}
	return nil
}

// judgeRecord judges the record of a return, whole or not; false: the file is
// something else.
func judgeRecord(f media.Found) (Finding, bool) {
	found := Finding{Path: f.Path, Size: f.Size, Digest: f.Digest, ModTime: f.ModTime, Verdict: IsCase}
	entries, err := decodeRecord(f.Data)
	switch {
	case err == nil:
		found.Return = entries[0].Fact.(capability.Opened).ID // by checkRecord
	case errors.Is(err, ErrBadRecord), media.IsRecord(f.Path):
		found.Verdict, found.About = IsBadCase, err.Error()
	default:
		return found, false
	}
	return found, true
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
