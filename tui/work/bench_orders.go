package work

import (
	"context"
	"errors"
	"slices"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/tui/text"
)

// carryOut does what the screen wants. Acts go on while it returns.
func (j *benchJob) carryOut(ctx, acting context.Context, o BenchOrder) {
	switch {
	case o.Meet:
		j.look(ctx, acting)
		j.meet(acting)
	case o.Stick:
		j.nextStick()
	case o.Start != nil:
		j.begins(o.Start)
		j.acts.Go(func() { j.start(acting, o.Start, o.Reason) })
	case o.One != "":
		j.do(acting, j.selected([]string{o.One}), true, false)
	case o.Load != nil:
		j.do(acting, j.selected(o.Load), false, true)
	default:
		j.do(acting, j.selected(o.Do), false, false)
		if o.Take {
			j.acts.Go(func() { j.take(acting) })
		}
	}
}

// meet asks at all ports who is there, and what they hold.
func (j *benchJob) meet(acting context.Context) {
	if j.board.seen().Asking {
		return
	}
	j.board.change(func(now *Bench) { now.Asking, now.Asked, now.Silent = true, true, 0 })
	j.acts.Go(func() {
		all, err := j.engine.Meet(acting, true, j.met)
		j.board.change(func(now *Bench) {
			now.Asking = false
			now.twins(all)
		})
		j.tellOf(err)
		j.run.notify()
	})
}

// met takes over who answered at a port.
func (j *benchJob) met(m bench.Met) {
	if m.Err != nil {
		j.log.addError(m.Port, m.Err)
	}
	j.board.change(func(now *Bench) { now.meet(m) })
	j.run.notify()
}

// begins shows that something of these units begins.
func (j *benchJob) begins(units []Unit) {
	j.board.change(func(now *Bench) {
		for _, u := range units {
			if at := now.unit(u.Device.Host, u.Return.ID); at != nil {
				at.State, at.Err, at.Nothing, at.Since = bench.Waiting, nil, false, j.options.Now()
				at.Act, at.Progress = capability.Next(at.Return), capability.Progress{}
			}
		}
	})
	j.run.notify()
}

// start opens returns of all that some devices hold. Each is read once more: what it
// holds now has to be what a person saw.
func (j *benchJob) start(acting context.Context, units []Unit, reason string) {
	met, err := j.engine.Meet(acting, true, j.met)
	if err != nil {
		j.log.addError("", err)
	}
	for _, u := range units {
		at := slices.IndexFunc(met, func(m bench.Met) bool { return m.Err == nil && m.Identity.Host == u.Device.Host })
		var r capability.Return
		err := error(bench.ErrNotThere)
		switch {
		case at >= 0 && !slices.Equal(met[at].Licenses, u.Held):
			err = text.ErrHoldsOther
		case at >= 0:
			reading := capability.Reading{Device: met[at].Identity, Licenses: met[at].Licenses}
			r, err = j.options.Desk.Start(acting, reading, capability.ReturnAll(reading.Licenses), reason, nil)
		}
		is := j.siteOf(r)
		j.board.change(func(now *Bench) { now.started(u, r, is, err) })
		j.run.notify()
	}
}

// do runs the acts of some units at the same time.
func (j *benchJob) do(acting context.Context, units []Unit, one, irreversible bool) {
	units = slices.DeleteFunc(units, func(u Unit) bool { return u.Return.ID == "" || u.State == bench.Running || u.State == bench.Waiting })
	if len(units) == 0 {
		return
	}
	j.begins(units)
	var together []bench.Task
	for _, u := range units {
		if act := capability.Next(u.Return); act.Need == capability.NeedsPortal && u.Online {
			j.acts.Go(func() { j.send(acting, u, one) })
			continue
		}
		together = append(together, bench.Task{Return: u.Return.ID, One: one, Irreversible: irreversible})
	}
	if len(together) > 0 {
		j.acts.Go(func() { j.engine.RunAll(acting, together, j.happened) })
	}
}

// send gives the portal what it waits for. That can't be undone, and takes nothing
// from the device; what does follows only with a person's word.
func (j *benchJob) send(acting context.Context, u Unit, one bool) {
	out := j.engine.Run(acting, bench.Task{Return: u.Return.ID, One: true, Irreversible: true}, j.happened)
	if out.Err == nil && !one && out.Return.Open() {
		j.engine.Run(acting, bench.Task{Return: u.Return.ID}, j.happened)
	}
}

// take looks through the stick for the answers to all returns.
func (j *benchJob) take(acting context.Context) {
	stick, err := j.stickAtHand(acting)
	if stick == nil || err != nil {
		j.tellOf(err)
		return
	}
	j.board.tell(text.BenchTaking(stick.Name()), false)
	j.run.notify()
	all, err := j.engine.TakeAll(acting, stick, nil)
	j.tellOf(err)
	taken := 0
	for _, out := range all {
		if len(out.Done) > 0 && out.Err == nil {
			taken++
		}
		if out.Return.ID == "" {
			continue
		}
		is := j.siteOf(out.Return)
		_, missing := errors.AsType[*desk.Missing](out.Err)
		j.board.change(func(now *Bench) { now.ended(out.Return, is, out.Err).Nothing = missing })
	}
	if err == nil {
		j.board.tell(text.BenchTaken(taken, len(all), stick.Name()), false)
	}
	j.run.notify()
}

// tellOf shows an error that is of no unit.
func (j *benchJob) tellOf(err error) {
	if err == nil || errors.Is(err, bench.ErrClosed) {
		return
	}
	j.log.addError("", err)
	j.board.tell(text.Explain(err).What, true)
	j.run.notify()
}

// happened takes over what happened to a unit.
func (j *benchJob) happened(e bench.Event) {
	at := j.options.Now()
	if e.State != bench.Ended && e.State != bench.Failed {
		j.board.change(func(now *Bench) { now.happened(e, at) })
		j.run.notify()
		return
	}
	if e.Err != nil {
		j.log.addError(string(e.Return), e.Err)
	}
	r, err := j.options.Desk.Return(e.Return)
	if err != nil {
		j.tellOf(err)
		return
	}
	is := j.siteOf(r)
	j.board.change(func(now *Bench) { now.ended(r, is, e.Err) })
	j.run.notify()
}
