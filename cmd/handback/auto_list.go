package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/auto"
	"handback/capability/bench"
	"handback/capability/signature"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const proposeLong = `Ask at the ports what is there, and write a list of what the policy would return:
each device with its activation IDs and their counts before and after. The list is
signed with the signing-key of the configuration, beside it. It counts once another
person has approved it: see 'handback auto approve'. A device with an open return is
left out.`

func newAutoPropose(f *flags, s streams) *cobra.Command {
	var file, out string
	cmd := &cobra.Command{
		Use:   "propose",
		Short: "Write a list of what would be returned, for another person to approve",
		Long:  proposeLong,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" || out == "" {
				return usagef("give the policy with --policy, and the list to write with --out")
			}
			p, err := s.loadPolicy(file)
			if err != nil {
				return err
			}
			return f.with(cmd.Context(), s, mayReadLedger, func(a *app) error { return a.propose(cmd.Context(), p, out) })
		},
	}
	cmd.Flags().StringVar(&file, "policy", "", "file that says what is allowed")
	cmd.Flags().StringVar(&out, "out", "", "the list to write, which must not exist yet: NAME.json")
	return cmd
}

func (a *app) propose(ctx context.Context, p auto.Policy, out string) error {
	if _, err := a.signingKey(ctx); err != nil {
		return err
	}
	l := auto.List{Proposed: time.Now().UTC().Truncate(time.Second), By: a.who()}
	met, err := a.meetAll(ctx, p)
	if err != nil {
		return err
	}
	for _, m := range met {
		if m.Err != nil {
			a.tell("%s: %s", m.Port, text.AutoExplain(m.Err))
			continue
		}
		if d := (auto.Device{Host: m.Identity.Host, Serial: m.Identity.Serial, Model: m.Identity.Model}); p.Names(m.Identity) {
			for _, line := range p.Order(m.Licenses).Lines {
				d.Licenses = append(d.Licenses, auto.Count{
					ActivationID: line.ActivationID, Before: capability.CountOf(m.Licenses, line.ActivationID), After: line.Count,
				})
			}
			l.Devices = append(l.Devices, d)
		}
	}
	if l.Devices, err = a.withoutReturn(ctx, l.Devices); err != nil {
		return err
	}
	if len(l.Devices) == 0 {
		return usagef("no device at the ports holds anything that the policy returns")
	}
	data, err := asciijson.MarshalIndent(l)
	if err != nil {
		return err
	}
	signed, err := a.sign(ctx, data, signature.Lists)
	if err != nil {
		return err
	}
	if err := writeNew(newFile{out, data}, newFile{out + signedEnd, signed}); err != nil {
		return err
	}
	for _, line := range text.AutoList(l) {
		a.note(line)
	}
	return nil
}

// meetAll reads the devices at the ports of a policy.
func (a *app) meetAll(ctx context.Context, p auto.Policy) ([]bench.Met, error) {
	r := newRooms(a)
	b := bench.New(bench.Options{Desk: a.desk, Open: r.open, Ports: func(ctx context.Context, _ capability.HostID) ([]string, error) { return r.free(ctx, p) }})
	met, err := b.Meet(ctx, true, nil)
	return met, errors.Join(err, b.Close())
}

// withoutReturn leaves out the devices that have an open return, and those that hold
// nothing that goes back.
func (a *app) withoutReturn(ctx context.Context, devices []auto.Device) ([]auto.Device, error) {
	all, err := a.desk.List(ctx)
	if err != nil {
		return nil, err
	}
	open := map[capability.HostID]bool{}
	for _, s := range all {
		open[s.Device.Host] = open[s.Device.Host] || s.Stage.Open()
	}
	return slices.DeleteFunc(devices, func(d auto.Device) bool { return open[d.Host] || len(d.Licenses) == 0 }), nil
}

const approveLong = `Approve a list that another person proposed, up to a date. Both sign: the proposer
the list, you its SHA-256 and the date, with the signing-key of your configuration.
Both keys must be among the trusted-signers where auto runs. You can't approve your
own list.

Without --devices the list is shown and nothing is signed. With it, say how many
devices the list has: that you looked at it.`

func newAutoApprove(f *flags, s streams) *cobra.Command {
	var until string
	var devices int
	cmd := &cobra.Command{
		Use:   "approve LIST",
		Short: "Approve a list that another person proposed",
		Long:  approveLong,
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			a, err := f.prepare(s, false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.log.Close()) }()
			return a.approve(cmd.Context(), text.Dropped(args[0]), until, devices)
		},
	}
	cmd.Flags().StringVar(&until, "until", "", "the last day on which it counts, such as 2026-12-24")
	cmd.Flags().IntVar(&devices, "devices", 0, "how many devices the list has")
	return cmd
}

func (a *app) approve(ctx context.Context, name, until string, devices int) error {
	var s auto.Signed
	var err error
	if s.List, err = readBounded(name, auto.MaxList+1); err != nil {
		return err
	}
	l, err := auto.ReadList(s.List)
	if err != nil {
		return err
	}
	for _, line := range text.AutoList(l) {
		a.note(line)
	}
	if devices != len(l.Devices) {
		return usagef("nothing is approved: say with --devices how many devices the list has, and with --until how long it counts")
	}
	last, err := time.ParseInLocation(time.DateOnly, until, time.Local)
	if err != nil {
		return usagef("--until takes a day, as 2026-12-24")
	}
	if s.Signature, err = readBounded(name+signedEnd, auto.MaxList); err != nil {
		return err
	}
	return a.signApproval(ctx, name, s, last.AddDate(0, 0, 1).UTC())
}

// signApproval writes the approval, if it counts: a list that auto would not take is
// better known now.
func (a *app) signApproval(ctx context.Context, name string, s auto.Signed, until time.Time) error {
	approval := auto.Approval{List: capability.DigestOf(s.List), Until: until}
	signed, err := a.sign(ctx, auto.Statement(approval.List, until), signature.Approvals)
	if err != nil {
		return err
	}
	approval.Signature = string(signed)
	if s.Approval, err = asciijson.MarshalIndent(approval); err != nil {
		return err
	}
	if _, err := s.Items(a.config.Signers, time.Now()); err != nil {
		return err
	}
	if err := os.Remove(name + approvedEnd); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := writeNew(newFile{name + approvedEnd, s.Approval}); err != nil {
		return err
	}
	a.note(text.AutoApproved(until))
	return nil
}
