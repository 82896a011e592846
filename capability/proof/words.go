package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/message"
)

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
		lines = append(lines, fmt.Sprintf("%s: %d shall remain", l.ActivationID, l.Count))
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
