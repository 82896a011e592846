package proof

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"time"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/certificate"
	"handback/capability/message"
)

//go:embed page.txt
var pageTemplate string

// howTo is what the page tells, for people who never saw Handback.
type howTo struct {
	Return  string
	Device  string
	Heart   *pageMessage // the portal's receipt; nil: there is none that can be checked
	Checked []pageMessage
	Unread  []manifestFile // of no form that can be read here
	Keyless []manifestFile // that no key was known for
	Keys    []pageKey
	Signed  bool
	Hash    string
}

type pageMessage struct {
	manifestFile
	Says string
}

type pageKey struct {
	manifestKey
	From string
}

// page writes HOW-TO-CHECK.txt, in ASCII.
func (c Contents) page(cert certificate.Certificate, m manifest) ([]byte, error) {
	h := howTo{
		Return: string(cert.Return), Device: cert.Device.Host.String(), Signed: c.Signed != nil, Hash: cert.Journal.LastHash.String(),
	}
	all := make([]file, len(m.Files))
	for i, f := range m.Files {
		all[i] = newFile(f.File, c.Record.Files[f.SHA256])
	}
	for i, f := range m.Files {
		switch {
		case f.By == "":
			h.Unread = append(h.Unread, f)
		case f.Key == "":
			h.Keyless = append(h.Keyless, f)
		default:
			said := pageMessage{f, described(all[i], all)}
			h.Checked = append(h.Checked, said)
			if all[i].message.Kind == message.KindResponse && credits(all[i].message.Response) {
				h.Heart = &said
			}
		}
	}
	h.Checked = slices.DeleteFunc(h.Checked, func(p pageMessage) bool { return h.Heart != nil && p.File == h.Heart.File })
	for _, k := range m.Keys {
		h.Keys = append(h.Keys, pageKey{k, sourceWords(k.Of, k.Source)})
	}
	t, err := template.New("page").Funcs(template.FuncMap{"fold": fold}).Parse(pageTemplate)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, h)
	return out.Bytes(), err
}

// described says what a message says, in one sentence.
func described(f file, all []file) string {
	if r := f.message.Request; r != nil {
		return requestWords(r, all)
	}
	return responseWords(f.message.Response, all)
}

func requestWords(r *message.Request, all []file) string {
	text := fmt.Sprintf("Device %s made request %s", r.Host, r.ID)
	if !r.Clock.IsZero() {
		text += " when its clock showed " + r.Clock.UTC().Format(time.RFC3339)
	}
	var lines []string
	for _, l := range r.Lines {
		lines = append(lines, fmt.Sprintf("%s: %d should remain", l.ActivationID, l.Count))
	}
	if len(lines) > 0 {
		text += ". It asks: " + strings.Join(lines, ", ")
	} else {
		text += ", a confirmation"
	}
	if r.Last == nil {
		return text + ". It had processed no response."
	}
	text += fmt.Sprintf(". The last response that it had processed is number %d, SHA-256 %s", r.Last.Seq, r.Last.SHA256)
	if i := slices.IndexFunc(all, func(o file) bool { return o.digest == r.Last.SHA256 }); i >= 0 {
		text += ", that is " + all[i].name
	}
	return text + "."
}

func responseWords(r *message.Response, all []file) string {
	text := fmt.Sprintf("The portal made response number %d for device %s at %s", r.Seq, r.Host, r.Issued.UTC().Format(time.RFC3339))
	if r.Answers != nil {
		text += ". It answers request " + r.Answers.String()
		if i := requestOf(r, all); i >= 0 {
			text += ", that is " + all[i].name
		}
	}
	text += "."
	for _, n := range r.Notes {
		text += fmt.Sprintf(" %s: %s", cmp.Or(string(n.ActivationID), "The device"), n.Code)
		if n.Text != "" {
			text += " (" + n.Text + ")"
		}
		text += "."
	}
	var held []string
	for _, l := range r.Rights {
		held = append(held, fmt.Sprintf("%s: %d", l.ActivationID, l.Count))
	}
	return text + " From then on the device may hold " + cmp.Or(strings.Join(held, ", "), "nothing") + "."
}

// requestOf finds the request that a response answers; -1: it isn't there.
func requestOf(r *message.Response, all []file) int {
	return slices.IndexFunc(all, func(o file) bool {
		return r.Answers != nil && o.message != nil && o.message.Request != nil &&
			o.message.Request.ID == *r.Answers && o.message.Request.Host == r.Host
	})
}

// credits reports whether the file says that this one is back.
func (f file) credits(id capability.ActivationID) bool {
	return f.message != nil && f.message.Response != nil && slices.ContainsFunc(f.message.Response.Notes, func(n message.Note) bool {
		return n.Code == message.NoteCredited && n.ActivationID == id
	})
}

// credits reports whether a response says that licenses are back on their
// entitlements, and nothing of them is disputed.
func credits(r *message.Response) bool {
	any := false
	for _, n := range r.Notes {
		if n.Code == message.NoteRollback {
			return false
		}
		any = any || n.Code == message.NoteCredited
	}
	return any
}

func sourceWords(of Party, s capability.KeySource) string {
	switch s {
	case capability.KeyConfigured:
		return "configured on the laptop as the " + string(of) + "'s"
	case capability.KeyOfDevice:
		return "told by the device as one that it trusts"
	case KeyGiven:
		return "given by hand when the bundle was made, as the " + string(of) + "'s"
	default:
		return "of unknown origin"
	}
}

const width = 78 // columns of the page

// fold breaks text into lines of words. What comes from messages is made ASCII
// that no terminal obeys; a longer word has a line of its own.
func fold(text string) string {
	var out strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		word = asciijson.Escape(capability.Printable(word))
		if column > 0 && column+1+len(word) > width {
			out.WriteByte('\n')
			column = 0
		}
		if column > 0 {
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += len(word)
	}
	return out.String()
}
