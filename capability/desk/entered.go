package desk

import (
	"context"
	"errors"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/typed"
)

// enteredPath stands for the folder of an entered file where the paths on a stick
// are shown.
const enteredPath = "typed/"

// ToCarry is a file of a return to be shown as codes or lines: of that kind,
// or, when kind is empty, the one that the portal waits for. The error is
// [ErrNothingToUpload] when there is none.
func (d *Desk) ToCarry(id capability.ReturnID, kind capability.ArtifactKind) (typed.Message, error) {
	r, err := d.Return(id)
	if err != nil {
		return typed.Message{}, err
	}
	if kind == "" {
		kind = toUpload(r)
	}
	a := r.Artifact(kind)
	if a == nil {
		return typed.Message{}, ErrNothingToUpload
	}
	data, err := d.o.Ledger.Get(r.ID, a.SHA256)
	return typed.Message{Kind: kind, Data: data}, err
}

// Entered gives what was entered so far of the portal's answer to a return, to
// go on from there. The error is [ErrNoAnswerDue] when it waits for none.
func (d *Desk) Entered(id capability.ReturnID) (*typed.Entry, error) {
	r, err := d.Return(id)
	if err != nil {
		return nil, err
	}
	if len(due(capability.Next(r))) == 0 {
		return nil, ErrNoAnswerDue
	}
	text, err := d.o.Ledger.Draft(id)
	if err != nil {
		return nil, err
	}
	e := new(typed.Entry)
	e.Enter(string(text)) // a line of it that is damaged is missing, and said to be
	if m, err := e.Message(); err == nil {
		if _, known := ownFile(r, capability.DigestOf(m.Data)); known {
			return new(typed.Entry), nil // a cut came between its note and its end
		}
	}
	return e, nil
}

// KeepEntered keeps a draft of what was entered so far.
func (d *Desk) KeepEntered(id capability.ReturnID, e *typed.Entry) error {
	return d.o.Ledger.SetDraft(id, []byte(e.Text()))
}

// TakeEntered classifies a complete entry as if its message had been found on a
// stick, and notes it; Done says what it is. The error is a *[Missing] when the
// return waits for something else, [ErrNoAnswerDue] when it waits for nothing, or
// that of [typed.Entry.Message] when the entry is not complete. A complete entry is
// no draft any more, whatever it is.
func (d *Desk) TakeEntered(_ context.Context, id capability.ReturnID, e *typed.Entry) (Done, error) {
	r, err := d.Return(id)
	if err != nil {
		return Done{}, err
	}
	done := Done{Act: capability.Next(r), Return: r, ByHand: true}
	want := due(done.Act)
	if len(want) == 0 {
		return done, ErrNoAnswerDue
	}
	m, err := e.Message()
	if err != nil {
		return done, err
	}
	done.Act = answerAct(done.Act)
	j := d.classifyEntered(r, m)
	done.Found = []Finding{j.Finding}
	if slices.Contains(want, j.Class) {
		done.Return, err = d.keep(r, j)
	} else {
		err = &Missing{Act: done.Act, Need: capability.NeedsPortal, Found: done.Found}
	}
	if _, refused := errors.AsType[*Missing](err); err == nil || refused {
		err = errors.Join(err, d.o.Ledger.SetDraft(id, nil))
	}
	return done, err
}

// classifyEntered classifies a message that was typed or scanned as one that a
// person chose on a stick: whoever enters an answer says that it is one.
func (d *Desk) classifyEntered(r capability.Return, m typed.Message) classified {
	j := d.classify(r, read(media.Found{
		Path: enteredPath + m.Kind.FileName(), Size: int64(len(m.Data)), Digest: capability.DigestOf(m.Data), Data: m.Data,
	}))
	j.byHand = true
	if m.Kind != capability.PortalResponse {
		return j
	}
	return j.byWord(r)
}
