package work

import (
	"context"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/typed"
	"handback/tui/text"
)

// MessageRead is the result of a job that read the file that the portal waits
// for.
type MessageRead struct {
	ID      capability.ReturnID
	Message typed.Message
}

// CodesJob reads the file that the portal waits for, to be shown as codes.
func CodesJob(id capability.ReturnID) Job {
	return Job{Title: text.CarryWork, Do: func(_ context.Context, w *Worker, _ capability.Report) (any, error) {
		m, err := w.options.Desk.ToCarry(id, "")
		if err != nil {
			return nil, err
		}
		return MessageRead{id, m}, nil
	}}
}

// PageRead is the result of a job that read a page of text.
type PageRead struct {
	Title string
	ID    capability.ReturnID
	Text  string
}

// LinesJob reads the file that the portal waits for as lines to type.
func LinesJob(id capability.ReturnID) Job {
	return pageJob(text.CarryWork, PageRead{Title: text.LinesTitle, ID: id}, func(d *desk.Desk) (string, error) {
		m, err := d.ToCarry(id, "")
		if err != nil {
			return "", err
		}
		return typed.Text(m)
	})
}

// SlipJob reads the hand-over slip for the person at the portal.
func SlipJob(id capability.ReturnID) Job {
	return pageJob(text.SlipWork, PageRead{Title: text.SlipTitle, ID: id}, func(d *desk.Desk) (string, error) { return d.Slip(id) })
}

// pageJob reads the text of a page.
func pageJob(title string, page PageRead, read func(*desk.Desk) (string, error)) Job {
	return Job{Title: title, Do: func(_ context.Context, w *Worker, _ capability.Report) (any, error) {
		var err error
		if page.Text, err = read(w.options.Desk); err != nil {
			return nil, err
		}
		return page, nil
	}}
}

// Entered is what was entered so far of the portal's answer.
type Entered struct {
	ID   capability.ReturnID
	Text string
}

// EnteredJob reads what was entered so far.
func EnteredJob(id capability.ReturnID) Job {
	return Job{Title: text.CarryWork, Do: func(_ context.Context, w *Worker, _ capability.Report) (any, error) {
		e, err := w.options.Desk.Entered(id)
		if err != nil {
			return nil, err
		}
		return Entered{id, e.Text()}, nil
	}}
}

// KeepEnteredJob keeps what was entered so far, while more is typed.
func KeepEnteredJob(id capability.ReturnID, entered string) Job {
	return Job{Title: text.Keep, Live: true, Whole: true, Do: func(_ context.Context, w *Worker, _ capability.Report) (any, error) {
		return nil, w.options.Desk.KeepEntered(id, EntryOf(entered))
	}}
}

// TakeEnteredJob checks a complete answer as if it had come on a stick.
func TakeEnteredJob(id capability.ReturnID, entered string) Job {
	return onReturn(text.Take, id, func(ctx context.Context, w *Worker, _ capability.Report) ([]string, error) {
		done, err := w.options.Desk.TakeEntered(ctx, id, EntryOf(entered))
		return taken(done, err)
	})
}

// EntryOf is the entry in which a text was entered.
func EntryOf(text string) *typed.Entry {
	e := new(typed.Entry)
	e.Enter(text) // its lines were right before
	return e
}

// shownWrong is how many wrong lines of a paste are named.
const shownWrong = 3

// Enter adds what was typed, pasted or scanned to the text that was entered before.
// It gives what is right so far, how far that is, and what is wrong with what came.
func Enter(before, came string) (entered string, state typed.State, complaints []string) {
	e := EntryOf(before)
	wrong := e.Enter(came)
	entered, state = e.Text(), e.State()
	for _, err := range wrong[:min(len(wrong), shownWrong)] {
		complaints = append(complaints, text.Explain(err).What)
	}
	switch {
	case state.Complete || wrong != nil:
	case len(state.MissingLines) == 0:
		x := text.Explain(typed.ErrDigest)
		complaints = append(complaints, x.What+" "+x.Do)
	case len(typed.Parts(came)) == 0:
		complaints = append(complaints, text.BroughtNothing)
	case entered == before:
		complaints = append(complaints, text.BroughtAgain)
	}
	return entered, state, complaints
}
