package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"handback/capability"
	"handback/capability/desk"
)

// New makes a bench. The caller closes it, and the desk's ledger after it.
func New(o Options) *Bench { return &Bench{o: o, runs: make(map[capability.ReturnID]bool)} }

// Bench does the acts of many returns at once. Its methods may be called at the
// same time.
type Bench struct {
	o Options

	mu   sync.Mutex
	runs map[capability.ReturnID]bool
}

// Close ends what runs: what only looks at once, an act when it is done. It closes
// the devices and returns when nothing runs any more. It may be called twice.
func (b *Bench) Close() error { return nil }

// Meet asks at all ports at the same time who is there, and with read also for
// the licenses. It tells each as it answers, and returns all in the order of the
// ports. The error is that of listing the ports, or ctx.Err().
func (b *Bench) Meet(ctx context.Context, read bool, each func(Met)) ([]Met, error) {
	ports, err := b.o.Ports(ctx, capability.HostID{})
	if err != nil {
		return nil, err
	}
	all := make([]Met, len(ports))
	for i, port := range ports {
		all[i] = b.ask(ctx, port, read)
		each(all[i])
	}
	return all, ctx.Err()
}

func (b *Bench) ask(ctx context.Context, port string, read bool) Met {
	dev, ident, err := b.o.Open(ctx, port)
	m := Met{Port: port, Identity: ident, Err: err}
	if err != nil {
		return m
	}
	if read {
		m.Licenses, m.Err = dev.Licenses(ctx, nil)
	}
	m.Err = errors.Join(m.Err, dev.Close())
	return m
}

// Rows gives the open returns, and the devices that were met and have none. Each
// keeps its place for as long as the bench is open: the return that was opened
// first comes first, then the device that was met first. One that closed stays.
func (b *Bench) Rows(ctx context.Context) ([]Row, error) {
	list, err := b.o.Desk.List(ctx)
	var rows []Row
	for _, s := range list {
		if s.Err == nil && s.Stage.Open() {
			rows = append(rows, Row{Summary: s})
		}
	}
	return rows, err
}

// Run does the acts of a return that can be done now, and tells each event. It
// may be called at the same time for different returns; the error of the
// outcome is [ErrRuns] where the return has a task already.
func (b *Bench) Run(ctx context.Context, t Task, each func(Event)) Outcome {
	out := Outcome{}
	for {
		r, err := b.o.Desk.Return(t.Return)
		out.Return = r
		if err != nil {
			out.Err = err
			return out
		}
		act := capability.Next(r)
		if act.Kind == capability.ActNothing {
			return out
		}
		if !act.CanBeUndone && !t.Irreversible {
			out.Err = ErrNeedsPerson
			return out
		}
		var done desk.Done
		done, out.Port, out.Err = b.act(ctx, r, act)
		if out.Err != nil {
			return out
		}
		out.Done, out.Return = append(out.Done, done), done.Return
		each(Event{Return: r.ID, Host: r.Device.Host, Port: out.Port, State: ActDone, Act: done.Act, Done: &done})
		if t.One {
			return out
		}
	}
}

func (b *Bench) act(ctx context.Context, r capability.Return, act capability.Act) (desk.Done, string, error) {
	var m desk.Means
	var err error
	if act.Need != capability.NeedsDevice {
		if b.o.Stick != nil {
			if m.Stick, err = b.o.Stick(ctx); err != nil {
				return desk.Done{}, "", err
			}
		}
		done, err := b.o.Desk.Do(ctx, r.ID, m, nil)
		return done, "", err
	}
	ports, err := b.o.Ports(ctx, r.Device.Host)
	if err != nil {
		return desk.Done{}, "", err
	}
	for _, port := range ports {
		dev, ident, err := b.o.Open(ctx, port)
		if err != nil {
			continue
		}
		if ident.Host == r.Device.Host {
			done, err := b.o.Desk.Do(ctx, r.ID, desk.Means{Device: dev}, nil)
			return done, port, errors.Join(err, dev.Close())
		}
		if err := dev.Close(); err != nil {
			return desk.Done{}, "", err
		}
	}
	return desk.Done{}, "", fmt.Errorf("%w: %w", ErrNotThere, &desk.Missing{Act: act, Need: act.Need})
}

// RunAll runs tasks at the same time. The outcomes come in the order of the tasks.
func (b *Bench) RunAll(ctx context.Context, tasks []Task, each func(Event)) []Outcome {
	all := make([]Outcome, len(tasks))
	for i, t := range tasks {
		all[i] = b.Run(ctx, t, each)
	}
	return all
}

// SaveAll saves on a stick, in one go, what each return has for it: its next file,
// or again the one that the portal waits for. Without ids it saves for all returns
// whose next act needs a stick. Stick may be nil: then it is the one at hand. The
// outcomes come in the order of the ids. The error is that of the list or of the
// stick at hand, a *[desk.Missing] where there is none.
func (b *Bench) SaveAll(ctx context.Context, ids []capability.ReturnID, stick desk.Stick, report capability.Report) ([]Outcome, error) {
	all := make([]Outcome, len(ids))
	for i, id := range ids {
		done, err := b.o.Desk.Do(ctx, id, desk.Means{Stick: stick}, report)
		all[i] = Outcome{Return: done.Return, Done: []desk.Done{done}, Err: err}
	}
	return all, nil
}

// TakeAll takes in every answer on a stick, whichever return it is for, with one
// reading of the stick. The outcomes are those of the returns that wait for an
// answer, the one that was opened first first; the error of one that got none is a
// *[desk.Missing]. Stick may be nil: then it is the one at hand.
func (b *Bench) TakeAll(ctx context.Context, stick desk.Stick, report capability.Report) ([]Outcome, error) {
	rows, err := b.Rows(ctx)
	var all []Outcome
	for _, row := range rows {
		if act := capability.ActOf(row.Act); act.Need == capability.NeedsPortal {
			done, err := b.o.Desk.Do(ctx, row.ID, desk.Means{Stick: stick}, report)
			all = append(all, Outcome{Return: done.Return, Done: []desk.Done{done}, Err: err})
		}
	}
	return all, err
}
