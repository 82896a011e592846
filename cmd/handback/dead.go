package main

import (
	"context"

	"handback/capability"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newDeclareDead(f *flags, s streams) *cobra.Command {
	var e capability.Evidence
	var cause, host, model, reason string
	cmd := &cobra.Command{
		Use:   "declare-dead [ID]",
		Short: "Declare that a device can't prove anything any more",
		Long: `Declare that a device can't be read any more, with what is known about it. With an
ID it is the device of that open return; without one it is a device known from its
label or an earlier record. This is never a confirmation: the return stays a debt
until the portal's owner has decided and 'handback decide' records it. The portal's
"obsolete" is permanent.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			how := makesLedger
			if len(args) > 0 {
				how = changesLedger
			}
			return f.with(cmd.Context(), s, how, func(a *app) error {
				e.Cause = capability.Cause(cause)
				var r capability.Return
				var err error
				if len(args) == 0 {
					r, err = a.declareUnknown(cmd.Context(), e, host, model, reason)
				} else {
					r, err = a.declare(cmd.Context(), args, e)
				}
				if err != nil {
					return err
				}
				return a.sayNext(r)
			})
		},
	}
	p := cmd.Flags()
	p.StringVar(&cause, "cause", "", "no-answer, no-boot, destroyed, stolen or re-imaged")
	p.StringVar(&e.Serial, "serial", "", "serial number of the device, from its label")
	p.StringVar(&host, "host", "", "host ID as TYPE/value, from the label or an earlier record")
	p.StringVar(&model, "model", "", "model, from the label")
	p.StringVar(&e.Source, "source", "label", "where serial number and host ID come from")
	p.StringVar(&e.Who, "who", "", "who says so")
	p.StringVar(&e.Photo, "photo", "", "a reference to a photo")
	p.StringVar(&e.Remarks, "remarks", "", "anything else")
	p.StringVar(&reason, "reason", "", "why, for the journal")
	return cmd
}

// declare declares the device of a return dead. The return knows its host ID.
func (a *app) declare(ctx context.Context, args []string, e capability.Evidence) (capability.Return, error) {
	r, err := a.selectReturn(ctx, args)
	if err != nil {
		return r, err
	}
	e.Host = r.Device.Host
	if e.Serial == "" {
		e.Serial, e.Source = r.Device.Serial, "record"
	}
	return a.desk.Declare(ctx, r.ID, e)
}

// declareUnknown declares a device dead that has no return.
func (a *app) declareUnknown(ctx context.Context, e capability.Evidence, host, model, reason string) (r capability.Return, err error) {
	if e.Host, err = capability.ParseHostID(host); err != nil {
		return r, usageError{err}
	}
	return a.desk.DeclareUnknown(ctx, e, capability.Printable(model), capability.Printable(reason))
}

func newDecide(f *flags, s streams) *cobra.Command {
	var d capability.Decided
	var yes bool
	cmd := &cobra.Command{
		Use:   "decide ID (obsolete | declined)",
		Short: "Record what the portal's owner decided about a dead device",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			d.Outcome = capability.Outcome(args[1])
			if d.Outcome != capability.MadeObsolete && d.Outcome != capability.Declined {
				return usagef("the decision is %q or %q, not %q", capability.MadeObsolete, capability.Declined, capability.Printable(args[1]))
			}
			if d.Who == "" {
				return usagef("who decided? Give a name with --who")
			}
			return f.change(s, func(ctx context.Context, a *app, id capability.ReturnID) (capability.Return, error) {
				if err := a.mayChange(ctx, id, yes, func(capability.Return) string { return text.DecideWay.String() }); err != nil {
					return capability.Return{}, err
				}
				return a.desk.Decide(ctx, id, d)
			})(cmd, args)
		},
	}
	cmd.Flags().StringVar(&d.Who, "who", "", "who decided")
	cmd.Flags().BoolVar(&yes, "yes", false, yesHelp)
	cmd.Flags().StringVar(&d.Reference, "reference", "", "the portal's reference")
	return cmd
}
