package bench

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// clerk does what is to be done at the stick, one thing at a time. What comes while
// it is at work waits, and is then done in one go.
type clerk struct {
	bench *Bench
	turn  turn // of the stick

	mu      sync.Mutex
	waiting []*errand
	serving bool
}

// errand is what a task wants of the stick.
type errand struct {
	ctx    context.Context
	id     capability.ReturnID
	save   bool // its file; else its answer is taken
	report capability.Report
	result chan desk.Result
}

// errNoStick says that no stick is at hand.
var errNoStick = errors.New("no stick is at hand")

// do has an errand done. When ctx ends it comes back at once unless the errand is
// being done.
func (c *clerk) do(e *errand, waiting func()) desk.Result {
	e.result = make(chan desk.Result, 1)
	c.mu.Lock()
	busy := c.serving
	c.waiting = append(c.waiting, e)
	if !busy {
		if err := c.bench.begin(); err != nil {
			c.waiting = nil
			c.mu.Unlock()
			return desk.Result{Err: err}
		}
		c.serving = true
		go c.serve()
	}
	c.mu.Unlock()
	if busy {
		waiting()
	}
	select {
	case r := <-e.result:
		return r
	case <-e.ctx.Done():
		if c.drop(e) {
			return desk.Result{Err: because(e.ctx, e.ctx.Err())}
		}
		return <-e.result
	}
}

// drop takes an errand back that nobody has begun.
func (c *clerk) drop(e *errand) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.Index(c.waiting, e)
	if i >= 0 {
		c.waiting = slices.Delete(c.waiting, i, i+1)
	}
	return i >= 0
}

// serve does errands until none waits.
func (c *clerk) serve() {
	defer c.bench.work.Done()
	for {
		c.turn <- struct{}{}
		batch, more := c.next()
		if len(batch) > 0 {
			c.carryOut(batch)
		}
		c.turn.give()
		if !more {
			return
		}
	}
}

// next takes all errands of the kind of the first one.
func (c *clerk) next() (batch []*errand, more bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 {
		c.serving = false
		return nil, false
	}
	save := c.waiting[0].save
	c.waiting = slices.DeleteFunc(c.waiting, func(e *errand) bool {
		if e.save == save {
			batch = append(batch, e)
		}
		return e.save == save
	})
	return batch, true
}

func (c *clerk) carryOut(batch []*errand) {
	ctx, cancel := together(batch)
	defer cancel()
	ids := make([]capability.ReturnID, len(batch))
	for i, e := range batch {
		ids[i] = e.id
		e.report.Tell("", 0, 0)
	}
	report := func(p capability.Progress) {
		for _, e := range batch {
			e.report(p)
		}
	}
	stick, err := c.atHand(ctx, nil)
	var results []desk.Result
	switch {
	case err != nil:
	case batch[0].save:
		results = c.bench.o.Desk.SaveAll(ctx, ids, stick, report)
	default:
		results, err = c.bench.o.Desk.TakeAll(ctx, ids, stick, report)
	}
	for i, e := range batch {
		if err != nil {
			e.result <- desk.Result{Err: because(e.ctx, err)}
			continue
		}
		e.result <- results[i]
	}
}

// together gives a context that ends when nobody wants any of the errands any more.
func together(batch []*errand) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(batch[0].ctx))
	go func() {
		defer cancel()
		for _, e := range batch {
			select {
			case <-e.ctx.Done():
			case <-ctx.Done():
				return
			}
		}
	}()
	return ctx, cancel
}

// atHand is the stick that was named, else the one at hand. The error is
// [errNoStick] if there is none.
func (c *clerk) atHand(ctx context.Context, named desk.Stick) (desk.Stick, error) {
	if named != nil || c.bench.o.Stick == nil {
		return named, noStick(named)
	}
	stick, err := c.bench.o.Stick(ctx)
	return stick, cmp.Or(err, noStick(stick))
}

func noStick(stick desk.Stick) error {
	if stick == nil {
		return errNoStick
	}
	return nil
}

