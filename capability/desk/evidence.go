package desk

import (
	"context"
	_ "embed"
	"path"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/media"
)

// Reason speaks for or against a file that can't be read being the portal's
// response. A person weighs them; the device has the last word.
type Reason string

// The reasons for it.
const (
	NamedAfterDevice Reason = "named after the host ID or the serial number"
	CalledResponse   Reason = "called a response"
	NewerThanRequest Reason = "newer than the request"
	OnlyNewFile      Reason = "the only new file since the stick left"
)

// The reasons against it.
const (
	NamedOtherwise   Reason = "named neither after the device nor a response"
	OlderThanRequest Reason = "older than the request"
	ThereBefore      Reason = "on the stick already when it left"
	OneOfSeveral     Reason = "one of several new files"
)

// clockSlack is how much older than the request a file may look and yet be
// newer: FAT keeps local time without saying of which zone.
const clockSlack = 24 * time.Hour

// leastName is the length of a host ID or serial number, in bytes, from which
// its being in a name is no chance.
const leastName = 4

// weigh gives the reasons for and against each unread file among what was seen
// on the stick of that name.
func addEvidence(r capability.Return, stick string, seen []*Finding) {
	beside, known := otherFilesWhenLeft(r, stick, seen)
	var fresh []capability.Digest
	for _, f := range seen {
		if f.unread() && !slices.Contains(beside, f.Digest) && !slices.Contains(fresh, f.Digest) {
			fresh = append(fresh, f.Digest)
		}
	}
	requested := requestedAt(r)
	for _, f := range seen {
		if !f.unread() {
			continue
		}
		f.For, f.Against = nil, nil
		f.addNameEvidence(r.Device)
		f.addTimeEvidence(requested)
		switch {
		case !known:
		case slices.Contains(beside, f.Digest):
			f.Against = append(f.Against, ThereBefore)
		case len(fresh) > 1:
			f.Against = append(f.Against, OneOfSeveral)
		default:
			f.For = append(f.For, OnlyNewFile)
		}
	}
}

// addEvidenceByAll does so by every return that waits for a response which can't be
// read, else by the device that was read, and keeps what speaks most for a file.
func addEvidenceByAll(returns []capability.Return, reading *capability.Reading, stick string, found []Finding) {
	var waiting []capability.Return
	for _, r := range returns {
		if r.Open() && r.Request != nil && r.Opaque() && slices.Contains(due(capability.Next(r)), IsResponse) {
			waiting = append(waiting, r)
		}
	}
	if len(waiting) == 0 && reading != nil {
		waiting = append(waiting, unopened(*reading))
	}
	for n, r := range waiting {
		tried := slices.Clone(found)
		all := make([]*Finding, len(tried))
		for i := range tried {
			all[i] = &tried[i]
		}
		addEvidence(r, stick, all)
		for i := range found {
			if n == 0 || tried[i].balance() > found[i].balance() {
				found[i] = tried[i]
			}
		}
	}
}

func (f *Finding) balance() int { return len(f.For) - len(f.Against) }

// unread reports whether the file can't be read here and could be a response.
func (f *Finding) unread() bool {
	return f.opaque && !f.ours()
}

// ours reports whether the file is called like one that goes with a request.
func (f *Finding) ours() bool {
	base := strings.ToLower(path.Base(f.Path))
	return base == strings.ToLower(slipName) || strings.HasPrefix(base, "sha256sums") || strings.HasPrefix(base, "return") && path.Ext(base) == ".json"
}

func (f *Finding) addNameEvidence(device capability.Identity) {
	name := lettersOf(path.Base(f.Path))
	after := slices.ContainsFunc([]string{device.Host.Value, device.Serial}, func(id string) bool {
		id = lettersOf(id)
		return len(id) >= leastName && strings.Contains(name, id)
	})
	response := strings.Contains(name, "response")
	if after {
		f.For = append(f.For, NamedAfterDevice)
	}
	if response {
		f.For = append(f.For, CalledResponse)
	}
	if !after && !response {
		f.Against = append(f.Against, NamedOtherwise)
	}
}

// lettersOf is a text as it is compared in names: without case, and without
// what cannot be in one.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_:. /\\", r) {
			return -1
		}
		return r
	}, strings.ToLower(text))
}

func (f *Finding) addTimeEvidence(requested time.Time) {
	switch {
	case requested.IsZero() || f.ModTime.IsZero():
	case f.ModTime.After(requested):
		f.For = append(f.For, NewerThanRequest)
	case f.ModTime.Before(requested.Add(-clockSlack)):
		f.Against = append(f.Against, OlderThanRequest)
	}
}

// requestedAt is when the request of a return was made, by this laptop's clock;
// zero: it has none.
func requestedAt(r capability.Return) time.Time {
	if r.Request == nil {
		return time.Time{}
	}
	for _, e := range slices.Backward(r.Entries) {
		if made, ok := e.Fact.(capability.RequestMade); ok && made.Artifact.SHA256 == r.Request.SHA256 {
			return e.At
		}
	}
	return time.Time{}
}

// otherFilesWhenLeft is what else lay on the stick of that name when the request
// was saved on it last. It is not known of another stick, which does not have
// that request, or when it was too much.
func otherFilesWhenLeft(r capability.Return, stick string, seen []*Finding) (digests []capability.Digest, known bool) {
	for _, e := range slices.Backward(r.Entries) {
		saved, ok := e.Fact.(capability.Saved)
		if !ok || saved.File != capability.ReturnRequest || saved.Stick != capability.Printable(stick) {
			continue
		}
		same := r.Request != nil && saved.SHA256 == r.Request.SHA256 && slices.ContainsFunc(seen, func(f *Finding) bool {
			return f.Path == saved.Path && f.Digest == saved.SHA256
		})
		return saved.Beside, same && saved.Beside != nil
	}
	return nil, false
}

// maxOtherFiles bounds how many files beside a request are remembered: more tell
// nothing to a person.
const maxOtherFiles = 64

// beside looks what else lies on a stick that is about to carry a request to
// the portal, so that what is new afterwards stands out. It asks only where the
// response won't be readable; nil: it is not known, for the look was cut short.
func otherFiles(ctx context.Context, r capability.Return, file capability.ArtifactKind, stick Stick) []capability.Digest {
	if file != capability.ReturnRequest || r.Request == nil || r.Request.MessageID != "" {
		return nil
	}
	limits := media.Limits{Entries: 5000, Reads: maxOtherFiles, Bytes: maxOtherFiles * media.MaxFile, Time: 2 * time.Second}
	found, err := stick.Collect(ctx, limits, nil)
	if err != nil || found.Incomplete != "" {
		return nil // saving tells what is wrong with the stick
	}
	digests := []capability.Digest{}
	for _, f := range found.Found {
		if j := classify(r, f); j.unread() && !slices.Contains(digests, f.Digest) {
			digests = append(digests, f.Digest)
		}
	}
	return digests
}
