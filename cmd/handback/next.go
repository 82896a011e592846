package main

import (
	"context"
	"errors"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/cmd/internal/input"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const nextLong = `Say the next step of a return and who does it. With --do, do step after step with
the device at --port and the stick at --stick, and stop where a person, a device or
a stick is needed. If several returns are open, it takes the one of that device,
else the one on that stick. It never takes, unasked, a response that can't be read
here, or that was damaged and can be repaired: name its file with --file, as you
know it from the portal.

The load can't be undone. At a terminal Handback asks a person before it; --yes is
the answer. Without a terminal nobody can be asked, and the load goes on: a script
that names one return, or one device, means it.

With --all it is for every open return, and with --do for all of them at the same
time: Handback asks what is there at all free ports, or at those that --ports names.
For steps that can't be undone it asks once, with the list of devices, and the answer
is the number of devices; --yes is the answer of a script. Without a terminal and
without --yes these steps are not done. With --json it prints a line for each return.

The exit status tells what is needed: 0 closed, 3 the portal, 4 the device,
5 a stick. With --all it is 1 when one failed, else the first that any return
needs: the device, a stick, the portal.`

func newNext(f *flags, s streams) *cobra.Command {
	var do bool
	var file string
	var many allReturns
	cmd := &cobra.Command{
		Use:   "next [ID | --all]",
		Short: "Say the next step of a return, or do all that can be done now",
		Long:  nextLong,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := many.check(args, file, do); err != nil {
				return err
			}
			how := readsLedger
			if do || file != "" {
				how = changesLedger
			}
			return f.with(cmd.Context(), s, how, func(a *app) error {
				switch {
				case many.all && do:
					return a.advanceAll(cmd.Context(), many)
				case many.all:
					return a.nextOfAll(cmd.Context())
				}
				r, err := a.selectReturn(cmd.Context(), args)
				if err != nil {
					return err
				}
				if file != "" {
					if r, err = a.takeFile(cmd.Context(), r.ID, text.Dropped(file)); err != nil {
						return err
					}
				}
				if do {
					return a.advance(cmd.Context(), r.ID, many.yes)
				}
				if r.Expected != nil {
					a.printDifference(r)
				}
				return errors.Join(a.sayNext(r), waitFor(r))
			})
		},
	}
	many.flags(cmd)
	cmd.Flags().BoolVar(&do, "do", false, "do all that can be done now")
	cmd.Flags().BoolVar(&f.again, "again", false, "with --do, also send what the portal refused before, or what was sent too often, after somebody looked in the portal")
	cmd.Flags().StringVar(&file, "file", "", "the response's path on the stick, when it can't be read or has to be repaired")
	return cmd
}

// takeFile takes the named file on the stick as the portal's response.
func (a *app) takeFile(ctx context.Context, id capability.ReturnID, file string) (r capability.Return, err error) {
	stick, err := a.Stick(ctx)
	if err != nil {
		return r, err
	}
	if stick == nil {
		return r, usagef("where is %s? Give the stick's folder with --stick", file)
	}
	if file, err = onStick(a.stick, file); err != nil {
		return r, err
	}
	done, err := a.desk.TakeFile(ctx, id, stick, desk.Finding{Path: file}, nil)
	if missing, ok := errors.AsType[*desk.Missing](err); ok {
		a.noteFiles(missing.Found, capability.CutShort{})
	}
	if err == nil {
		a.note(text.Done(done))
	}
	return done.Return, err
}

// advance does all that can be done now, and prints a line for each act. What can't be
// undone is asked for, unless yes says that it may be done.
func (a *app) advance(ctx context.Context, id capability.ReturnID, yes bool) error {
	var supply desk.Supply = a
	if !yes && input.Terminal(a.in) != nil {
		supply = asking{a, id}
	}
	r, err := a.desk.Advance(ctx, id, supply, nil, func(d desk.Done) {
		a.note(text.Done(d))
		if d.Act.Need == capability.NeedsPortal {
			a.printDifference(d.Return)
		}
	})
	if missing, ok := errors.AsType[*desk.Missing](err); ok {
		a.tellMissing(r.ID, missing)
		return errors.Join(a.sayNext(r, missing.Found...), waitFor(r))
	}
	switch {
	case errors.Is(err, errLeft):
		a.tell("%s", text.NotGoneOn.String())
	case notAtHand(err):
		a.explain(err)
	case err != nil:
		return err
	}
	return errors.Join(a.sayNext(r), waitFor(r))
}

// errLeft says that a person did not allow an act that can't be undone.
var errLeft = errors.New("the act can't be undone, and was not allowed")

// asking is a supply that hands out the device for an act that can't be undone only
// once the person at the terminal allowed it.
type asking struct {
	*app
	id capability.ReturnID
}

// Device implements [desk.Supply]. Of another device the desk says so by itself.
func (s asking) Device(ctx context.Context) (capability.Device, error) {
	dev, err := s.app.Device(ctx)
	if err != nil || dev == nil {
		return dev, err
	}
	r, err := s.desk.Return(s.id)
	if err != nil || capability.Next(r).CanBeUndone {
		return dev, err
	}
	ident, err := dev.Identify(ctx)
	if err != nil || ident.Host != r.Device.Host {
		return dev, err
	}
	allowed, err := s.answers(ctx, text.LoadLosses([]capability.Return{r}), text.TypeYes.String(), "yes")
	if err == nil && !allowed {
		err = errLeft
	}
	return dev, err
}

// answers asks the person at the terminal, and reports whether the answer was the one
// that goes on. Any other one, and none, is a no.
func (a *app) answers(ctx context.Context, lines []string, question, want string) (allowed bool, err error) {
	for _, line := range lines {
		a.tell("%s", line)
	}
	a.prompt("%s", question)
	err = input.Rows(ctx, a.in, func(row string) (bool, error) {
		allowed = strings.TrimSpace(row) == want
		return true, nil
	})
	return allowed, err
}

// tellMissing says what is on the stick instead of the portal's answer, and
// what a person can do with it.
func (a *app) tellMissing(id capability.ReturnID, m *desk.Missing) {
	for _, f := range m.Found {
		if f.Concerns() {
			a.note(text.Finding(f))
		}
	}
	a.note(text.Incomplete(m.Incomplete))
	a.note(text.Choosable(id, m.Found, a.stick))
}

type nextJSON struct {
	Return      capability.ReturnID  `json:"return"`
	Stage       capability.Stage     `json:"stage"`
	Act         capability.ActKind   `json:"act"`
	Who         capability.Who       `json:"who"`
	Text        string               `json:"text"`
	CanBeUndone bool                 `json:"can_be_undone"`
	Closed      capability.Closing   `json:"closed_on,omitempty"`
	Sources     []capability.TakenIn `json:"taken_in,omitempty"`
	CouldBe     []string             `json:"could_be,omitempty"` // files that a person may take for the response
}

// sayNext says the next act. The found files are those on the stick that are not
// what the return waits for.
func (a *app) sayNext(r capability.Return, found ...desk.Finding) error {
	if a.json {
		return printJSON(a.out, newNextJSON(r, found))
	}
	a.tellNext(r)
	return nil
}

func newNextJSON(r capability.Return, found []desk.Finding) nextJSON {
	act := capability.Next(r)
	j := nextJSON{r.ID, r.Stage, act.Kind, act.Who, text.Act(r, act), act.CanBeUndone, r.Closing, r.Sources, nil}
	for _, f := range found {
		if f.Choosable() {
			j.CouldBe = append(j.CouldBe, f.Path)
		}
	}
	return j
}

func (a *app) tellNext(r capability.Return) {
	act := capability.Next(r)
	a.note(text.Origin(r))
	for _, f := range r.Flags {
		a.line("warning: %s", text.Flag(f))
	}
	if !r.Open() {
		a.line("%s", text.Closed(r))
	}
	if act.Kind == capability.ActNothing {
		return
	}
	if r.Problem != nil && r.Problem.Kind == capability.ProblemRefused {
		a.line("%s", text.Problem(r))
	}
	a.line("%s", text.NextOf(r, act))
}

// waitFor makes an exit status of what the return needs next.
func waitFor(r capability.Return) error {
	act := capability.Next(r)
	if act.Need == capability.NeedsNothing {
		return nil
	}
	return ended{exitFor(act.Need)}
}

// printDifference shows what the response will change, before the device loads
// it.
func (a *app) printDifference(r capability.Return) {
	for _, line := range text.Changes(r) {
		a.note("  " + line)
	}
}
