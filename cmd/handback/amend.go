package main

import (
	"context"

	"handback/capability"

	"github.com/spf13/cobra"
)

// amendment is a command that notes one thing about a return, with a reason.
type amendment struct {
	use, short, long string
	do               func(a *app, ctx context.Context, id capability.ReturnID, reason string) (capability.Return, error)
}

func amendments() []amendment {
	return []amendment{
		{
			"cancel ID", "Give a return up before its request was uploaded",
			`Give a return up before its request was uploaded. The request is superseded: it
must not be uploaded any more. A response that comes all the same reopens it.`,
			func(a *app, ctx context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
				return a.desk.Cancel(ctx, id, reason)
			},
		},
		{
			"set-aside ID", "Set the case of another laptop aside that was taken in",
			`Set aside the case of another laptop that was taken in and that nobody goes on
with here. The ledger keeps it; 'handback adopt ID' takes it in again.`,
			func(a *app, ctx context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
				return a.desk.SetAside(ctx, id, reason)
			},
		},
		{
			"replace ID", "Give up a lost or damaged request; the device makes another",
			`Give up the request, or the confirmation, because its file is lost or damaged.
The older file is superseded wherever it turns up; the next act makes another.`,
			func(a *app, ctx context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
				return a.desk.Replace(ctx, id, reason)
			},
		},
		{
			"withdraw ID", "Take back the claim that a request was uploaded",
			`Take back a person's word that the request, or the confirmation, was uploaded.
The journal keeps the claim and its withdrawal.`,
			func(a *app, ctx context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
				return a.desk.Withdraw(ctx, id, reason)
			},
		},
	}
}

func newAmendments(f *flags, s streams) []*cobra.Command {
	var all []*cobra.Command
	for _, m := range amendments() {
		var reason string
		cmd := &cobra.Command{
			Use: m.use, Short: m.short, Long: m.long, Args: usageArgs(cobra.ExactArgs(1)),
			RunE: func(cmd *cobra.Command, args []string) error {
				return f.with(cmd.Context(), s, amends, func(a *app) error {
					id, err := a.which(cmd.Context(), args)
					if err != nil {
						return err
					}
					r, err := m.do(a, cmd.Context(), id, capability.Printable(reason))
					if err != nil {
						return err
					}
					return a.sayNext(r)
				})
			},
		}
		cmd.Flags().StringVar(&reason, "reason", "", "why, for the journal")
		all = append(all, cmd)
	}
	return all
}
