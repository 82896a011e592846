package main

import (
	"time"

	"handback/capability"
	"handback/capability/evident"
	"handback/capability/message"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newInspect(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "inspect FILE",
		Short: "Say what a request or response is, without any key",
		Long: `Say what a request or response is. Anyone can read the open messages. Only the
device and the portal can tell whether the signature is right. For a vendor's own
messages it prints the size and the digest.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := readBounded(text.Dropped(args[0]), message.MaxSize+1)
			if err != nil {
				return err
			}
			m, err := message.Decode(data)
			view := newMessageJSON(data, m, err)
			if f.json {
				return printJSON(s.out, view)
			}
			return view.print(s, err)
		},
	}
}

// messageJSON describes a file. Of one that can't be read there are only the size,
// the digest and the reason.
type messageJSON struct {
	Kind       string             `json:"kind"`
	Size       int                `json:"size"`
	SHA256     capability.Digest  `json:"sha256"`
	Unreadable string             `json:"unreadable,omitempty"`
	Evident    evident.Form       `json:"evident,omitempty"` // what the file is then, or how it was damaged
	Host       *capability.HostID `json:"host,omitempty"`
	Message    string             `json:"message_id,omitempty"`
	Request    *requestJSON       `json:"request,omitempty"`
	Response   *responseJSON      `json:"response,omitempty"`
}

type requestJSON struct {
	Clock        time.Time         `json:"clock"`
	Last         *capability.Mark  `json:"last"`
	Lines        []capability.Line `json:"lines"`
	Confirmation bool              `json:"confirmation"`
}

type responseJSON struct {
	Seq     uint64               `json:"seq"`
	Issued  time.Time            `json:"issued"`
	Expires time.Time            `json:"expires,omitzero"`
	Answers string               `json:"answers,omitempty"`
	Rights  []capability.License `json:"rights"`
	Confirm bool                 `json:"confirm"`
	Notes   []noteJSON           `json:"notes,omitempty"`
}

type noteJSON struct {
	ActivationID capability.ActivationID `json:"activation_id,omitempty"`
	Code         string                  `json:"code"`
	Text         string                  `json:"text,omitempty"`
}

func newMessageJSON(data []byte, m *message.Message, err error) messageJSON {
	j := messageJSON{Kind: "opaque", Size: len(data), SHA256: capability.DigestOf(data)}
	if err != nil {
		j.Unreadable, j.Evident = err.Error(), evident.Classify(data).Form
		return j
	}
	host := m.Host()
	j.Kind, j.Host = string(m.Kind), &host
	if q := m.Request; q != nil {
		j.Message = q.ID.String()
		j.Request = &requestJSON{Clock: q.Clock, Last: q.Last, Lines: q.Lines, Confirmation: q.IsConfirmation()}
	}
	if p := m.Response; p != nil {
		j.Message = p.ID.String()
		j.Response = newResponseJSON(p)
	}
	return j
}

func newResponseJSON(p *message.Response) *responseJSON {
	r := &responseJSON{Seq: p.Seq, Issued: p.Issued, Expires: p.Expires, Rights: p.Rights, Confirm: p.Confirm}
	if p.Answers != nil {
		r.Answers = p.Answers.String()
	}
	for _, n := range p.Notes {
		r.Notes = append(r.Notes, noteJSON{n.ActivationID, n.Code.String(), n.Text})
	}
	return r
}

// messageKinds say what a file is.
var messageKinds = map[string]text.Phrase{"opaque": "opaque", "request": "request", "response": "response"}

// print writes the description as a table of names and values.
func (j messageJSON) print(s streams, unreadable error) error {
	t := s.columns()
	say := func(name, format text.Phrase, args ...any) { t.row(name.String(), format.With(args...)) }
	say("kind", "%s", messageKinds[j.Kind])
	say("size", "%d bytes", j.Size)
	say("SHA-256", "%s", j.SHA256)
	if unreadable != nil {
		say("unreadable", "%s", text.Explain(unreadable).What)
	}
	if j.Evident != "" {
		say("holds", "%s", text.Word(j.Evident))
	}
	if j.Host != nil {
		say("host ID", "%s", j.Host)
		say("message ID", "%s", j.Message)
	}
	if q := j.Request; q != nil {
		printRequest(say, q)
	}
	if r := j.Response; r != nil {
		printResponse(say, r)
	}
	return t.flush()
}

type sayer func(name, format text.Phrase, args ...any)

func printRequest(say sayer, q *requestJSON) {
	say("clock", "%s (the device's)", q.Clock.UTC().Format(time.RFC3339))
	if q.Last != nil {
		say("proves", "response %d, SHA-256 %s", q.Last.Seq, q.Last.SHA256)
	}
	if q.Confirmation {
		say("asks", "nothing: this is a confirmation request")
	}
	for _, l := range q.Lines {
		say("asks", "%s: %d remain", l.ActivationID, l.Count)
	}
}

func printResponse(say sayer, r *responseJSON) {
	say("number", "%d", r.Seq)
	say("issued", "%s", r.Issued.UTC().Format(time.RFC3339))
	if !r.Expires.IsZero() {
		say("expires", "%s", r.Expires.UTC().Format(time.RFC3339))
	}
	if r.Answers != "" {
		say("answers", "request %s", r.Answers)
	}
	if len(r.Rights) == 0 {
		say("leaves", "no licenses")
	}
	for _, l := range r.Rights {
		say("leaves", "%s: %d of %s %s", l.ActivationID, l.Count, l.Feature, l.Version)
	}
	if r.Confirm {
		say("then", "the portal waits for a confirmation request")
	}
	for _, n := range r.Notes {
		say("note", "%s %s %s", n.ActivationID, text.Note(n.Code), n.Text)
	}
}
