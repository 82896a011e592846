package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/evident"
	"handback/capability/media"
	"handback/capability/message"
)

// content is a file as far as it can be read here, whatever return it is of.
type content struct {
	media.Found
	m      *message.Message // nil: it can't be read
	err    error            // why not
	form   evident.Form     // what it is then
	mended *content         // what it was before it was damaged; nil: that is not certain
}

func read(f media.Found) content {
	c := content{Found: f}
	c.m, c.err = message.Decode(f.Data)
	if c.err == nil || errors.Is(c.err, message.ErrVersion) {
		return c
	}
	sight := evident.Classify(f.Data)
	c.form = sight.Form
	if sight.Mended != nil {
		c.mended = &content{Found: f}
		c.mended.Digest, c.mended.Data = capability.DigestOf(sight.Mended), sight.Mended
		c.mended.m, c.mended.err = message.Decode(sight.Mended)
	}
	return c
}

func readAll(files []media.Found) []content {
	all := make([]content, len(files))
	for i, f := range files {
		all[i] = read(f)
	}
	return all
}

// classified is a file with what it is to a return; m is nil when it can't be read.
type classified struct {
	Finding
	data   []byte
	m      *message.Message
	byHand bool   // it was typed, pasted or scanned
	portal string // that gave it to this program; empty: it was carried here

	checked *capability.Checked // with which key; nil: nobody here could check it

	was    Class        // of what can be repaired: before it was damaged
	mended evident.Form // how the file was damaged that data was made whole from; mostly empty
}

// sight is what was seen on a stick, read once for however many returns.
type sight struct {
	stick   string // its name
	files   []content
	skipped []media.Skipped
	cut     capability.CutShort // why it is not all of the stick
}

// look reads the files of a stick, those in the folder of that return first; the
// zero Return: of none.
func look(ctx context.Context, r capability.Return, stick Stick, report capability.Report) (sight, error) {
	var limits media.Limits
	if r.ID != "" {
		limits.First = caseOf(r).Dir()
	}
	found, err := stick.Collect(ctx, limits, report)
	if err != nil {
		return sight{}, err
	}
	return sight{stick.Name(), readAll(found.Found), found.Skipped, found.Incomplete}, nil
}

// classifyStick classifies every file on a stick by a return, whose own folder
// comes first. cut says why it did not come to the end.
func (d *Desk) classifyStick(ctx context.Context, r capability.Return, stick Stick, report capability.Report) (seen []classified, cut capability.CutShort, err error) {
	s, err := look(ctx, r, stick, report)
	return d.classifySight(r, s), s.cut, err
}

func (d *Desk) classifySight(r capability.Return, s sight) []classified {
	seen := make([]classified, 0, len(s.files)+len(s.skipped))
	for _, c := range s.files {
		seen = append(seen, d.classify(r, c))
	}
	for _, one := range s.skipped {
		seen = append(seen, classified{Finding: skipped(one)})
	}
	all := make([]*Finding, len(seen))
	for i := range seen {
		all[i] = &seen[i].Finding
	}
	addEvidence(r, s.stick, all)
	return seen
}

// classify says what a file is to a return, and checks the portal's signature
// where a key is known.
func (d *Desk) classify(r capability.Return, c content) classified {
	j := c.classify(r)
	d.checkSignature(r, &j)
	return j
}

// classify says what a file is to a return by its content, never by its name.
func (c content) classify(r capability.Return) classified {
	j := classified{
		Finding: Finding{Path: c.Path, Size: c.Size, Digest: c.Digest, ModTime: c.ModTime, Form: c.form},
		data:    c.Data, m: c.m,
	}
	class, own := ownFile(r, j.Digest)
	switch {
	case own:
		j.Class = class
	case c.mended != nil:
		_, taken := ownFile(r, c.mended.Digest)
		return j.damaged(c.mended.classify(r), taken)
	case c.m != nil && c.m.Kind == message.KindRequest:
		j.Class = IsOtherOwn
	case c.m != nil:
		j.Class, j.About = classifyResponse(r, c.m)
	case errors.Is(c.err, message.ErrVersion):
		j.Class = IsTooNew
	case c.form == evident.Broken, !errors.Is(c.err, message.ErrNotMessage):
		j.Class, j.About = IsDamaged, c.err.Error()
	case c.form.Changed():
		j.Class, j.About = IsDamaged, string(c.form)
	case c.form != "":
		j.Class, j.About = IsSomethingElse, string(c.form)
	default:
		j.opaque = true
		j.Class = unreadClass(r, j.Finding)
	}
	return j
}

