package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/portal"
)

// toAnswer is how long a portal has to answer once the bench is closed: a request
// that it had is better known as answered.
const toAnswer = 30 * time.Second

// Run does the acts of a return that can be done now, and tells each event unless
// each is nil. It may be called at the same time for different returns; the error
// of the outcome is [ErrRuns] where a task, or a save or take of all, is at that
// return.
//
// What is missing is a *[desk.Missing] in the outcome: also where the device was
// sought, with an [ErrNotThere] and what the ports said. Acts that cannot be undone
// are loading a response and giving a portal a file by program. A unit that
// fails, hangs or is pulled holds up no other. Its ledger knows where it stands: the
// next Run asks the device before it repeats anything.
func (b *Bench) Run(ctx context.Context, t Task, each func(Event)) Outcome {
	w := &run{bench: b, task: t, each: each}
	err := b.begin()
	if err == nil {
		defer b.work.Done()
		if err = b.claim(t.Return); err == nil {
			defer b.release(t.Return)
			err = w.work(ctx)
			w.standUp(false)
		}
	}
	return w.finish(err)
}

// RunAll runs tasks at the same time. The outcomes come in the order of the tasks.
func (b *Bench) RunAll(ctx context.Context, tasks []Task, each func(Event)) []Outcome {
	all := make([]Outcome, len(tasks))
	var running sync.WaitGroup
	for i, t := range tasks {
		running.Go(func() { all[i] = b.Run(ctx, t, each) })
	}
	running.Wait()
	return all
}

// run is one task while it runs.
type run struct {
	bench *Bench
	task  Task
	each  func(Event)
	out   Outcome

	seat  *seat             // nil: no device is open
	host  capability.HostID // of the device on it
	moved bool              // another device stood there just now
}

// work does act after act.
func (w *run) work(ctx context.Context) error {
	for {
		r, err := w.bench.o.Desk.Return(w.task.Return)
		if w.out.Return = r; err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if w.bench.life.Err() != nil {
			return ErrClosed
		}
		act := capability.Next(r)
		if act.Kind == capability.ActNothing {
			return w.prove(ctx, r)
		}
		done, err := w.act(ctx, r, act)
		if errors.Is(err, capability.ErrOtherDevice) && !w.moved {
			w.standUp(true)
			w.moved = true
			continue
		}
		if err != nil {
			return w.after(r, err)
		}
		w.did(done)
		switch {
		case w.task.One:
			return nil
		case done.Return.ID == r.ID && len(done.Return.Entries) == len(r.Entries):
			return &desk.Missing{Act: act, Need: act.Need} // it led nowhere, and would again
		}
	}
}

// after reads where the return stands after an error.
func (w *run) after(r capability.Return, err error) error {
	if now, again := w.bench.o.Desk.Return(r.ID); again == nil {
		w.out.Return = now
	}
	return err
}

func (w *run) did(done desk.Done) {
	w.moved = false
	w.out.Done = append(w.out.Done, done)
	if done.Return.ID == w.task.Return { // else it is the activation that was begun
		w.out.Return = done.Return
	}
	w.tell(Event{State: ActDone, Act: done.Act, Done: &done})
}

// finish tells how the task came to its end.
func (w *run) finish(err error) Outcome {
	w.out.Err = err
	e := Event{State: Failed, Act: capability.Next(w.out.Return), Err: err}
	_, missing := errors.AsType[*desk.Missing](err)
	if err == nil || missing || errors.Is(err, ErrNeedsPerson) {
		e.State = Ended
	}
	w.tell(e)
	return w.out
}

func (w *run) tell(e Event) {
	e.Return, e.Host = w.task.Return, w.out.Return.Device.Host
	if w.seat != nil {
		e.Port = w.seat.port.name
	}
	w.bench.tell(w.each, e)
}

func (w *run) waiting(act capability.Act) func() {
	return func() { w.tell(Event{State: Waiting, Act: act}) }
}

func (w *run) report(act capability.Act) capability.Report {
	return func(p capability.Progress) { w.tell(Event{State: Running, Act: act, Progress: p}) }
}

func (w *run) act(ctx context.Context, r capability.Return, act capability.Act) (desk.Done, error) {
	if act.Need == capability.NeedsDevice {
		return w.atDevice(ctx, r, act)
	}
	w.standUp(false) // the port is free while the stick or the portal is waited for
	switch act.Need {
	case capability.NeedsStick:
		return w.atStick(ctx, r, act)
	case capability.NeedsPortal:
		return w.atPortal(ctx, r, act)
	default:
		return desk.Done{}, ErrNeedsPerson
	}
}

// allowed is an [ErrNeedsPerson] for an act that cannot be undone and that nobody
// allowed.
func (w *run) allowed(act capability.Act) error {
	if !act.CanBeUndone && !w.task.Irreversible {
		return ErrNeedsPerson
	}
	return nil
}

