package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
	"handback/capability/portal"
	"handback/cmd/internal/batch"
	"handback/cmd/internal/input"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newPortalRemove(f *flags, s streams) *cobra.Command {
	var device, id, reason string
	var quantity int
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove --device HOST [--activation ID [--quantity N]]",
		Short: "Start a return in the portal, and fetch the response for the device",
		Long: `Have the portal take licenses away from a device: a return that starts there. The
response that the device has to load is fetched into the ledger. With --stick it is
also saved on a stick, with a slip for the person who goes to the device.

--quantity is the number of units that are TAKEN AWAY; without it, all. What
remains is shown before the question. If it was cut off, run it again: nothing is
removed twice.`,
		RunE: f.withApp(s, makesLedger, func(ctx context.Context, a *app, _ []string) error {
			host, err := capability.ParseHostID(device)
			if err != nil {
				return usageError{err}
			}
			want := batch.Device{Identity: capability.Identity{Host: host}, Reason: capability.Printable(reason)}
			if id != "" {
				want.Lines = []batch.Line{{ActivationID: capability.ActivationID(id), Count: quantity}}
			} else if quantity != 0 {
				return usagef("which activation ID is the quantity of? Name it with --activation")
			}
			return a.prepare(ctx, []batch.Device{want}, a.stick, false, yes)
		}),
	}
	p := cmd.Flags()
	p.StringVar(&device, "device", "", "host ID of the device, as TYPE/value")
	p.StringVar(&id, "activation", "", "activation ID (default: all licenses of the device)")
	p.IntVar(&quantity, "quantity", 0, "units to take away (default: all)")
	p.StringVar(&reason, "reason", "", "why, for the journal")
	p.BoolVar(&yes, "yes", false, "remove without a question")
	return cmd
}

func newPortalPrepare(f *flags, s streams) *cobra.Command {
	var file, out string
	var dry, yes bool
	cmd := &cobra.Command{
		Use:   "prepare --batch FILE.csv --out STICK",
		Short: "Start the returns of many devices in the portal, on a stick for one visit",
		Long: `Have the portal take the licenses of the listed devices away, fetch the responses,
and write a stick with a case for each: the technician plugs in device after
device, and each needs one visit.

FILE.csv has a header with the columns host (TYPE/value), activation, quantity
(units that are TAKEN AWAY; empty: all), model, serial, reason. Every mistake in
it is named with its line, and then nothing is done. With --dry-run it only asks
the portal and shows what it would do. If it was cut off, run it again: it goes on
where it was, and nothing is removed twice.`,
		RunE: f.withApp(s, makesLedger, func(ctx context.Context, a *app, _ []string) error {
			if file == "" || out == "" && !dry {
				return usagef("name the list with --batch, and the stick with --out")
			}
			data, err := a.readList(ctx, text.Dropped(file), a.stick, batch.Removals)
			if err != nil {
				return err
			}
			return a.prepare(ctx, data, text.Dropped(out), dry, yes)
		}),
	}
	p := cmd.Flags()
	p.StringVar(&file, "batch", "", "the list, a CSV `FILE`")
	p.StringVar(&out, "out", "", "where the `STICK` is mounted, or a folder")
	p.BoolVar(&dry, "dry-run", false, "ask the portal, show what would be done, and change nothing")
	p.BoolVar(&yes, "yes", false, "remove without a question")
	return cmd
}

// planned is a device of a list with what the portal will take away.
type planned struct {
	desk.Removal
	lines  []desk.RemovalLine
	portal *portal.Exchanger
}

// removedJSON is the documented form of what happened to one device.
type removedJSON struct {
	Host   capability.HostID   `json:"host"`
	Return capability.ReturnID `json:"return,omitempty"`
	Lines  []removedLineJSON   `json:"lines"`
	Saved  []string            `json:"saved,omitempty"` // paths on the stick
	Error  string              `json:"error,omitempty"`
}

type removedLineJSON struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Held         int                     `json:"held"`
	TakenAway    int                     `json:"taken_away"`
	Remains      int                     `json:"remains"`
}

// prepare has the portal take away what is listed, after a question, and saves each
// response on the stick, if there is one.
func (a *app) prepare(ctx context.Context, list []batch.Device, stick string, dry, yes bool) error {
	plans, err := a.planRemovals(ctx, list)
	if err != nil {
		return err
	}
	if err := a.showPlans(plans); err != nil || dry {
		return err
	}
	if !yes {
		units := 0
		for _, p := range plans {
			for _, l := range p.lines {
				units += l.Taken
			}
		}
		if err := a.confirm(ctx, text.Phrase("The portal takes %d units away from %d devices. Type the number of devices to go on: ").With(units, len(plans)), strconv.Itoa(len(plans))); err != nil {
			return err
		}
	}
	var all []removedJSON
	var failed error
	for _, p := range plans {
		done, err := a.removeOne(ctx, p, stick)
		if err != nil {
			done.Error = capability.Printable(err.Error())
			failed = errors.Join(failed, fmt.Errorf("%s: %w", p.Device.Host, err))
			a.tell("%s: %s", p.Device.Host, text.Explain(err).What)
		}
		all = append(all, done)
		if ctx.Err() != nil {
			break
		}
	}
	if a.json {
		failed = errors.Join(failed, printJSON(a.out, all))
	}
	return failed
}

