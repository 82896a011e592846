package desk

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/media"
	"handback/capability/message"
)

// caseVersion is the version of return.json, maxCase its greatest size in bytes,
// and signatureExt what its signature adds to its name.
const (
	caseVersion  = 1
	maxCase      = 2 << 20
	signatureExt = ".sig"
)

// What can be wrong with a file that should be the case of a return.
var (
	ErrNotCase = errors.New("not the case of a return")
	ErrBadCase = errors.New("the case of a return can't be read")
)

// caseJSON is the case as it travels, so that another laptop can go on. A reader
// uses the version and the journal; the rest is for people.
type caseJSON struct {
	Version int                   `json:"handback"`
	ID      capability.ReturnID   `json:"return"`
	Stage   capability.Stage      `json:"stage"`
	Device  capability.Identity   `json:"device"`
	Order   capability.Order      `json:"order"`
	Files   []capability.Artifact `json:"files"`
	Head    capability.Digest     `json:"head"` // the hash of the journal's last line
	Entries []capability.Entry    `json:"journal"`
}

func encodeCase(r capability.Return, head capability.Digest) ([]byte, error) {
	data, err := asciijson.Marshal(caseJSON{
		Version: caseVersion, ID: r.ID, Stage: r.Stage, Device: r.Device,
		Order: r.Order, Files: r.Artifacts(), Head: head, Entries: r.Entries,
	})
	if err != nil {
		return nil, err
	}
	return append(data, '\n'), nil
}

// ReadCase reads the case of a return on a stick. All of it is hearsay, good
// enough to find out what a file is. The error is [ErrNotCase], or [ErrBadCase],
// also for a case that tells what no return can have.
func ReadCase(data []byte, now time.Time) (capability.Return, error) {
	entries, err := decodeCase(data)
	if err != nil {
		return capability.Return{}, err
	}
	if err := capability.CheckCase(entries, now); err != nil {
		return capability.Return{}, fmt.Errorf("%w: %w", ErrBadCase, err)
	}
	told, err := capability.Replay(entries)
	if err != nil {
		return capability.Return{}, fmt.Errorf("%w: %w", ErrBadCase, err)
	}
	if told.Told != nil {
		return *told.Told, nil
	}
	return told, nil
}

// decodeCase reads the journal of a case that came on a stick. The rules check it
// when it is taken in, and the device and the portal have the last word. The
// error is [ErrNotCase], or [ErrBadCase] for a file that claims to be a case.
func decodeCase(data []byte) ([]capability.Entry, error) {
	var head struct {
		Version int             `json:"handback"`
		Journal json.RawMessage `json:"journal"`
	}
	if len(data) > maxCase {
		return nil, fmt.Errorf("%w: %d bytes, more than %d", ErrNotCase, len(data), maxCase)
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotCase, err)
	}
	switch {
	case head.Version == 0:
		return nil, ErrNotCase
	case head.Version != caseVersion:
		return nil, fmt.Errorf("%w: it has version %d", ErrBadCase, head.Version)
	}
	var entries []capability.Entry
	if err := json.Unmarshal(head.Journal, &entries); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadCase, err)
	}
	return entries, checkCase(entries)
}

// checkCase checks that the facts can be those of a return: they begin with the
// opening, under a return ID, and can be written again.
func checkCase(entries []capability.Entry) error {
	if len(entries) == 0 {
		return fmt.Errorf("%w: it holds no facts", ErrBadCase)
	}
	opened, ok := entries[0].Fact.(capability.Opened)
	if !ok {
		return fmt.Errorf("%w: it does not begin with the opening", ErrBadCase)
	}
	if id, err := capability.ParseReturnID(string(opened.ID)); err != nil || id != opened.ID {
		return fmt.Errorf("%w: %q is no return ID", ErrBadCase, string(opened.ID))
	}
	if _, err := json.Marshal(entries); err != nil {
		return fmt.Errorf("%w: %w", ErrBadCase, err)
	}
	return nil
}

