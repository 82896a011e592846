package desk

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
)

// judged is a file with what it is to a return; m is nil when it can't be read.
type judged struct {
	Finding
	data   []byte
	m      *message.Message
	byHand bool // it was typed, pasted or scanned

	checked *capability.Checked // with which key; nil: nobody here could check it
}

// judge classifies one file by its content. The name matters only where the
// content can't be read.
func judge(r capability.Return, f media.Found) judged {
	j := judged{Finding: Finding{Path: f.Path, Size: f.Size, Digest: f.Digest, ModTime: f.ModTime}, data: f.Data}
	if verdict, own := ownFile(r, j.Digest); own {
		j.Verdict = verdict
		return j
	}
	m, err := message.Decode(f.Data)
	switch {
	case errors.Is(err, message.ErrVersion):
		j.Verdict = IsTooNew
	case errors.Is(err, message.ErrNotMessage):
		j.Verdict, j.opaque = opaque(r, f.Path), true
	case err != nil:
		j.Verdict, j.About = IsDamaged, err.Error()
	case m.Kind == message.KindRequest:
		j.Verdict = IsOtherOwn
	default:
		j.m = m
		j.Verdict, j.About = judgeResponse(r, m)
	}
	return j
}

func ownFile(r capability.Return, d capability.Digest) (Verdict, bool) {
	for _, a := range r.Artifacts() {
		if a.SHA256 == d {
			return ownVerdict(r, a.Kind), true
		}
	}
	for _, a := range r.Superseded {
		if a.SHA256 == d {
			return IsSuperseded, true
		}
	}
	if r.Rejected(d) {
		return IsRejected, true
	}
	if r.Told != nil {
		for _, a := range r.Told.Artifacts() {
			if a.SHA256 == d && a.Kind != capability.PortalResponse && a.Kind != capability.PortalReceipt {
				return IsTold, true
			}
		}
	}
	return "", false
}

func ownVerdict(r capability.Return, kind capability.ArtifactKind) Verdict {
	switch kind {
	case capability.ReturnRequest:
		return IsRequest
	case capability.ConfirmationRequest:
		return IsConfirmation
	case capability.PortalReceipt:
		return IsReceipt
	case capability.DeclarationFile:
		return IsDeclaration
	}
	if r.Mark != nil {
		return IsLoaded
	}
	return IsResponse
}

// opaque takes bytes that nobody here can read for the response only when the
// device's own request can't be read either and the file is called one. The
// device has the last word.
func opaque(r capability.Return, name string) Verdict {
	if r.Opaque() && r.Stage < capability.StageLoaded && strings.Contains(strings.ToLower(path.Base(name)), "response") {
		return IsResponse
	}
	return IsNoMessage
}

// judgeResponse weighs a response that can be read. It carries ALL rights from
// now on, so what it leaves counts, and not which request it answers.
func judgeResponse(r capability.Return, m *message.Message) (Verdict, string) {
	q := m.Response
	switch {
	case q.Host != r.Device.Host:
		return IsOtherDevice, q.Host.String()
	case answers(q, r.Confirmation):
		return IsReceipt, notes(q)
	case r.Way == capability.FromCase && r.Seen.Last != nil && r.Seen.Last.SHA256 == m.Digest && r.Mark == nil:
		return IsResponse, "the device has processed it"
	case q.Seq <= processed(r):
		return IsStale, fmt.Sprintf("response %d", q.Seq)
	}
	return judgeEffect(r, q)
}

// judgeEffect tells apart what carries the order out, what answers the request
// and does not, what changes something else, and what changes nothing.
func judgeEffect(r capability.Return, q *message.Response) (Verdict, string) {
	asked := q.Answers != nil && r.Asked(q.Answers.String())
	changes := capability.Difference(r.Held(), q.Rights, r.Order)
	switch {
	case r.Way == capability.FromCase && len(changes) > 0:
		return IsResponse, ""
	case r.Way == capability.FromCase:
		return IsNothing, ""
	case r.Met(q.Rights) && (asked || r.Request == nil):
		return IsResponse, ""
	case r.Met(q.Rights):
		return IsResponse, "it does not answer the request, and carries the order out"
	case asked, q.Answers == nil && r.Request == nil:
		return IsUseless, notes(q)
	case q.Answers != nil:
		return IsOtherRequest, ""
	case len(changes) == 0:
		return IsNothing, ""
	default:
		return IsRemoval, changeWords(changes)
	}
}

// changeWords are the counts that a response changes, one line.
func changeWords(changes []capability.Change) string {
	var all []string
	for _, c := range changes {
		all = append(all, fmt.Sprintf("%s: %d held, %d remain", c.ActivationID, c.Before, c.After))
	}
	return strings.Join(all, "; ")
}

// processed is the response that the device showed last, or processed since;
// 0: none. Only that counts: one that was set back loads older ones again.
func processed(r capability.Return) uint64 {
	var seq uint64
	for _, mark := range []*capability.Mark{r.Seen.Last, r.Mark} {
		if mark != nil {
			seq = max(seq, mark.Seq)
		}
	}
	return seq
}

func answers(q *message.Response, a *capability.Artifact) bool {
	return a != nil && q.Answers != nil && a.MessageID != "" && a.MessageID == q.Answers.String()
}

// notes are the portal's words of a response, one line.
func notes(q *message.Response) string {
	var all []string
	for _, n := range q.Notes {
		text := n.Code.String()
		if n.Text != "" {
			text = n.Text
		}
		if n.ActivationID != "" {
			text = string(n.ActivationID) + ": " + text
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}