func (w *run) atDevice(ctx context.Context, r capability.Return, act capability.Act) (desk.Done, error) {
	if err := w.allowed(act); err != nil {
		return desk.Done{}, err
	}
	looks, cancel := w.bench.while(ctx, 0)
	defer cancel()
	host := r.Device.Host
	if act.Kind == capability.ActActivate {
		host = *r.Replacement
	}
	if err := w.sitDown(looks, host, act); err != nil {
		if errors.Is(err, ErrNotThere) {
			err = fmt.Errorf("%w: %w", &desk.Missing{Act: act, Need: act.Need}, err)
		}
		return desk.Done{}, because(looks, err)
	}
	if act.OnlyLooks {
		ctx = looks
	}
	w.report(act).Tell("", 0, 0)
	done, err := w.bench.o.Desk.Do(ctx, r.ID, desk.Means{Device: w.seat}, w.report(act))
	return done, because(ctx, err)
}

// sitDown takes the device, if it is not at hand already, and makes sure that there
// is no other one with its host ID.
func (w *run) sitDown(ctx context.Context, host capability.HostID, act capability.Act) (err error) {
	if w.seat != nil && w.host == host {
		if err = w.bench.ports.once(ctx, w.seat, host); err != nil {
			w.standUp(false)
		}
		return err
	}
	w.standUp(false)
	if w.seat, err = w.bench.ports.find(ctx, host, w.waiting(act)); err == nil {
		w.host, w.out.Port = host, w.seat.port.name
	}
	return err
}

// standUp gives the device back. With other set, somebody else stood there.
func (w *run) standUp(other bool) {
	if w.seat != nil {
		w.bench.ports.leave(w.seat, other)
		w.seat = nil
	}
}

// atStick saves. What is made for a portal that is reached by program needs no
// stick.
func (w *run) atStick(ctx context.Context, r capability.Return, act capability.Act) (desk.Done, error) {
	got := w.bench.clerk.do(&errand{ctx: ctx, id: r.ID, save: true, report: w.report(act)}, w.waiting(act))
	if !errors.Is(got.Err, errNoStick) {
		return got.Done, got.Err
	}
	missing := error(&desk.Missing{Act: act, Need: act.Need})
	if act.Answer == "" {
		return got.Done, missing
	}
	return w.send(ctx, r, capability.ActOn(act.File, capability.NeedsPortal), missing)
}

// atPortal takes the portal's answer from the stick, else from the portal.
func (w *run) atPortal(ctx context.Context, r capability.Return, act capability.Act) (desk.Done, error) {
	got := w.take(ctx, r, act)
	if errors.Is(got.Err, errNoStick) {
		got.Err = &desk.Missing{Act: act, Need: act.Need}
	}
	if _, missing := errors.AsType[*desk.Missing](got.Err); !missing {
		return got.Done, got.Err
	}
	return w.send(ctx, r, act, got.Err)
}

func (w *run) take(ctx context.Context, r capability.Return, act capability.Act) desk.Result {
	ctx, cancel := w.bench.while(ctx, 0)
	defer cancel()
	return w.bench.clerk.do(&errand{ctx: ctx, id: r.ID, report: w.report(act)}, w.waiting(act))
}

// send gives a file to the portal and takes its answer. The error is missing where
// no program reaches the portal.
func (w *run) send(ctx context.Context, r capability.Return, act capability.Act, missing error) (desk.Done, error) {
	if w.bench.o.Portal == nil {
		return desk.Done{}, missing
	}
	x, err := w.bench.o.Portal(ctx, r.Device)
	if err == nil && x == nil {
		err = missing
	}
	if err == nil {
		err = w.allowed(act)
	}
	if err != nil {
		return desk.Done{}, err
	}
	ctx, cancel := w.bench.while(ctx, toAnswer)
	defer cancel()
	one := w.bench.turnAt(x.Target())
	if err := one.take(ctx, w.waiting(act)); err != nil {
		return desk.Done{}, because(ctx, err)
	}
	defer one.give()
	w.report(act).Tell("", 0, 0)
	done, err := w.bench.o.Desk.Do(ctx, r.ID, desk.Means{Portal: x, Again: w.bench.o.Again}, w.report(act))
	if _, nothing := errors.AsType[*desk.Missing](err); nothing {
		err = missing // what is on the stick tells more
	}
	return done, because(ctx, err)
}

// turnAt is the turn of a portal: it takes one request at a time.
func (b *Bench) turnAt(t portal.Target) turn {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := string(t.Kind) + " " + t.Address
	if b.portals[key] == nil {
		b.portals[key] = newTurn()
	}
	return b.portals[key]
}

// prove looks for what proves a return that was closed on a claim.
func (w *run) prove(ctx context.Context, r capability.Return) error {
	if !r.AwaitsProof() {
		return nil
	}
	w.standUp(false)
	got := w.take(ctx, r, capability.ActOf(capability.ActUploadConfirmation))
	if errors.Is(got.Err, errNoStick) {
		done, proved, err := w.bench.o.Desk.Prove(ctx, r.ID, nil, nil)
		if err != nil || !proved {
			return err
		}
		done.Act = capability.ActOf(capability.ActUploadConfirmation)
		got = desk.Result{Done: done}
	}
	if _, missing := errors.AsType[*desk.Missing](got.Err); missing {
		return nil
	}
	if got.Err == nil {
		w.did(got.Done)
	}
	return got.Err
}
