package bench

import (
	"context"
	"errors"
	"sync"
	"time"

	"handback/capability"
)

// Bench does the acts of many returns at once. Its methods may be called at the
// same time.
type Bench struct {
	o     Options
	ports ports
	clerk clerk

	life context.Context // ends with Close
	end  context.CancelFunc
	work sync.WaitGroup // all that the bench does

	telling sync.Mutex // one event at a time

	mu      sync.Mutex
	closed  bool
	runs    map[capability.ReturnID]bool
	portals map[string]turn // by kind and address
	rows    rowBook
}

// New makes a bench. The caller closes it, and the desk's ledger after it.
func New(o Options) *Bench {
	b := &Bench{o: o, runs: make(map[capability.ReturnID]bool), portals: make(map[string]turn)}
	b.life, b.end = context.WithCancel(context.Background())
	b.ports = ports{bench: b, all: make(map[string]*port), sought: make(map[capability.HostID]int)}
	b.clerk = clerk{bench: b, turn: newTurn()}
	return b
}

// Close ends what runs: what only looks ends at once, any other act when it is
// done, and a portal has half a minute to answer. It closes the devices, and
// returns when nothing runs any more. It may be called twice.
func (b *Bench) Close() error {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.end()
	b.work.Wait()
	return nil
}

// begin counts one thing that Close waits for. The error is [ErrClosed].
func (b *Bench) begin() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return ErrClosed
	}
	b.work.Add(1)
	return nil
}

// claim takes a return for one task. The error is [ErrRuns].
func (b *Bench) claim(id capability.ReturnID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.runs[id] {
		return ErrRuns
	}
	b.runs[id] = true
	return nil
}

func (b *Bench) release(id capability.ReturnID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.runs, id)
}

// tell tells an event, unless nobody listens.
func (b *Bench) tell(each func(Event), e Event) {
	if each == nil {
		return
	}
	b.telling.Lock()
	defer b.telling.Unlock()
	each(e)
}

// while gives a context that ends with ctx, or so long after the bench was closed.
func (b *Bench) while(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(b.life, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel(ErrClosed)
		case <-ctx.Done():
		}
	})
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// because gives the cause where err only says that a context ended.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, ErrClosed) && errors.Is(err, context.Canceled) {
		return errors.Join(ErrClosed, err)
	}
	return err
}

// turn is the right to use something that serves one at a time.
type turn chan struct{}

func newTurn() turn { return make(turn, 1) }

// take waits for the turn. It calls waiting, which may be nil, when it is not free.
func (t turn) take(ctx context.Context, waiting func()) error {
	select {
	case t <- struct{}{}:
		return nil
	default:
	}
	if waiting != nil {
		waiting()
	}
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turn) give() { <-t }
