package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newNext(f *flags, s streams) *cobra.Command {
	var do bool
	var file string
	cmd := &cobra.Command{
		Use:   "next [ID]",
		Short: "Say the single next act of a return, or do all that can be done now",
		Long: `Say the single next act of a return and who does it. With --do, carry out act
after act with the device at --port and the stick at --stick, and stop where a
person, a device or a stick is needed. Of several open returns it is the one of
that device, else the one on that stick. A response that can't be read here, or
that was damaged and can be mended, is never taken unasked: name its file with
--file, as you know it from the portal.

The exit status tells what is needed: 0 closed, 3 the portal, 4 the device,
5 a stick.`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			how := reads
			if do || file != "" {
				how = amends
			}
			return f.with(cmd.Context(), s, how, func(a *app) error {
				r, err := a.named(cmd.Context(), args)
				if err != nil {
					return err
				}
				if file != "" {
					if r, err = a.take(cmd.Context(), r.ID, text.Dropped(file)); err != nil {
						return err
					}
				}
				if do {
					return a.advance(cmd.Context(), r.ID)
				}
				if r.Expected != nil {
					a.printDifference(r)
				}
				return errors.Join(a.sayNext(r), waitFor(r))
			})
		},
	}
	cmd.Flags().BoolVar(&do, "do", false, "do all that can be done now")
	cmd.Flags().StringVar(&file, "file", "", "the response's path on the stick, when it can't be read or has to be mended")
	return cmd
}

// take takes the file on the stick that is named for the portal's response.
func (a *app) take(ctx context.Context, id capability.ReturnID, file string) (r capability.Return, err error) {
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
	var missing *desk.Missing
	if errors.As(err, &missing) && !a.json {
		for _, f := range missing.Found {
			a.line("%s", text.Finding(f))
		}
	}
	if err == nil && !a.json {
		a.line("%s", text.Done(done))
	}
	return done.Return, err
}

// which finds the return that is meant: the one named, the only open one, or
// of several the one that the device or the stick at hand speaks of.
func (a *app) which(ctx context.Context, args []string) (capability.ReturnID, error) {
	if len(args) > 0 {
		id, err := capability.ParseReturnID(args[0])
		if err != nil {
			return "", usageError{err}
		}
		return id, nil
	}
	all, err := a.desk.List(ctx)
	if err != nil {
		return "", err
	}
	open := slices.DeleteFunc(all, func(s ledger.Summary) bool {
		return s.Err != nil || !s.Stage.Open() && s.Act == capability.ActNothing
	})
	switch len(open) {
	case 0:
		return "", usagef("no return is open; 'handback start' opens one")
	case 1:
		return open[0].ID, nil
	}
	return a.meant(ctx, open)
}

// meant is the one of several open returns that is at hand.
func (a *app) meant(ctx context.Context, open []ledger.Summary) (capability.ReturnID, error) {
	var m desk.Means
	var err error
	m.Device, err = a.Device(ctx)
	if notAtHand(err) {
		a.explain(err)
		err = nil
	}
	if err == nil && m.Device == nil {
		m.Stick, err = a.Stick(ctx)
	}
	if err != nil {
		return "", err
	}
	meant, err := a.desk.Meant(ctx, open, m)
	switch {
	case err != nil:
		return "", err
	case len(meant) == 1:
		return meant[0], nil
	case m.Device != nil && len(meant) == 0:
		return "", usagef("no open return is of the device at %s. Which is meant? Open are %s", a.port, openText(open, nil))
	default:
		return "", usagef("which return? Open are %s", openText(open, meant))
	}
}

// openText names returns: the ones that are likely, or all.
func openText(open []ledger.Summary, likely []capability.ReturnID) string {
	var ids []string
	for _, s := range open {
		if len(likely) == 0 || slices.Contains(likely, s.ID) {
			ids = append(ids, string(s.ID))
		}
	}
	return strings.Join(ids, ", ")
}

// named is the return that is meant, as it stands.
func (a *app) named(ctx context.Context, args []string) (capability.Return, error) {
	id, err := a.which(ctx, args)
	if err != nil {
		return capability.Return{}, err
	}
	return a.desk.Return(id)
}

// advance does all that can be done now, a line an act.
func (a *app) advance(ctx context.Context, id capability.ReturnID) error {
	r, err := a.desk.Advance(ctx, id, a, nil, func(d desk.Done) {
		if !a.json {
			a.line("%s", text.Done(d))
		}
		if d.Act.Need == capability.NeedsPortal {
			a.printDifference(d.Return)
		}
	})
	var missing *desk.Missing
	switch {
	case errors.As(err, &missing):
		a.tellMissing(r.ID, missing)
		return errors.Join(a.sayNext(r, missing.Found...), waitFor(r))
	case notAtHand(err):
		a.explain(err)
	case err != nil:
		return err
	}
	return errors.Join(a.sayNext(r), waitFor(r))
}

// notAtHand reports whether what the command line named is not there, so that
// the return waits for it as if it had not been named.
func notAtHand(err error) bool {
	for _, gone := range []error{device.ErrNoPort, device.ErrNotPort, device.ErrSilent, media.ErrGone, media.ErrNoFolder, media.ErrNotStick} {
		if errors.Is(err, gone) {
			return true
		}
	}
	return false
}

// tellMissing says what was seen on the stick instead of the portal's answer,
// and what a person can do with it.
func (a *app) tellMissing(id capability.ReturnID, m *desk.Missing) {
	if a.json {
		return
	}
	for _, f := range m.Found {
		if f.Concerns() {
			a.line("%s", text.Finding(f))
		}
	}
	for _, text := range []string{text.Incomplete(m.Incomplete), text.Choosable(id, m.Found, a.stick)} {
		if text != "" {
			a.line("%s", text)
		}
	}
}

// waitFor tells by the exit status what the return needs next.
func waitFor(r capability.Return) error {
	act := capability.Next(r)
	if act.Need == capability.NeedsNothing {
		return nil
	}
	return waits{act.Need}
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

// sayNext says the next act; found are the files that were seen instead of what
// it waits for.
func (a *app) sayNext(r capability.Return, found ...desk.Finding) error {
	act := capability.Next(r)
	words := text.Act(r, act)
	if a.json {
		j := nextJSON{r.ID, r.Stage, act.Kind, act.Who, words, act.CanBeUndone, r.Closing, r.Sources, nil}
		for _, f := range found {
			if f.Choosable() {
				j.CouldBe = append(j.CouldBe, f.Path)
			}
		}
		return printJSON(a.out, j)
	}
	if text := text.Origin(r); text != "" {
		a.line("%s", text)
	}
	for _, f := range r.Flags {
		a.line("warning: %s", f.Text)
	}
	if !r.Open() {
		a.line("%s", text.Closed(r))
	}
	if act.Kind == capability.ActNothing {
		return nil
	}
	if r.Problem != nil && r.Problem.Kind == capability.ProblemRefused {
		a.line("%s", text.Problem(r))
	}
	a.line("%s next (%s): %s", r.ID, act.Who, words)
	return nil
}