// SaveAll saves on a stick, in one go, what each return has for it: its next file,
// or again the one that the portal waits for. Without ids it saves for all returns
// whose next act needs a stick and which no task is at. Stick may be nil: then it
// is the one at hand.
//
// The outcomes come in the order of the ids, else of the opening of the returns.
// Done of an outcome says which files are on the stick, also where there is an
// error; the error is that of [desk.Desk.SaveAll], or [ErrRuns]. The error of
// SaveAll is that of the list or of the stick at hand, a *[desk.Missing] where there
// is none, [ErrClosed] or ctx.Err().
func (b *Bench) SaveAll(ctx context.Context, ids []capability.ReturnID, stick desk.Stick, report capability.Report) ([]Outcome, error) {
	return b.atStick(ctx, ids, stick, waitsForStick, func(stick desk.Stick, ids []capability.ReturnID) ([]desk.Result, error) {
		return b.o.Desk.SaveAll(ctx, ids, stick, report), nil
	})
}

func waitsForStick(s ledger.Summary) bool {
	return s.Stage.Open() && capability.ActOf(s.Act).Need == capability.NeedsStick
}

// TakeAll takes in every answer on a stick, whichever return it is for, with one
// reading of the stick. The outcomes are those of the returns that wait for an
// answer, the one that was opened first first; the error of one that got none is a
// *[desk.Missing], that of one which a task is at [ErrRuns]. Stick may be nil: then
// it is the one at hand. The errors are those of [Bench.SaveAll] and of the stick.
func (b *Bench) TakeAll(ctx context.Context, stick desk.Stick, report capability.Report) ([]Outcome, error) {
	ctx, cancel := b.while(ctx, 0)
	defer cancel()
	all, err := b.atStick(ctx, nil, stick, waitsForAnswer, func(stick desk.Stick, ids []capability.ReturnID) ([]desk.Result, error) {
		return b.o.Desk.TakeAll(ctx, ids, stick, report)
	})
	return slices.DeleteFunc(all, func(out Outcome) bool {
		missing, _ := errors.AsType[*desk.Missing](out.Err)
		asked := out.Return.Open() && capability.Next(out.Return).Need == capability.NeedsPortal
		return missing != nil && !asked // it only might have been there
	}), because(ctx, err)
}

// waitsForAnswer reports whether an answer of the portal could come for a return.
func waitsForAnswer(s ledger.Summary) bool {
	act := capability.ActOf(s.Act)
	if s.Stage.Open() {
		return act.Answer != "" && act.Need != capability.NeedsDevice
	}
	return s.Stage == capability.StageClosed && (s.Closing == capability.ClosedOnClaim || s.Closing == capability.ClosedOnAnswer)
}

// atStick does something for several returns with a stick that nobody else uses
// meanwhile.
func (b *Bench) atStick(
	ctx context.Context, ids []capability.ReturnID, stick desk.Stick, meant func(ledger.Summary) bool,
	do func(desk.Stick, []capability.ReturnID) ([]desk.Result, error),
) ([]Outcome, error) {
	if err := b.begin(); err != nil {
		return nil, err
	}
	defer b.work.Done()
	if err := b.clerk.turn.take(ctx, nil); err != nil {
		return nil, err
	}
	defer b.clerk.turn.give()
	ids, err := b.meant(ctx, ids, meant)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	stick, err = b.clerk.atHand(ctx, stick)
	if errors.Is(err, errNoStick) {
		err = &desk.Missing{Need: capability.NeedsStick}
	}
	if err != nil {
		return nil, err
	}
	all := make([]Outcome, len(ids))
	var free []capability.ReturnID
	var at []*Outcome
	for i, id := range ids {
		if all[i].Err = b.claim(id); all[i].Err != nil {
			all[i].Return, _ = b.o.Desk.Return(id) // that it can't be read would be the smaller news
			continue
		}
		defer b.release(id)
		free, at = append(free, id), append(at, &all[i])
	}
	results, err := do(stick, free)
	for i, r := range results {
		*at[i] = outcomeOf(r)
	}
	return all, err
}

// meant gives the ids, or without any those of the returns that are meant.
func (b *Bench) meant(ctx context.Context, ids []capability.ReturnID, meant func(ledger.Summary) bool) ([]capability.ReturnID, error) {
	if ids != nil {
		return ids, nil
	}
	list, err := b.o.Desk.List(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(x, y ledger.Summary) int { return x.OpenedAt.Compare(y.OpenedAt) })
	for _, s := range list {
		if s.Err == nil && meant(s) {
			ids = append(ids, s.ID)
		}
	}
	return ids, nil
}

func outcomeOf(r desk.Result) Outcome {
	out := Outcome{Return: r.Return, Err: r.Err}
	if r.Err == nil || len(r.Saved) > 0 {
		out.Done = []desk.Done{r.Done}
	}
	return out
}
