package desk

import (
	"path"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/media"
)

// Evidence is evidence for or against an unreadable file being the portal's
// response. A person decides; the device has the last word.
type Evidence string

// The reasons for it.
const (
	NamedAfterDevice Evidence = "named after the host ID or the serial number"
	CalledResponse   Evidence = "called a response"
	NewerThanRequest Evidence = "newer than the request"
	OnlyNewFile      Evidence = "the only new file since the stick left"
)

// The reasons against it.
const (
	NamedOtherwise   Evidence = "named neither after the device nor a response"
	OlderThanRequest Evidence = "older than the request"
	ThereBefore      Evidence = "on the stick already when it left"
	OneOfSeveral     Evidence = "one of several new files"
)

// clockSlack is how much older than the request a newer file may look: FAT keeps
// local time without its zone.
const clockSlack = 24 * time.Hour

// leastName is how long a host ID or serial number must be, in bytes, so that a
// name does not hold it by chance.
const leastName = 4

// addEvidence notes the reasons for and against each unread file that was seen on
// the stick of that name.
func addEvidence(r capability.Return, stick string, seen []*Finding) {
	others, known := otherFilesWhenLeft(r, stick, seen)
	var fresh []capability.Digest
	for _, f := range seen {
		if f.unread() && !slices.Contains(others, f.Digest) && !slices.Contains(fresh, f.Digest) {
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
		case slices.Contains(others, f.Digest):
			f.Against = append(f.Against, ThereBefore)
		case len(fresh) > 1:
			f.Against = append(f.Against, OneOfSeveral)
		default:
			f.For = append(f.For, OnlyNewFile)
		}
	}
}

// addEvidenceByAll does this by every return that waits for an unreadable response,
// else by the device that was read. It keeps what speaks most for a file.
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

// ours reports whether the file has the name of one that goes with a request.
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

// lettersOf is a text as it is compared in names: in lower case, and without
// separators.
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

// otherFilesWhenLeft are the other files on the stick of that name when the request
// was saved on it last. They are not known of another stick, which does not have
// that request, or when there were too many.
func otherFilesWhenLeft(r capability.Return, stick string, seen []*Finding) (digests []capability.Digest, known bool) {
	for _, e := range slices.Backward(r.Entries) {
		saved, ok := e.Fact.(capability.Saved)
		if !ok || saved.File != capability.ReturnRequest || saved.Stick != capability.Printable(stick) {
			continue
		}
		same := r.Request != nil && saved.SHA256 == r.Request.SHA256 && slices.ContainsFunc(seen, func(f *Finding) bool {
			return f.Path == saved.Path && f.Digest == saved.SHA256
		})
		return saved.OtherFiles, same && saved.OtherFiles != nil
	}
	return nil, false
}

// maxOtherFiles bounds how many other files are noted: more would tell a person
// nothing.
const maxOtherFiles = 64

// fewOthers bounds the search for them.
var fewOthers = media.Limits{Entries: 5000, Reads: maxOtherFiles, Bytes: maxOtherFiles * media.MaxFile, Time: 2 * time.Second}

// otherFiles lists what could be taken for a response on a stick that is about to
// carry a request to the portal, so that a new file stands out afterwards. It is
// nil where the response will be readable, and where the list is not complete.
func otherFiles(r capability.Return, file capability.ArtifactKind, look func() (*media.Collection, error)) []capability.Digest {
	if file != capability.ReturnRequest || r.Request == nil || r.Request.MessageID != "" {
		return nil
	}
	found, err := look()
	if err != nil || !found.Incomplete.IsZero() {
		return nil // saving tells what is wrong with the stick
	}
	digests := []capability.Digest{}
	for _, f := range found.Found {
		if j := read(f).classify(r); j.unread() && !slices.Contains(digests, f.Digest) {
			digests = append(digests, f.Digest)
		}
	}
	return digests
}
