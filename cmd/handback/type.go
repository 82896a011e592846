package main

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/typed"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const typeLong = `Enter the portal's answer by hand where no stick may go: type or paste its
numbered lines, or what a scanner reads from its QR codes, in any order. Each
line has a check of its own, and what is wrong is named at once. Letters may be
small, O counts as 0, I and L as 1; spaces and hyphens don't matter.

What was entered is kept until the answer is complete: end with Ctrl-D and go on
whenever you like. An empty row shows what is missing. The complete answer is
weighed as one on a stick is.`

func newType(f *flags, s streams) *cobra.Command {
	var afresh bool
	cmd := &cobra.Command{
		Use:   "type [ID]",
		Short: "Enter the portal's answer by hand, as lines or scanned codes",
		Long:  typeLong,
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.with(cmd.Context(), s, amends, func(a *app) error {
				id, err := a.which(cmd.Context(), args)
				if err != nil {
					return err
				}
				return a.typeAnswer(cmd.Context(), id, afresh)
			})
		},
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
	err = a.enter(ctx, entry, func() error { return a.desk.KeepEntered(id, entry) })
	if err != nil {
		return err
	}
	done, err := a.desk.TakeEntered(ctx, id, entry)
	return a.tellEntered(done, err)
}

// tellEntered says what became of a complete answer.
func (a *app) tellEntered(done desk.Done, err error) error {
	if err == nil {
		if !a.json {
			a.line("%s", text.Done(done))
		}
		a.printDifference(done.Return)
		return errors.Join(a.sayNext(done.Return), waitFor(done.Return))
	}
	if missing := new(desk.Missing); errors.As(err, &missing) {
		for _, f := range missing.Found {
			a.tell("%s", text.Finding(f))
		}
		return errors.Join(a.sayNext(done.Return), err)
	}
	return err
}

// adoptEntered reads the response of a return that is not open yet: all at
// once, for there is no record that could keep a part of it.
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
