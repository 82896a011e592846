package main

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newAdopt(f *flags, s streams) *cobra.Command {
	var file string
	var byHand bool
	cmd := &cobra.Command{
		Use:   "adopt [ID]",
		Short: "Open the return that the portal started, or take in the case of another laptop",
		Long: `Open the return that the portal started: find the response for the device at
--port on the stick at --stick, and show what loading it changes. If a response
can't be read, name it with --file: the device decides whether to take it.
With --typed the response is read from the standard input as lines or scanned
codes.

Without --port, or with the ID of a return, take in the case of another laptop
that is on the stick. Unless a known colleague signed it (trusted-signers in
the configuration), all of it is hearsay: it tells where to look, it decides
nothing, and the next step is to read the device. 'handback set-aside' ends that.
If several cases of one return are there, --file names the right one.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.with(cmd.Context(), s, makesLedger, func(a *app) error {
				if len(args) > 0 || a.port == "" && !byHand && file == "" {
					return a.takeIn(cmd.Context(), args, file)
				}
				if byHand && (file != "" || a.stick != "") {
					return usagef("--typed reads the response itself: neither --file nor --stick goes with it")
				}
				if _, err := a.needDevice(cmd.Context()); err != nil {
					return err
				}
				if a.stick == "" && !byHand {
					return usagef("where is the response? Give the stick's folder with --stick, or enter it with --typed")
				}
				done, err := a.adopt(cmd.Context(), text.Dropped(file), byHand)
				if errors.Is(err, desk.ErrNothingToAdopt) {
					a.noteFiles(done.Found, done.Incomplete)
				}
				if err != nil {
					return err
				}
				a.printDifference(done.Return)
				return a.sayNext(done.Return)
			})
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "the path on the stick of a response that can't be read or has to be repaired, or of the right case")
	cmd.Flags().BoolVar(&byHand, "typed", false, "read the response from the standard input")
	return cmd
}

// takeIn takes in the case of another laptop.
func (a *app) takeIn(ctx context.Context, args []string, file string) error {
	var id capability.ReturnID
	if len(args) > 0 {
		var err error
		if id, err = capability.ParseReturnID(args[0]); err != nil {
			return usageError{err}
		}
	}
	stick, err := a.Stick(ctx)
	if err != nil {
		return err
	}
	if stick == nil {
		return usagef("where is the case? Give the stick's folder with --stick, or the device's port with --port")
	}
	want := desk.Case{ID: id}
	if file != "" {
		if want.Path, err = onStick(a.stick, file); err != nil {
			return err
		}
	}
	r, c, err := a.desk.TakeIn(ctx, stick, want, nil)
	if many, ok := errors.AsType[*desk.ManyCases](err); ok {
		for _, c := range many.Cases {
			a.printCase(c)
		}
		return usagef("which case? Name its return, and with --file its path where several are of one return")
	}
	if err != nil {
		return err
	}
	a.note(text.TakenIn(r, c))
	return errors.Join(a.sayNext(r), waitFor(r))
}

func (a *app) adopt(ctx context.Context, file string, byHand bool) (desk.Done, error) {
	means, err := a.means(ctx)
	if err != nil {
		return desk.Done{}, err
	}
	if byHand {
		return a.adoptEntered(ctx, means.Device)
	}
	if file != "" {
		if file, err = onStick(a.stick, file); err != nil {
			return desk.Done{}, err
		}
		return a.desk.AdoptFile(ctx, means, desk.Finding{Path: file}, nil)
	}
	return a.desk.Adopt(ctx, means, nil)
}
