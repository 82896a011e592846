package backoffice

import (
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/message"
)

// respond words the decision for the device and for the person who reads the
// response: what was credited, what became of each line, what still waits.
// The request that it answers is nil when the portal began.
func (d *Decision) respond(request *message.ID, terms Terms) message.Response {
	issued := terms.Now.UTC().Truncate(time.Second)
	var answers *message.ID
	if request != nil {
		id := *request
		answers = &id
	}
	response := message.Response{
		Host: d.After.Host, Issued: issued, Seq: d.After.Seq + 1, Answers: answers,
		Rights: d.After.Rights(), Confirm: len(d.After.Removals) > 0,
	}
	if terms.Lifetime > 0 {
		response.Expires = issued.Add(terms.Lifetime)
	}
	response.Notes = append(creditNotes(d.Changes), d.lineNotes...)
	response.Notes = append(response.Notes, d.waitingNotes()...)
	return response
}

func (d *Decision) note(line capability.Line, code message.NoteCode, text string) {
	d.lineNotes = append(d.lineNotes, message.Note{ActivationID: line.ActivationID, Code: code, Text: text})
}

// creditNotes has one note for each activation ID.
func creditNotes(changes []Change) []message.Note {
	var credits tally
	for _, c := range changes {
		if c.Kind == Credited {
			credits.add(c.ActivationID, c.Count)
		}
	}
	return credits.notes(message.NoteCredited)
}

// waitingNotes tells of everything that is not credited yet, so that each
// response shows where the device stands; in answer to a rollback they say so.
func (d *Decision) waitingNotes() []message.Note {
	var waiting tally
	for _, r := range d.After.Removals {
		waiting.add(r.ActivationID, r.Count)
	}
	if d.rolled == "" {
		return waiting.notes(message.NoteRemoved)
	}
	about := message.Note{Code: message.NoteRollback, Text: d.rolled}
	return append([]message.Note{about}, waiting.notes(message.NoteRollback)...)
}

// tally sums units by activation ID, in order of first appearance.
type tally struct {
	ids   []capability.ActivationID
	units map[capability.ActivationID]int
}

func (t *tally) add(id capability.ActivationID, count int) {
	if t.units == nil {
		t.units = make(map[capability.ActivationID]int)
	}
	if _, ok := t.units[id]; !ok {
		t.ids = append(t.ids, id)
	}
	t.units[id] += count
}

func (t *tally) notes(code message.NoteCode) []message.Note {
	notes := make([]message.Note, 0, len(t.ids))
	for _, id := range t.ids {
		notes = append(notes, message.Note{ActivationID: id, Code: code, Text: units(t.units[id])})
	}
	return notes
}

func units(n int) string {
	if n == 1 {
		return "1 unit"
	}
	return fmt.Sprintf("%d units", n)
}