// damaged classifies a damaged file whose whole form is known. A person may have
// a response repaired that the return waits for, unless it was taken already. Any
// other file is what it was before.
func (j classified) damaged(whole classified, taken bool) classified {
	j.data, j.m, j.mended = whole.data, whole.m, j.Form
	j.Class, j.About = whole.Class, cmp.Or(whole.About, string(j.Form))
	waited := whole.Class == IsResponse || whole.Class == IsUseless
	if !taken && (waited || whole.Class == IsReceipt) {
		j.Class, j.About = IsDamaged, string(j.Form)
		j.was, j.Mendable = whole.Class, waited
	}
	return j
}

// byWord is what a file is when a person chose it as the response. One that can't
// be read is the response where the return waits for an unreadable one, and one
// that can be repaired is what it was. Plain text is never proposed, but may be a
// vendor's own format.
func (j classified) byWord(r capability.Return) classified {
	unread := j.opaque || j.Class == IsSomethingElse && j.Form == evident.Text
	switch {
	case j.Mendable:
		j.Class, j.About = j.was, notes(j.m.Response)
	case unread && waitsUnread(r) && !j.ours():
		j.Class = IsResponse
	}
	return j
}

func ownFile(r capability.Return, d capability.Digest) (Class, bool) {
	for _, a := range r.Artifacts() {
		if a.SHA256 == d {
			return ownClass(r, a.Kind), true
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

func ownClass(r capability.Return, kind capability.ArtifactKind) Class {
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

// unreadClass is the class of bytes that nobody here can read. They could be
// the response where the return waits for an unreadable one. A person says so,
// and the device has the last word.
func unreadClass(r capability.Return, f Finding) Class {
	if waitsUnread(r) && !f.ours() {
		return IsUnread
	}
	return IsNoMessage
}

// waitsUnread reports whether a response that can't be read may come: to the
// return, or to a device that has none yet.
func waitsUnread(r capability.Return) bool {
	return r.Device.Host != capability.HostID{} && r.Opaque() && r.Stage < capability.StageLoaded
}

// classifyResponse classifies a response that can be read. It carries ALL rights
// from now on, so what it leaves counts, not which request it answers.
func classifyResponse(r capability.Return, m *message.Message) (Class, string) {
	q := m.Response
	switch {
	case r.Device.Host == capability.HostID{}:
		return IsForDevice, q.Host.String()
	case q.Host != r.Device.Host:
		return IsOtherDevice, q.Host.String()
	case answers(q, r.Confirmation):
		return IsReceipt, notes(q)
	case r.Way == capability.FromCase && r.Seen.Last != nil && r.Seen.Last.SHA256 == m.Digest && r.Mark == nil:
		return IsResponse, "the device has processed it"
	case r.Seen.Last != nil && r.Seen.Last.SHA256 == m.Digest: // for this return or for another one
		return IsLoaded, loadedBefore(r, m.Digest)
	case q.Seq <= processed(r):
		return IsStale, fmt.Sprintf("response %d", q.Seq)
	}
	return classifyEffect(r, q)
}

// loadedBefore says that the device processed a response before the return began:
// then it is no answer to it. It is empty when the device processed it since.
func loadedBefore(r capability.Return, d capability.Digest) string {
	if r.Device.Last != nil && r.Device.Last.SHA256 == d {
		return "before this return was opened; it is no answer to it"
	}
	return ""
}

// classifyEffect tells four responses apart: one carries the order out, one
// answers the request and does not, one changes something else, and one changes
// nothing.
func classifyEffect(r capability.Return, q *message.Response) (Class, string) {
	asked := q.Answers != nil && r.Asked(q.Answers.String())
	changes := capability.Difference(r.Held(), q.Rights, r.Order)
	switch {
	case q.Answers == nil && r.Mark != nil && !r.Open() && len(changes) > 0: // the portal takes more away, after the end
		return IsRemoval, changeWords(changes)
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

// processed is the sequence number of the response that the device showed last,
// or processed since; 0: none. A device that was set back loads older ones again.
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
		text := cmp.Or(n.Text, n.Code.String())
		if n.ActivationID != "" {
			text = string(n.ActivationID) + ": " + text
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}