// classifyCase classifies the case of a return, whole or damaged; false: the file
// is something else.
func classifyCase(f media.Found) (Finding, bool) {
	found := Finding{Path: f.Path, Size: f.Size, Digest: f.Digest, ModTime: f.ModTime, Class: IsCase}
	entries, err := decodeCase(f.Data)
	switch {
	case err == nil:
		found.Return = entries[0].Fact.(capability.Opened).ID // by checkCase
	case errors.Is(err, ErrBadCase), media.IsCaseFile(f.Path):
		found.Class, found.About = IsBadCase, err.Error()
	default:
		return found, false
	}
	return found, true
}

// leadsTo reports whether the entries are the older case and what followed.
func leadsTo(old []byte, entries []capability.Entry) bool {
	before, err := decodeCase(old)
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

// agree compares each message on the stick that a case names with what its
// facts say about it: kind, host, what it answers, sequence, licenses. The error is
// a *[Disagreement]. It skips messages that are not on the stick or that nobody
// can read.
func agree(entries []capability.Entry, host capability.HostID, files []media.Found) error {
	for e, f := range onStick(entries, files) {
		a, _ := e.Artifact()
		if err := agreeOn(f.Path, "size", fmt.Sprint(a.Size), fmt.Sprint(f.Size)); err != nil {
			return err
		}
		m, err := message.Decode(f.Data)
		if err != nil {
			if err := agreeOn(f.Path, "message ID", a.MessageID, ""); err != nil {
				return err
			}
			continue
		}
		if err := agreeMessage(f.Path, e.Fact, a, host, m); err != nil {
			return err
		}
	}
	return nil
}

// onStick gives each entry whose message is on the stick, with its file.
func onStick(entries []capability.Entry, files []media.Found) iter.Seq2[capability.Entry, media.Found] {
	return func(yield func(capability.Entry, media.Found) bool) {
		for _, e := range entries {
			a, came := e.Artifact()
			if !came {
				continue
			}
			i := slices.IndexFunc(files, func(f media.Found) bool { return f.Digest == a.SHA256 })
			if i >= 0 && !yield(e, files[i]) {
				return
			}
		}
	}
}

func agreeOn(path, what, told, found string) error {
	if told == found {
		return nil
	}
	return &Disagreement{Path: path, What: what, Told: told, Find: found}
}

func agreeMessage(path string, f capability.Fact, a capability.Artifact, host capability.HostID, m *message.Message) error {
	if err := cmp.Or(
		agreeOn(path, "kind", string(kindOf(a.Kind)), string(m.Kind)),
		agreeOn(path, "host ID", host.String(), m.Host().String()),
	); err != nil {
		return err
	}
	if m.Request != nil {
		return agreeRequest(path, a, m.Request)
	}
	return agreeResponse(path, f, a, m.Response)
}

func agreeRequest(path string, a capability.Artifact, q *message.Request) error {
	is := capability.ReturnRequest
	if q.IsConfirmation() {
		is = capability.ConfirmationRequest
	}
	return cmp.Or(
		agreeOn(path, "message ID", a.MessageID, q.ID.String()),
		agreeOn(path, "kind", string(a.Kind), string(is)),
	)
}

func agreeResponse(path string, f capability.Fact, a capability.Artifact, q *message.Response) error {
	answers, seq, licenses := "", uint64(0), []capability.License(nil)
	switch f := f.(type) {
	case capability.ResponseFound:
		answers, seq, licenses = f.Answers, f.Seq, f.Licenses
	case capability.Receipt:
		answers, seq, licenses = f.Answers, f.Seq, f.Licenses
	}
	is := ""
	if q.Answers != nil {
		is = q.Answers.String()
	}
	return cmp.Or(
		agreeOn(path, "message ID", a.MessageID, q.ID.String()),
		agreeOn(path, "answered request", answers, is),
		agreeOn(path, "sequence", fmt.Sprint(seq), fmt.Sprint(q.Seq)),
		agreeOn(path, "licenses", counts(licenses), counts(q.Rights)),
	)
}

func kindOf(a capability.ArtifactKind) message.Kind {
	switch a {
	case capability.ReturnRequest, capability.ConfirmationRequest:
		return message.KindRequest
	case capability.PortalResponse, capability.PortalReceipt:
		return message.KindResponse
	default:
		return message.Kind(a)
	}
}

func counts(all []capability.License) string {
	var text []string
	for _, l := range all {
		text = append(text, fmt.Sprintf("%s=%d", l.ActivationID, l.Count))
	}
	slices.Sort(text)
	return strings.Join(text, " ")
}
