package tui

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"

	tea "github.com/charmbracelet/bubbletea"
)

// situationRead is the result of a job that looked where things stand.
type situationRead struct {
	desk.Place
	stick string // that was looked through; empty: none
}

// whereJob looks where things stand by the device and the stick at hand. It
// connects to the device of the command line unless that was just lost.
func whereJob(stick string) job {
	return job{title: whereWorkText, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		if b.dev == nil && b.o.Port != "" && !b.selection.lost {
			if _, err := b.connect(ctx, b.o.Port); err != nil {
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
		p, err := b.o.Desk.Where(ctx, means, report)
		if err != nil {
			b.dropBad(err)
			b.dropGone(err)
			return nil, err
		}
		return situationRead{p, stick}, nil
	}}
}

// given is the stick at hand, or the one of the command line; empty: none.
func (b *worker) given() string {
	if b.selection.stick != nil {
		return stickAt(b.selection.stick)
	}
	return b.o.Stick
}

// means is what is at hand; a nil interface where nothing is.
func (b *worker) means(ctx context.Context, stick string) (desk.Means, error) {
	m := desk.Means{Device: b.dev}
	if stick == "" {
		return m, nil
	}
	if err := b.useStick(ctx, stick); err != nil {
		return m, err
	}
	m.Stick = b.selection.stick
	return m, nil
}

// adopted is the result of a job that opened a return from a response.
type adopted struct{ stands }

// notAdopted says that no file on the stick can be read as a response for the
// connected device.
type notAdopted struct {
	found []desk.Finding
	cut   string // why not all of the stick was looked through; empty: all was
}

// adoptJob opens the return that the portal started, from the response on the
// stick.
func adoptJob(stick string) job {
	return job{title: adoptWorkText, whole: true, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.o.Desk.Adopt(ctx, means, report)
		if errors.Is(err, desk.ErrNothingToAdopt) {
			return notAdopted{done.Found, done.Incomplete}, nil
		}
		return b.adopted(done, err)
	}}
}

// adoptFileJob does so with a file that only a person knows to be one.
func adoptFileJob(stick string, chosen desk.Finding) job {
	return job{title: adoptWorkText, whole: true, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		return b.adopted(b.o.Desk.AdoptFile(ctx, means, chosen, report))
	}}
}

func (b *worker) adopted(done desk.Done, err error) (tea.Msg, error) {
	if err != nil {
		b.dropBad(err)
		b.dropGone(err)
		return nil, err
	}
	r := done.Return
	return adopted{b.standing(r, OpenedText(r))}, nil
}

// takeInJob takes in a case that lies on the stick.
func takeInJob(stick string, c desk.Case) job {
	return job{title: takeInWorkText, whole: true, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		r, c, err := b.o.Desk.TakeIn(ctx, means.Stick, desk.Case{ID: c.ID, Path: c.Path}, report)
		if err != nil {
			b.dropGone(err)
			return nil, err
		}
		return b.standing(r, TakenInText(r, c)), nil
	}}
}

// proveJob looks for what proves a return that was closed on a claim: with the
// keys that are known now, and on the stick at hand.
func proveJob(id capability.ReturnID, stick string) job {
	return job{title: proveWorkText, whole: true, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, proved, err := b.o.Desk.Prove(ctx, id, means.Stick, report)
		if err != nil {
			b.dropGone(err)
			return nil, err
		}
		if proved {
			return b.standing(done.Return, ProvedText(id)), nil
		}
		return b.standing(done.Return, noProofText), nil
	}}
}
