package desk

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
)

// agree compares each message on the stick that a case names with what its
// facts say of it: kind, host, what it answers, sequence, licenses. The error is
// a *[Disagreement]. What nobody can read, or does not lie there, has nothing to
// be compared with.
func agree(entries []capability.Entry, host capability.HostID, files []media.Found) error {
	for e, f := range lying(entries, files) {
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

// lying gives each entry whose message lies on the stick, with the file that it
// is in.
func lying(entries []capability.Entry, files []media.Found) iter.Seq2[capability.Entry, media.Found] {
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
	if err := firstError(
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
	return firstError(
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
	return firstError(
		agreeOn(path, "message ID", a.MessageID, q.ID.String()),
		agreeOn(path, "answered request", answers, is),
		agreeOn(path, "sequence", fmt.Sprint(seq), fmt.Sprint(q.Seq)),
		agreeOn(path, "licenses", counts(licenses), counts(q.Rights)),
	)
}

func firstError(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
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
