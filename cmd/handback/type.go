package main

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/typed"
	"handback/cmd/internal/input"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const typeLong = `Enter the portal's answer by hand where no stick is allowed: type or paste its
numbered lines, or what a scanner reads from its QR codes, in any order. Each
line has a check of its own, and what is wrong is named at once. Letters may be
small, O counts as 0, I and L as 1; spaces and hyphens don't matter.

What was entered is kept until the answer is complete: end with Ctrl-D and go on
whenever you like. An empty row shows what is missing. The complete answer is
checked like one on a stick.`

func newType(f *flags, s streams) *cobra.Command {
	var afresh bool
	cmd := &cobra.Command{
		Use:   "type [ID]",
		Short: "Enter the portal's answer by hand, as lines or scanned codes",
		Long:  typeLong,
		Args:  cobra.MaximumNArgs(1),
		RunE: f.withApp(s, changesLedger, func(ctx context.Context, a *app, args []string) error {
			id, err := a.selectID(ctx, args)
			if err != nil {
				return err
			}
			return a.typeAnswer(ctx, id, afresh)
		}),
	}
	cmd.Flags().BoolVar(&afresh, "afresh", false, "forget what was entered before")
	return cmd
}

func (a *app) typeAnswer(ctx context.Context, id capability.ReturnID, afresh bool) error {
	entry, err := a.desk.Entered(id)
	if err != nil {
		return err
	}
	if afresh {
		entry = new(typed.Entry)
	}
	if err := a.enter(ctx, entry, func() error { return a.desk.KeepEntered(id, entry) }); err != nil {
		return err
	}
	done, err := a.desk.TakeEntered(ctx, id, entry)
	return a.tellEntered(done, err)
}

// tellEntered says what became of a complete answer.
func (a *app) tellEntered(done desk.Done, err error) error {
	if err == nil {
		a.note(text.Done(done))
		a.printDifference(done.Return)
		return errors.Join(a.sayNext(done.Return), waitFor(done.Return))
	}
	if missing, ok := errors.AsType[*desk.Missing](err); ok {
		for _, f := range missing.Found {
			a.tell("%s", text.Finding(f))
		}
		return errors.Join(a.sayNext(done.Return), err)
	}
	return err
}

// adoptEntered reads the response of a return that is not open yet. It needs the
// whole at once, because there is no return to keep a part of it.
func (a *app) adoptEntered(ctx context.Context, dev capability.Device) (desk.Done, error) {
	var entry typed.Entry
	if err := a.enter(ctx, &entry, func() error { return nil }); err != nil {
		return desk.Done{}, err
	}
	m, err := entry.Message()
	if err != nil {
		return desk.Done{}, err
	}
	return a.desk.AdoptEntered(ctx, dev, m, nil)
}

// enter reads rows into an entry until it is complete or the input ends. It calls
// keep after each row that a person types, and at the end.
func (s streams) enter(ctx context.Context, entry *typed.Entry, keep func() error) error {
	if entry.State().Complete {
		return nil
	}
	person := input.Terminal(s.in) != nil
	if person {
		s.tell("Enter the lines or codes; Ctrl-D ends.")
		s.tell("%s", text.EntryState(entry.State()))
	}
	parts := 0
	reading := input.Rows(ctx, s.in, func(row string) (bool, error) {
		parts += len(typed.Parts(row))
		s.tellWrong(entry.Enter(row))
		state := entry.State()
		if !person {
			return state.Complete, nil
		}
		s.tell("%s", text.EntryState(state))
		if row == "" && !state.Complete {
			s.tell("%s", text.Lacking(&typed.MissingError{Lines: state.MissingLines, Codes: state.MissingCodes}))
		}
		return state.Complete, keep()
	})
	if parts == 0 && reading == nil && !person {
		s.tell("%s", text.BroughtNothing.String())
	}
	return errors.Join(reading, keep())
}

// tellWrong names the rows that the entry did not take.
func (s streams) tellWrong(wrong []error) {
	for _, err := range wrong {
		s.tell("%s", text.Explain(err).What)
	}
	if errors.Is(errors.Join(wrong...), typed.ErrOther) {
		s.tell("--afresh forgets what was entered before")
	}
}