func (a *app) planRemovals(ctx context.Context, list []batch.Device) ([]planned, error) {
	var plans []planned
	for _, d := range list {
		x, err := a.namedPortal(d.Identity)
		if err != nil {
			return nil, err
		}
		want := desk.Removal{Device: d.Identity, Take: d.Take(), Reason: d.Reason}
		if before, again := a.desk.RemovalOf(ctx, want); again == nil { // of an earlier run
			plans = append(plans, planned{before, nil, x})
			continue
		}
		plan, lines, err := a.desk.PlanRemoval(ctx, want, x)
		if err != nil {
			if d.Line > 0 {
				return nil, fmt.Errorf("line %d: %s: %w", d.Line, d.Identity.Host, err)
			}
			return nil, fmt.Errorf("%s: %w", d.Identity.Host, err)
		}
		plans = append(plans, planned{plan, lines, x})
	}
	return plans, nil
}

func (a *app) showPlans(plans []planned) error {
	if a.json {
		return nil
	}
	t := a.table("DEVICE", "ACTIVATION ID", "HAS", "TAKEN AWAY", "REMAIN", "WAIT ALREADY")
	for _, p := range plans {
		for _, l := range p.lines {
			t.row(p.Device.Host.String(), string(l.ActivationID), strconv.Itoa(l.Held), strconv.Itoa(l.Taken), strconv.Itoa(l.Remains), strconv.Itoa(l.WaitsForOlder))
		}
		if len(p.lines) == 0 {
			t.row(p.Device.Host.String(), text.Phrase("removed before").String(), "-", "-", "-", "-")
		}
	}
	return t.flush()
}

// removeOne does one removal, and saves its response.
func (a *app) removeOne(ctx context.Context, p planned, stick string) (removedJSON, error) {
	done := removedJSON{Host: p.Device.Host, Lines: []removedLineJSON{}}
	for _, l := range p.lines {
		done.Lines = append(done.Lines, removedLineJSON{l.ActivationID, l.Held, l.Taken, l.Remains})
	}
	r, err := a.desk.Remove(ctx, p.Removal, p.portal)
	done.Return = r.ID
	if err != nil {
		if r.Open() && r.Problem != nil && r.Problem.Kind == capability.ProblemPortalRefused {
			a.tell("%s", text.RefusedRemoval(r.ID))
		}
		return done, err
	}
	if stick == "" {
		a.note(text.Phrase("%s: removed in the portal; the response is in the ledger").With(r.ID))
		return done, nil
	}
	opened, err := a.openStick(stick)
	if err != nil {
		return done, err
	}
	_, saved, err := a.desk.SavePrepared(ctx, r.ID, opened, nil)
	for _, f := range saved {
		done.Saved = append(done.Saved, f.Path)
	}
	if err == nil {
		a.note(text.Phrase("%s: removed in the portal; %s is on the stick, read back").With(r.ID, saved[0].Path))
	}
	return done, err
}

// confirm asks a person at a terminal, who has to type an answer. Without a
// terminal the script's --yes says so.
func (a *app) confirm(ctx context.Context, question, answer string) error {
	if input.Terminal(a.in) == nil {
		return usagef("this changes something in the portal: say --yes if it may")
	}
	given, err := a.answers(ctx, nil, question, answer)
	if err == nil && !given {
		return usagef("the question was answered otherwise: nothing was done")
	}
	return err
}

func newPortalObsolete(f *flags, s streams) *cobra.Command {
	var device, declaration string
	cmd := &cobra.Command{
		Use:   "obsolete --device HOST --declaration FILE",
		Short: "Write off a dead device in the portal, for ever",
		Long: `Have the portal make a device obsolete: its licenses are released without any
proof, and it can never get a license again. This is for a device that can't
prove anything any more, on the declaration that 'handback declare-dead' made.

It is only possible where the configuration of the portal says obsolete = true,
and only at a terminal: two questions are asked, and no flag answers them.`,
		RunE: f.withApp(s, mayReadLedger, func(ctx context.Context, a *app, _ []string) error {
			host, err := capability.ParseHostID(device)
			if err != nil {
				return usageError{err}
			}
			return a.obsolete(ctx, host, text.Dropped(declaration))
		}),
	}
	cmd.Flags().StringVar(&device, "device", "", "host ID of the device, as TYPE/value")
	cmd.Flags().StringVar(&declaration, "declaration", "", "the declaration of the dead device, a `FILE`")
	return cmd
}

func (a *app) obsolete(ctx context.Context, host capability.HostID, declaration string) error {
	x, err := a.namedPortal(capability.Identity{Host: host})
	if err != nil {
		return err
	}
	if !a.portals.mayObsolete(x) {
		return usagef("the configuration of %s does not allow it: obsolete = true", x.Target())
	}
	if declaration == "" {
		return usagef("name the declaration with --declaration: 'handback declare-dead' makes it")
	}
	data, err := readBounded(declaration, message.MaxDeclaration)
	if err != nil {
		return err
	}
	d, err := message.ReadDeclaration(bytes.NewReader(data))
	if err != nil {
		return usageError{fmt.Errorf("%s: %w", declaration, err)}
	}
	if d.Host != host {
		return usagef("the declaration is about %s, not %s", d.Host, host)
	}
	a.tell("Declared by %s on %s: %s, serial number %s.", capability.Printable(d.Who), d.Declared.Format(time.DateOnly), text.Cause(d.Cause), capability.Printable(d.Serial))
	a.tell("%s can never get a license again. This is permanent: nobody can undo it.", host)
	if err := a.confirm(ctx, text.Phrase("Type the host ID to go on: ").String(), host.String()); err != nil {
		return err
	}
	if err := a.confirm(ctx, text.Phrase("Type %s to write it off for ever: ").With("OBSOLETE"), "OBSOLETE"); err != nil {
		return err
	}
	if err := x.With(ctx, func(p portal.Portal) error { return p.Obsolete(ctx, host) }); err != nil {
		return err
	}
	a.note(text.Phrase("the portal made %s obsolete; 'handback decide' records it in the return").With(host))
	return nil
}
