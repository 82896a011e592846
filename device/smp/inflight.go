package smp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

const (
	maxSends = 16 // times Options.Tries that a packet is sent while only damaged answers come
)

// flight is a request that is under way.
type flight struct {
	head   header
	raw    []byte // the packet
	off    int    // where in a file or a list it is
	end    int    // where the next one is, for a chunk of a file
	answer *packet

	sends  int
	silent int       // sendings since the device was heard
	stamp  int       // when it was sent last, among all sendings
	alone  bool      // no other was under way then
	first  time.Time // when it was on the line first
	left   time.Time // when its last byte is on the line
}

// long reports whether it has more lines than any device's buffers hold.
func (x *flight) long() bool { return console.length(len(x.raw)) > leastLines*lineLength }

// clean reports whether it was answered without a loss.
func (x *flight) clean() bool { return x.sends == 1 }

// flights are the requests under way, those that belong first in front. What
// is lost is sent again: when the device answers a later sending, when a
// damaged answer comes, when its time is up. Uploads, whose device says what
// it misses, wait for that.
type flights struct {
	s     *session
	out   []*flight
	inbox chan arrival
	heard time.Time     // when the last answer came
	stamp int           // of the last sending
	once  time.Duration // how long the first, which isn't sent again, may take; 0: it may be

	room   int  // bytes of the longest answer that is expected
	steps  bool // the device answers a gap with what it misses, and next fails with errLost
	silent int  // what silent begins with
}

// errOpen says that the device answers questions, but not what must not be
// sent again.
var errOpen = errors.New("the command is still open")

// errLong says that long messages are lost, one after the other.
var errLong = errors.New("long messages are lost")

// errLost says that what is under way should be sent anew, in other pieces.
var errLost = errors.New("a chunk was lost")

func (s *session) flights() *flights {
	select {
	case <-s.link.damage: // from before
	default:
	}
	return &flights{s: s, room: s.room, inbox: make(chan arrival, 2*mostWindow+2)}
}

// launch sends a command for what is at off, behind all others.
func (f *flights) launch(ctx context.Context, cmd command, off, end int) error {
	return f.insert(ctx, len(f.out), cmd, off, end)
}

// insert sends a command that belongs at place i.
func (f *flights) insert(ctx context.Context, i int, cmd command, off, end int) error {
	body, err := encodeBody(cmd.args)
	if err != nil {
		return err
	}
	if headerLen+len(body) > f.s.most() {
		return fmt.Errorf("a request of %d bytes: %w", headerLen+len(body), RCMessageSize)
	}
	head := f.s.link.expect(header{Version: version2, Op: cmd.op, Group: cmd.group, ID: cmd.id}, f.inbox)
	raw := packet{header: head, Body: body}.append(nil)
	x := &flight{head: head, raw: raw, off: off, end: end, silent: f.silent}
	f.out = append(f.out[:i], append([]*flight{x}, f.out[i:]...)...)
	return f.send(ctx, x)
}

// send puts a request on the line. A repetition begins with a line break,
// which ends what may be left of the frame before it, and later ones with a
// zero, because a device may wait for the end of a COBS frame that was cut off.
func (f *flights) send(ctx context.Context, x *flight) error {
	var frame []byte
	s := f.s
	if s.left || x.sends > 1 && s.framing == console {
		frame, s.left = append(frame, 0), false
	}
	if x.sends > 0 && s.framing == console {
		frame = append(frame, '\n')
	}
	frame, err := s.framing.append(frame, x.raw)
	if err != nil {
		return err
	}
	f.stamp++
	x.sends++
	x.silent++
	x.stamp, x.alone = f.stamp, f.unanswered() == 1
	x.left, err = s.link.write(ctx, frame, s.options.Wait)
	if x.sends == 1 {
		x.first = x.left
	}
	switch {
	case isTimeout(err) && f.once > 0:
		return noAnswer(x)
	case isTimeout(err):
		return nil // it is sent again when its time is up
	}
	return err
}

func noAnswer(x *flight) error {
	return fmt.Errorf("%w (command %d of group %d, sent %d times)", ErrNoAnswer, x.head.ID, x.head.Group, x.sends)
}

// again sends a lost request once more, or gives it up.
func (f *flights) again(ctx context.Context, x *flight) error {
	tries := f.s.tries()
	leave := f.s.pace.lost(x.alone, f.s.framing)
	if x.long() && f.s.framing == console && f.s.pace.tooLong() {
		return errLong
	}
	if leave {
		f.s.leave()
		x.silent = 0
	}
	switch {
	case x.silent >= tries || x.sends >= maxSends*tries:
		return noAnswer(x)
	case f.steps:
		f.silent = x.silent
		return errLost
	}
	f.s.options.Count.Again()
	return f.send(ctx, x)
}

func (f *flights) unanswered() int {
	n := 0
	for _, x := range f.out {
		if x.answer == nil {
			n++
		}
	}
	return n
}

// oldest is the request whose answer must come next, but for one that is not
// sent again if another is behind it.
func (f *flights) oldest() *flight {
	var oldest *flight
	for i, x := range f.out {
		if i == 0 && f.once > 0 && len(f.out) > 1 {
			continue
		}
		if x.answer == nil && (oldest == nil || x.stamp < oldest.stamp) {
			oldest = x
		}
	}
	return oldest
}

// drop forgets the first n requests.
func (f *flights) drop(n int) {
	for _, x := range f.out[:n] {
		f.s.link.forget(x.head)
	}
	f.out = append(f.out[:0], f.out[n:]...)
}

// clear forgets all requests.
func (f *flights) clear() { f.drop(len(f.out)) }

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

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
