package main

import (
	"context"
	"errors"
	"slices"

	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

// saveAll saves on the stick what waits for one, of all returns in one go.
func (a *app) saveAll(ctx context.Context) error {
	stick, err := a.exchangeStick(ctx, nil)
	if err != nil {
		return err
	}
	return a.withBench(nil, func(b *bench.Bench) error {
		all, err := b.SaveAll(ctx, nil, stick, nil)
		if err != nil {
			return err
		}
		a.noteDone(all)
		return a.endAll(all, statusAsAsked)
	})
}

// noteDone says what was done for each return.
func (a *app) noteDone(all []bench.Outcome) {
	for _, out := range all {
		for _, d := range out.Done {
			a.note(string(out.Return.ID) + ": " + text.Done(d))
		}
	}
}

// statusAsAsked is the exit status for one device where no more was asked for than
// one act.
func statusAsAsked(o bench.Outcome) int {
	if o.Err == nil {
		return exitDone
	}
	return statusOf(o.Return, o.Err)
}

const takeLong = `Take in every answer of the portal that is on a stick: responses and receipts,
whichever return they are for. It looks on the stick at --stick, or on each that
is plugged in. Nothing is loaded: 'handback next --do --all' goes on.

A response that can't be read here, or that has to be repaired, is never taken
unasked: 'handback next ID --file PATH' takes it. With --json it prints a line for
each return.

Exit status: 0 no return waits for an answer any more, 1 one failed, 3 one still
waits for the portal, 5 no stick is there.`

func newTake(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "take",
		Short: "Take in all answers of the portal that are on a stick",
		Long:  takeLong,
		RunE: f.withApp(s, changesLedger, func(ctx context.Context, a *app, _ []string) error {
			sticks, err := a.sticksToLookAt(ctx)
			if err != nil {
				return err
			}
			if len(sticks) == 0 {
				a.tell("%s", text.NoStickToTake.String())
				return ended{exitStick}
			}
			return a.withBench(nil, func(b *bench.Bench) error { return a.takeAll(ctx, b, sticks) })
		}),
	}
}

// sticksToLookAt are the stick at --stick, or all that are plugged in and can be
// used here.
func (a *app) sticksToLookAt(ctx context.Context) ([]*media.Stick, error) {
	if a.stick != "" {
		stick, err := a.openStick(a.stick)
		return []*media.Stick{stick}, err
	}
	list, err := a.listSticks(ctx)
	if err != nil {
		return nil, err
	}
	var all []*media.Stick
	for _, p := range list {
		if p.trouble != nil {
			a.tell("%s: %s", p.Name(), text.Explain(p.trouble).What)
			continue
		}
		stick, err := a.openStick(p.Path)
		if err != nil {
			return nil, err
		}
		all = append(all, stick)
	}
	return all, nil
}

// takeAll looks on one stick after the other.
func (a *app) takeAll(ctx context.Context, b *bench.Bench, sticks []*media.Stick) error {
	var all []bench.Outcome
	for _, stick := range sticks {
		found, err := b.TakeAll(ctx, stick, nil)
		if err != nil {
			return err
		}
		a.noteDone(slices.DeleteFunc(slices.Clone(found), func(o bench.Outcome) bool { return o.Err != nil }))
		all = mergeTaken(all, found)
	}
	return a.endAll(all, statusAsAsked)
}

// mergeTaken adds what was found on one more stick. An answer counts, whatever lay
// on the other sticks; of returns without one, all that was seen.
func mergeTaken(all, found []bench.Outcome) []bench.Outcome {
	for _, out := range found {
		i := slices.IndexFunc(all, func(o bench.Outcome) bool { return o.Return.ID == out.Return.ID })
		if i < 0 {
			all = append(all, out)
			continue
		}
		before, waits := errors.AsType[*desk.Missing](all[i].Err)
		now, still := errors.AsType[*desk.Missing](out.Err)
		switch {
		case waits && still:
			both := *now
			both.Found = append(slices.Clone(before.Found), now.Found...)
			out.Err = &both
			fallthrough
		case waits:
			all[i] = out
		}
	}
	return all
}
