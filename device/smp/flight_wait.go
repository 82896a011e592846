package smp

import (
	"context"
	"time"
)

// next waits until a request is answered and gives it. It sends again what is
// lost meanwhile, and fails when that was done often enough, when the line
// ends, or with ctx.Err().
func (f *flights) next(ctx context.Context) (*flight, error) {
	for {
		timer := time.NewTimer(time.Until(f.patience()))
		x, err := f.event(ctx, timer.C)
		timer.Stop()
		if x != nil || err != nil {
			return x, err
		}
	}
}

// event waits for one thing to happen. An answer that is there comes before
// anything else.
func (f *flights) event(ctx context.Context, up <-chan time.Time) (*flight, error) {
	select {
	case a := <-f.inbox:
		return f.answered(ctx, a)
	default:
	}
	select {
	case a := <-f.inbox:
		return f.answered(ctx, a)
	case <-f.s.link.damage:
		return nil, f.spoiled(ctx)
	case <-up:
		return nil, f.late(ctx)
	case <-f.s.link.line.Ended():
		return nil, f.s.link.line.Err()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// patience is when the oldest request is lost: its answer has the line for
// itself once the request and the answer before it are through.
func (f *flights) patience() time.Time {
	s := f.s
	wait := s.pace.patience.time()
	switch {
	case f.once > 0:
		wait = max(wait, s.options.Wait)
	case f.hasty():
		wait = s.pace.patience.short()
	}
	return later(f.oldest().left, f.heard).Add(wait + s.options.byteTime(s.framing.length(f.room)))
}

// late takes it that the oldest request's time is up.
func (f *flights) late(ctx context.Context) error {
	if !f.hasty() {
		f.s.pace.patience.lost()
	}
	return f.lost(ctx)
}

// hasty reports whether what is late can be taken as lost at once: there is
// more under way, so that the line needn't fall silent.
func (f *flights) hasty() bool { return f.steps && f.unanswered() > 1 }

// lost sends the oldest request again. What must not be sent again is followed
// by a question that changes nothing; its answer tells that the device is
// there, and that it is worth asking what came of the request.
func (f *flights) lost(ctx context.Context) error {
	switch {
	case f.once == 0:
		return f.again(ctx, f.oldest())
	case time.Since(f.out[0].first) > f.once:
		return noAnswer(f.out[0])
	case len(f.out) == 1:
		return f.launch(ctx, command{op: opRead, group: groupOS, id: idParams, args: none{}}, 0, 0)
	default:
		return f.send(ctx, f.out[1])
	}
}

// answered takes an answer. Devices answer questions in order, so what was
// sent before the one that it answers is lost. Of a command that can't be
// said: it may be carried out beside them.
func (f *flights) answered(ctx context.Context, a arrival) (*flight, error) {
	var found *flight
	for _, x := range f.out {
		if x.answer == nil && key(x.head.answer()) == key(a.header) {
			found = x
		}
	}
	if found == nil {
		return nil, nil // it was forgotten since
	}
	if f.once > 0 && found != f.out[0] {
		f.s.link.forget(found.head)
		f.out = f.out[:1]
		f.heard = a.at
		return nil, errOpen
	}
	f.learn(found, a)
	f.s.pace.arrived(found.long())
	found.answer = &a.packet
	f.heard, f.silent = a.at, 0
	for _, x := range f.out {
		x.silent = 0
		if x.answer == nil && x.stamp < found.stamp && !f.steps {
			if err := f.again(ctx, x); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// learn tells the pace how long the device took.
func (f *flights) learn(x *flight, a arrival) {
	if f.once > 0 {
		return
	}
	s := f.s
	asked := x.first
	if x.clean() {
		asked = later(x.left, f.heard)
	}
	took := a.at.Sub(asked) - s.options.byteTime(s.framing.length(headerLen+len(a.Body)))
	s.pace.patience.answered(took, x.clean())
}

// spoiled takes a damaged answer: most likely it was the oldest request's. One
// to an upload will be told by the next answer, if there is a next one.
func (f *flights) spoiled(ctx context.Context) error {
	f.heard, f.silent = time.Now(), 0
	for _, x := range f.out {
		x.silent = 0
	}
	if f.hasty() {
		return nil
	}
	return f.lost(ctx)
}
