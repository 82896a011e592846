package tui

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"

	tea "github.com/charmbracelet/bubbletea"
)

// choices is the result of a job that looked for what could be the response to
// a return, where only a person can know.
type choices struct {
	r     capability.Return
	stick string
	found []desk.Finding
	cut   string // why not all of the stick was looked through; empty: all was
}

// choicesJob looks through the stick. An answer that can be told from others is
// taken.
func choicesJob(r capability.Return, stick string) job {
	return job{title: openStickText, whole: true, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.o.Desk.Do(ctx, r.ID, means, report)
		var missing *desk.Missing
		switch {
		case errors.As(err, &missing) && missing.Need == capability.NeedsPortal:
			return choices{r, stick, missing.Found, missing.Incomplete}, nil
		case err != nil:
			b.dropGone(err)
			return nil, err
		}
		return b.standing(done.Return, DoneText(done)), nil
	}}
}

// takeFileJob takes the chosen file for the response.
func takeFileJob(id capability.ReturnID, stick string, chosen desk.Finding) job {
	return onReturn(takeText, id, func(ctx context.Context, b *worker, report capability.Report) ([]string, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.o.Desk.TakeFile(ctx, id, means.Stick, chosen, report)
		b.dropGone(err)
		if note := notTakenText(err); note != nil {
			return note, nil
		}
		if err != nil {
			return nil, err
		}
		return []string{DoneText(done)}, nil
	})
}
