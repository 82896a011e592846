package main

import (
	"io"
	"os"
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
		Long: `Say what a request or response is. Anyone can read the open messages; whether
the signature is right only the device and the portal can tell. Of a vendor's
own messages there is the size and the digest.`,
		Args: usageArgs(cobra.ExactArgs(1)),
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
			view.print(s)
			return nil
		},
	}
}

// readBounded reads a file, at most so many bytes of it.
func readBounded(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for its other side
		return nil, usagef("%q is no file that can be read", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

// messageJSON describes a file; what can't be read has only size, digest and
// why.
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
		j.Unreadable, j.Evident = err.Error(), evident.Look(data).Form
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
