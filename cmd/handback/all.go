package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/certificate"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/cmd/internal/input"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

// allReturns are the flags of next for all open returns.
type allReturns struct {
	all, yes bool
	ports    []string
}

func (n *allReturns) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&n.all, "all", false, "of all open returns, at the same time")
	cmd.Flags().StringSliceVar(&n.ports, "ports", nil, "with --do --all, the `PORT,PORT,...` of the devices (default: all that are free)")
	cmd.Flags().BoolVar(&n.yes, "yes", false, "with --do, also do what can't be undone, without a question")
}

// check finds flags that don't go together.
func (n *allReturns) check(args []string, file string, do bool) error {
	switch {
	case !n.all && len(n.ports) > 0:
		return usagef("--ports is for all returns: --do --all")
	case n.yes && !do:
		return usagef("--yes is for what is done: --do")
	case n.all && (len(args) > 0 || file != ""):
		return usagef("with --all, no return and no file is named")
	case !do && len(n.ports) > 0:
		return usagef("--ports is for what is done: --do --all")
	}
	return nil
}

// openReturns are the returns that something is left to do for, the one that was
// opened first first.
func (a *app) openReturns(ctx context.Context) ([]ledger.Summary, error) {
	all, err := a.desk.List(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(s ledger.Summary) bool {
		return s.Err != nil || !s.Stage.Open() && s.Act == capability.ActNothing
	})
	slices.SortFunc(all, func(x, y ledger.Summary) int {
		if c := x.OpenedAt.Compare(y.OpenedAt); c != 0 {
			return c
		}
		return strings.Compare(string(x.ID), string(y.ID))
	})
	return all, nil
}

// nextOfAll says the next act of every open return.
func (a *app) nextOfAll(ctx context.Context) error {
	open, err := a.openReturns(ctx)
	if err != nil {
		return err
	}
	var all []bench.Outcome
	for _, s := range open {
		r, err := a.desk.Return(s.ID)
		if err != nil {
			return err
		}
		all = append(all, bench.Outcome{Return: r})
	}
	return a.endAll(all, statusNow)
}

// advanceAll does all that can be done now for every open return, at the same
// time. What can't be undone it does only as allowed: by --yes, or by a person
// who is asked once for all.
func (a *app) advanceAll(ctx context.Context, n allReturns) error {
	open, err := a.openReturns(ctx)
	if err != nil {
		return err
	}
	return a.withBench(n.ports, func(b *bench.Bench) error {
		tasks := make([]bench.Task, len(open))
		for i, s := range open {
			tasks[i] = bench.Task{Return: s.ID, Irreversible: n.yes}
		}
		all := b.RunAll(ctx, tasks, a.tellEvent)
		var left []int
		for i, out := range all {
			if errors.Is(out.Err, bench.ErrNeedsPerson) {
				left = append(left, i)
			}
		}
		allowed, err := a.mayNotBeUndone(ctx, all, left)
		if err != nil {
			return err
		}
		if allowed {
			a.goOn(ctx, b, all, left)
		}
		return a.endAll(all, statusNow)
	})
}

// goOn does what a person allowed.
func (a *app) goOn(ctx context.Context, b *bench.Bench, all []bench.Outcome, left []int) {
	tasks := make([]bench.Task, len(left))
	for n, i := range left {
		tasks[n] = bench.Task{Return: all[i].Return.ID, Irreversible: true}
	}
	for n, out := range b.RunAll(ctx, tasks, a.tellEvent) {
		out.Done = append(all[left[n]].Done, out.Done...)
		all[left[n]] = out
	}
}

// mayNotBeUndone asks a person once for the acts that are left. The answer is the
// number of devices: it can't be given without having looked.
func (a *app) mayNotBeUndone(ctx context.Context, all []bench.Outcome, left []int) (allowed bool, err error) {
	if len(left) == 0 || input.Terminal(a.in) == nil {
		return false, nil
	}
	returns := make([]capability.Return, len(left))
	for n, i := range left {
		returns[n] = all[i].Return
	}
	allowed, err = a.answers(ctx, text.LoadLosses(returns), text.HowMany.String(), strconv.Itoa(len(left)))
	if err == nil && !allowed {
		a.tell("%s", text.NoneLeft.String())
	}
	return allowed, err
}

// tellEvent says what happens to a device while others are at work, too.
func (a *app) tellEvent(e bench.Event) {
	switch e.State {
	case bench.Running:
		if e.Progress == (capability.Progress{}) {
			a.tell("%s", text.Runs(e))
		}
	case bench.ActDone:
		a.note(fmt.Sprintf("%s: %s", e.Return, text.Done(*e.Done)))
	}
}

// unitJSON is the documented form of what happened to one device.
type unitJSON struct {
	nextJSON
	Device certificate.Device   `json:"device"`
	Port   string               `json:"port,omitempty"`
	Done   []capability.ActKind `json:"done"`
	Saved  []string             `json:"saved,omitempty"` // paths on the stick
	Left   bool                 `json:"left,omitempty"`  // the act can't be undone, and nobody allowed it
	Status int                  `json:"status"`
	Error  string               `json:"error,omitempty"`
}

// statusNow is the exit status for one device by what it needs next.
func statusNow(o bench.Outcome) int { return statusOf(o.Return, o.Err) }

// endAll says for each device where its return stands, and makes the exit status
// of the command.
func (a *app) endAll(all []bench.Outcome, status func(bench.Outcome) int) error {
	codes := make([]int, len(all))
	hosts := make(map[string]bool, len(all))
	for _, out := range all {
		hosts[out.Return.Device.Host.String()] = true
	}
	for i, out := range all {
		codes[i] = status(out)
		if err := a.printUnit(withoutOthers(out, hosts), codes[i]); err != nil {
			return err
		}
	}
	if len(all) == 0 {
		a.note(text.NoneOpen.String())
	}
	return worst(codes)
}

// withoutOthers leaves out what was found for the other devices of those hosts: they
// have told of it, or will.
func withoutOthers(o bench.Outcome, hosts map[string]bool) bench.Outcome {
	missing, is := errors.AsType[*desk.Missing](o.Err)
	if !is {
		return o
	}
	own := *missing
	own.Found = slices.DeleteFunc(slices.Clone(missing.Found), func(f desk.Finding) bool {
		return f.Class == desk.IsOtherDevice && hosts[f.About]
	})
	if len(own.Found) < len(missing.Found) {
		o.Err = &own
	}
	return o
}

func (a *app) printUnit(o bench.Outcome, status int) error {
	r, missing := o.Return, new(desk.Missing)
	if m, ok := errors.AsType[*desk.Missing](o.Err); ok {
		missing = m
	}
	left := errors.Is(o.Err, bench.ErrNeedsPerson)
	if !a.json {
		a.tellMissing(r.ID, missing)
		switch {
		case left:
			a.tell("%s", text.Left(r))
		case status == exitFailed:
			a.tell("%s %s: %s", r.ID, r.Device.Serial, inWords(o.Err))
		}
		a.tellNext(r)
		return nil
	}
	j := unitJSON{
		nextJSON: newNextJSON(r, missing.Found), Device: certificate.DeviceOf(r.Device), Port: o.Port,
		Done: []capability.ActKind{}, Left: left, Status: status,
	}
	for _, d := range o.Done {
		j.Done = append(j.Done, d.Act.Kind)
		for _, f := range d.Saved {
			j.Saved = append(j.Saved, f.Path)
		}
	}
	if o.Err != nil && status == exitFailed {
		j.Error = capability.Printable(o.Err.Error())
	}
	return printJSONLine(a.out, j)
}
