package work

import (
	"context"

	"handback/capability"
	"handback/capability/typed"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// FileRead is the result of a job that got a file to be shown.
type FileRead struct {
	Id      capability.ReturnID
	Message typed.Message
}

// CodesJob gets the file that the portal waits for, to show it as codes.
func CodesJob(id capability.ReturnID) Job {
	return Job{Title: text.CarryWork, Do: func(_ context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		m, err := b.O.Desk.ToCarry(id, "")
		if err != nil {
			return nil, err
		}
		return FileRead{id, m}, nil
	}}
}

// LinesJob gets it as lines to type.
func LinesJob(id capability.ReturnID) Job {
	return Job{Title: text.CarryWork, Do: func(_ context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		m, err := b.O.Desk.ToCarry(id, "")
		if err != nil {
			return nil, err
		}
		words, err := typed.Text(m)
		if err != nil {
			return nil, err
		}
		return SlipRead{text.LinesTitle, id, words}, nil
	}}
}

// Entered is what was entered so far of the portal's answer.
type Entered struct {
	Id   capability.ReturnID
	Text string
}

// EnteredJob gets it.
func EnteredJob(id capability.ReturnID) Job {
	return Job{Title: text.CarryWork, Do: func(_ context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		e, err := b.O.Desk.Entered(id)
		if err != nil {
			return nil, err
		}
		return Entered{id, e.Text()}, nil
	}}
}

// KeepJob keeps what was entered so far, while more is typed.
func KeepJob(id capability.ReturnID, words string) Job {
	return Job{Title: text.Keep, Live: true, Whole: true, Do: func(_ context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		return nil, b.O.Desk.KeepEntered(id, EntryOf(words))
	}}
}

// TakeJob weighs a complete answer as if it had come on a stick.
func TakeJob(id capability.ReturnID, words string) Job {
	return OnReturn(text.Take, id, func(ctx context.Context, b *Worker, _ capability.Report) ([]string, error) {
		done, err := b.O.Desk.TakeEntered(ctx, id, EntryOf(words))
		if note := text.NotTaken(err); note != nil {
			return note, nil
		}
		if err != nil {
			return nil, err
		}
		return []string{text.Done(done)}, nil
	})
}

// EntryOf is the entry in which a text was entered.
func EntryOf(text string) *typed.Entry {
	e := new(typed.Entry)
	e.Enter(text) // it was taken before
	return e
}
