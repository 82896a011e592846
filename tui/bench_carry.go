package tui

import (
	"context"

	"handback/capability"
	"handback/capability/typed"

	tea "github.com/charmbracelet/bubbletea"
)

// fileRead is the result of a job that got a file to be shown.
type fileRead struct {
	id      capability.ReturnID
	message typed.Message
}

// codesJob gets the file that the portal waits for, to show it as codes.
func codesJob(id capability.ReturnID) job {
	return job{title: carryWorkText, do: func(_ context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		m, err := b.o.Desk.ToCarry(id, "")
		if err != nil {
			return nil, err
		}
		return fileRead{id, m}, nil
	}}
}

// linesJob gets it as lines to type.
func linesJob(id capability.ReturnID) job {
	return job{title: carryWorkText, do: func(_ context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		m, err := b.o.Desk.ToCarry(id, "")
		if err != nil {
			return nil, err
		}
		text, err := typed.Text(m)
		if err != nil {
			return nil, err
		}
		return slipRead{linesTitle, id, text}, nil
	}}
}

// entered is what was entered so far of the portal's answer.
type entered struct {
	id   capability.ReturnID
	text string
}

// enteredJob gets it.
func enteredJob(id capability.ReturnID) job {
	return job{title: carryWorkText, do: func(_ context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		e, err := b.o.Desk.Entered(id)
		if err != nil {
			return nil, err
		}
		return entered{id, e.Text()}, nil
	}}
}

// keepJob keeps what was entered so far, while more is typed.
func keepJob(id capability.ReturnID, text string) job {
	return job{title: keepText, live: true, whole: true, do: func(_ context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		return nil, b.o.Desk.KeepEntered(id, entryOf(text))
	}}
}

// takeJob weighs a complete answer as if it had come on a stick.
func takeJob(id capability.ReturnID, text string) job {
	return onReturn(takeText, id, func(ctx context.Context, b *worker, _ capability.Report) ([]string, error) {
		done, err := b.o.Desk.TakeEntered(ctx, id, entryOf(text))
		if note := notTakenText(err); note != nil {
			return note, nil
		}
		if err != nil {
			return nil, err
		}
		return []string{DoneText(done)}, nil
	})
}

// entryOf is the entry in which a text was entered.
func entryOf(text string) *typed.Entry {
	e := new(typed.Entry)
	e.Enter(text) // it was taken before
	return e
}
