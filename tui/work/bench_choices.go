package work

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// Choices is the result of a job that looked for what could be the response to
// a return, where only a person can know.
type Choices struct {
	R     capability.Return
	Stick string
	Found []desk.Finding
	Cut   string // why not all of the stick was looked through; empty: all was
}

// ChoicesJob looks through the stick. An answer that can be told from others is
// taken.
func ChoicesJob(r capability.Return, stick string) Job {
	return Job{Title: text.OpenStick, Whole: true, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.O.Desk.Do(ctx, r.ID, means, report)
		var missing *desk.Missing
		switch {
		case errors.As(err, &missing) && missing.Need == capability.NeedsPortal:
			return Choices{r, stick, missing.Found, missing.Incomplete}, nil
		case err != nil:
			b.dropGone(err)
			return nil, err
		}
		return b.standing(done.Return, text.Done(done)), nil
	}}
}

// TakeFileJob takes the chosen file for the response.
func TakeFileJob(id capability.ReturnID, stick string, chosen desk.Finding) Job {
	return OnReturn(text.Take, id, func(ctx context.Context, b *Worker, report capability.Report) ([]string, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.O.Desk.TakeFile(ctx, id, means.Stick, chosen, report)
		b.dropGone(err)
		if note := text.NotTaken(err); note != nil {
			return note, nil
		}
		if err != nil {
			return nil, err
		}
		return []string{text.Done(done)}, nil
	})
}
