package main

import (
	"cmp"
	"context"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/cmd/internal/input"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

// The commands that change one thing about an open return: cancel, set-aside,
// replace, withdraw, claim-uploaded, scanned and save.

// change runs do on the return that the first argument names, and says the next
// act of what became of it.
func (f *flags) change(s streams, do func(context.Context, *app, capability.ReturnID) (capability.Return, error)) func(*cobra.Command, []string) error {
	return f.withApp(s, changesLedger, func(ctx context.Context, a *app, args []string) error {
		id, err := a.selectID(ctx, args)
		if err != nil {
			return err
		}
		r, err := do(ctx, a, id)
		if err != nil {
			return err
		}
		return a.sayNext(r)
	})
}

// amendment is a command that notes one thing about a return, with a reason.
type amendment struct {
	use, short, long string
	warn             func(capability.Return) string // what a person is asked on; nil: it can be undone
	do               func(d *desk.Desk, ctx context.Context, id capability.ReturnID, reason string) (capability.Return, error)
}

func amendments() []amendment {
	return []amendment{
		{
			"cancel ID", "Give up a return before its request was uploaded",
			`Give up a return before its request was uploaded. The request is superseded: it
must not be uploaded any more. A response that still comes reopens it.`,
			func(capability.Return) string { return text.Cancel.String() },
			(*desk.Desk).Cancel,
		},
		{
			"set-aside ID", "Set aside the case of another laptop that was taken in",
			`Set aside the case of another laptop that was taken in and that nobody goes on
with here. The ledger keeps it; 'handback adopt ID' takes it in again.`,
			nil,
			(*desk.Desk).SetAside,
		},
		{
			"replace ID", "Give up a lost or damaged request; the device makes another",
			`Give up the request, or the confirmation, because its file is lost or damaged.
The older file no longer counts, wherever it turns up; the next step makes another.`,
			warnReplace,
			(*desk.Desk).Replace,
		},
		{
			"withdraw ID", "Withdraw the claim that a request was uploaded",
			`Withdraw a person's claim that the request, or the confirmation, was uploaded.
The journal keeps the claim and its withdrawal.`,
			nil,
			(*desk.Desk).Withdraw,
		},
	}
}

func warnReplace(r capability.Return) string {
	if r.Confirmation != nil {
		return text.Replace(r, capability.ConfirmationRequest)
	}
	return text.Replace(r, capability.ReturnRequest)
}

func newAmendments(f *flags, s streams) []*cobra.Command {
	var all []*cobra.Command
	for _, m := range amendments() {
		var reason string
		var yes bool
		cmd := &cobra.Command{
			Use: m.use, Short: m.short, Long: m.long, Args: cobra.ExactArgs(1),
			RunE: f.change(s, func(ctx context.Context, a *app, id capability.ReturnID) (capability.Return, error) {
				if m.warn != nil {
					if err := a.mayChange(ctx, id, yes, m.warn); err != nil {
						return capability.Return{}, err
					}
				}
				return m.do(a.desk, ctx, id, capability.Printable(reason))
			}),
		}
		cmd.Flags().StringVar(&reason, "reason", "", "why, for the journal")
		if m.warn != nil {
			cmd.Flags().BoolVar(&yes, "yes", false, yesHelp)
		}
		all = append(all, cmd)
	}
	return all
}

// yesHelp is of the flag that answers the question before what can't be undone.
const yesHelp = "do it without a question at a terminal"

// mayChange asks the person at a terminal before a change that can't be undone. Without
// a terminal it may be done: whoever names a return in a script means it.
func (a *app) mayChange(ctx context.Context, id capability.ReturnID, yes bool, warn func(capability.Return) string) error {
	if yes || input.Terminal(a.in) == nil {
		return nil
	}
	r, err := a.desk.Return(id)
	if err != nil {
		return err
	}
	allowed, err := a.answers(ctx, []string{string(r.ID) + " " + text.Device(r.Device), warn(r)}, text.TypeYes.String(), "yes")
	if err == nil && !allowed {
		return usagef("%s", text.NotGoneOn.String())
	}
	return err
}

func newClaim(f *flags, s streams) *cobra.Command {
	var note string
	cmd := &cobra.Command{
		Use:   "claim-uploaded ID",
		Short: "Note a person's claim that the request was uploaded at the portal",
		Long: `Note a person's claim that the request, or later the confirmation, was uploaded
at the portal. The journal shows it as a claim: a response or a receipt from
the portal is better evidence, and needs no claim before it.`,
		Args: cobra.ExactArgs(1),
		RunE: f.change(s, func(ctx context.Context, a *app, id capability.ReturnID) (capability.Return, error) {
			return a.desk.ClaimUploaded(ctx, id, capability.Printable(note))
		}),
	}
	cmd.Flags().StringVar(&note, "note", "", "who did it, a reference number")
	return cmd
}

func newScanned(f *flags, s streams) *cobra.Command {
	var who, station, when string
	cmd := &cobra.Command{
		Use:   "scanned ID --station NAME",
		Short: "Put on record that the stick with the response was scanned",
		Long: `Put on record that the stick with the response was scanned for malware before it
came here: who did it, at which station, and when. The journal shows it as a
claim. A site can require it before a response is loaded.`,
		Args: cobra.ExactArgs(1),
		RunE: f.change(s, func(ctx context.Context, a *app, id capability.ReturnID) (capability.Return, error) {
			at := time.Now()
			if when != "" {
				var err error
				if at, err = time.Parse(time.RFC3339, when); err != nil {
					return capability.Return{}, usagef("--when is a time like 2026-03-02T10:41:00Z, not %q", when)
				}
			}
			scan := capability.Scanned{Who: cmp.Or(capability.Printable(who), a.who()), Station: capability.Printable(station), When: at}
			return a.desk.NoteScan(ctx, id, scan)
		}),
	}
	cmd.Flags().StringVar(&who, "who", "", "the person who had it scanned (default: the operator)")
	cmd.Flags().StringVar(&station, "station", "", "the scanning station")
	cmd.Flags().StringVar(&when, "when", "", "the `TIME` of the scan, RFC 3339 (default: now)")
	return cmd
}

func newSave(f *flags, s streams) *cobra.Command {
	var all bool
	one := f.change(s, func(ctx context.Context, a *app, id capability.ReturnID) (capability.Return, error) {
		if a.stick == "" {
			return capability.Return{}, usagef("where to? Give the stick's folder with --stick")
		}
		stick, err := a.Stick(ctx)
		if err != nil {
			return capability.Return{}, err
		}
		done, err := a.desk.SaveAgain(ctx, id, stick, nil)
		if err == nil {
			a.note(text.Done(done))
		}
		return done.Return, err
	})
	cmd := &cobra.Command{
		Use:   "save (ID | --all)",
		Short: "Save the request that the portal waits for again, on the stick at --stick",
		Long: `Save the request that the portal waits for again, on the stick at --stick: on
another one, or because the first is lost.

With --all, save what waits for a stick, of all returns in one go: on the stick at
--stick, or on the only one that is plugged in. With --json it prints a line for
each return. Exit status: 0 all is saved, 1 something is not.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case all == (len(args) > 0):
				return usagef("which return? Name it, or give --all")
			case all:
				return f.with(cmd.Context(), s, changesLedger, func(a *app) error { return a.saveAll(cmd.Context()) })
			default:
				return one(cmd, args)
			}
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "save for all returns what waits for a stick")
	return cmd
}
