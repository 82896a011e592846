package work

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// SituationRead is the result of a job that looked where things stand.
type SituationRead struct {
	desk.Place
	Stick string // that was looked through; empty: none
}

// WhereJob looks where things stand by the device and the stick at hand. It
// connects to the device of the command line unless that was just lost.
func WhereJob(stick string) Job {
	return Job{Title: text.WhereWork, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		if b.dev == nil && b.O.Port != "" && !b.selection.Lost {
			if _, err := b.connect(ctx, b.O.Port); err != nil {
				return nil, err
			}
		}
		if stick == "" {
			stick = b.given() // the first look around may not have come to it
		}
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		p, err := b.O.Desk.Where(ctx, means, report)
		if err != nil {
			b.dropBad(err)
			b.dropGone(err)
			return nil, err
		}
		return SituationRead{p, stick}, nil
	}}
}

// given is the stick at hand, or the one of the command line; empty: none.
func (b *Worker) given() string {
	if b.selection.Stick != nil {
		return text.StickAt(b.selection.Stick)
	}
	return b.O.Stick
}

// means is what is at hand; a nil interface where nothing is.
func (b *Worker) means(ctx context.Context, stick string) (desk.Means, error) {
	m := desk.Means{Device: b.dev}
	if stick == "" {
		return m, nil
	}
	if err := b.useStick(ctx, stick); err != nil {
		return m, err
	}
	m.Stick = b.selection.Stick
	return m, nil
}

// Adopted is the result of a job that opened a return from a response.
type Adopted struct{ Stands }

// NotAdopted says that no file on the stick can be read as a response for the
// connected device.
type NotAdopted struct {
	Found []desk.Finding
	Cut   string // why not all of the stick was looked through; empty: all was
}

// AdoptJob opens the return that the portal started, from the response on the
// stick.
func AdoptJob(stick string) Job {
	return Job{Title: text.AdoptWork, Whole: true, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.O.Desk.Adopt(ctx, means, report)
		if errors.Is(err, desk.ErrNothingToAdopt) {
			return NotAdopted{done.Found, done.Incomplete}, nil
		}
		return b.adopted(done, err)
	}}
}

// AdoptFileJob does so with a file that only a person knows to be one.
func AdoptFileJob(stick string, chosen desk.Finding) Job {
	return Job{Title: text.AdoptWork, Whole: true, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		return b.adopted(b.O.Desk.AdoptFile(ctx, means, chosen, report))
	}}
}

func (b *Worker) adopted(done desk.Done, err error) (tea.Msg, error) {
	if err != nil {
		b.dropBad(err)
		b.dropGone(err)
		return nil, err
	}
	r := done.Return
	return Adopted{b.standing(r, text.Opened(r))}, nil
}

// TakeInJob takes in a case that lies on the stick.
func TakeInJob(stick string, c desk.Case) Job {
	return Job{Title: text.TakeInWork, Whole: true, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		r, c, err := b.O.Desk.TakeIn(ctx, means.Stick, desk.Case{ID: c.ID, Path: c.Path}, report)
		if err != nil {
			b.dropGone(err)
			return nil, err
		}
		return b.standing(r, text.TakenIn(r, c)), nil
	}}
}

// ProveJob looks for what proves a return that was closed on a claim: with the
// keys that are known now, and on the stick at hand.
func ProveJob(id capability.ReturnID, stick string) Job {
	return Job{Title: text.ProveWork, Whole: true, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, proved, err := b.O.Desk.Prove(ctx, id, means.Stick, report)
		if err != nil {
			b.dropGone(err)
			return nil, err
		}
		if proved {
			return b.standing(done.Return, text.Proved(id)), nil
		}
		return b.standing(done.Return, text.NoProof), nil
	}}
}
