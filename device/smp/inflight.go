package smp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// maxSends is how many times Options.Tries a packet is sent while only damaged
// answers come.
const maxSends = 16

// pending is a request that is under way.
type pending struct {
	head   header
	raw    []byte // the packet
	off    int    // where in a file or a list it is
	end    int    // for a chunk of a file: where the next one begins
	answer *packet

	sends  int
	silent int       // sendings since the device was heard
	stamp  int       // when it was sent last, among all sendings
	alone  bool      // no other was under way then
	first  time.Time // when it was on the line first
	onLine time.Time // when its last byte is on the line
}

// long reports whether it has more lines than any device's buffers hold.
func (x *pending) long() bool { return console.length(len(x.raw)) > leastLines*lineLength }

// clean reports whether it was answered without a loss.
func (x *pending) clean() bool { return x.sends == 1 }

// inflight holds the requests under way, in the order in which their answers
// are needed. It sends a lost one again: when the device answers a later
// sending, when a damaged answer comes, or when the timeout is over. For an
// upload the device itself says what it misses, so that is awaited instead.
type inflight struct {
	s     *session
	out   []*pending
	inbox chan arrival
	heard time.Time     // when the last answer came
	stamp int           // of the last sending
	once  time.Duration // how long the first request may take, which is sent once only; 0: it may be sent again

	room      int  // bytes of the longest answer that is expected
	uploading bool // the device answers a gap with what it misses, and next fails with errLost
	silent    int  // what silent begins with
}

var (
	// errOpen says that the device answers questions, but not yet the command
	// that is sent once only.
	errOpen = errors.New("the command is still open")

	// errLong says that long messages are lost, one after the other.
	errLong = errors.New("long messages are lost")

	// errLost says that what is under way has to be sent again, in other pieces.
	errLost = errors.New("a chunk was lost")
)

func (s *session) newInflight() *inflight {
	select {
	case <-s.link.damage: // from before
	default:
	}
	return &inflight{s: s, room: s.room, inbox: make(chan arrival, 2*mostWindow+2)}
}

// launch sends a command for what is at off, behind all others.
func (f *inflight) launch(ctx context.Context, cmd command, off, end int) error {
	return f.insert(ctx, len(f.out), cmd, off, end)
}

// insert sends a command whose answer is needed as number i.
func (f *inflight) insert(ctx context.Context, i int, cmd command, off, end int) error {
	body, err := encodeBody(cmd.args)
	if err != nil {
		return err
	}
	if headerLen+len(body) > f.s.most() {
		return fmt.Errorf("a request of %d bytes: %w", headerLen+len(body), RCMessageSize)
	}
	head := f.s.link.expect(header{Version: version2, Op: cmd.op, Group: cmd.group, ID: cmd.id}, f.inbox)
	raw := packet{header: head, Body: body}.append(nil)
	x := &pending{head: head, raw: raw, off: off, end: end, silent: f.silent}
	f.out = append(f.out[:i], append([]*pending{x}, f.out[i:]...)...)
	return f.send(ctx, x)
}

// send puts a request on the line. A repetition begins with a line break, which
// ends what may be left of the frame before it. Later ones also begin with a
// zero, because a device may wait for the end of a COBS frame that was cut off.
func (f *inflight) send(ctx context.Context, x *pending) error {
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
	x.onLine, err = s.link.write(ctx, frame, s.options.Wait)
	if x.sends == 1 {
		x.first = x.onLine
	}
	switch {
	case isTimeout(err) && f.once > 0:
		return noAnswer(x)
	case isTimeout(err):
		return nil // it is sent again after the timeout
	}
	return err
}

func noAnswer(x *pending) error {
	return fmt.Errorf("%w (command %d of group %d, sent %d times)", ErrNoAnswer, x.head.ID, x.head.Group, x.sends)
}

// again sends a lost request once more, or gives it up.
func (f *inflight) again(ctx context.Context, x *pending) error {
	tries := f.s.tries()
	leave := f.s.flow.lost(x.alone, f.s.framing)
	if x.long() && f.s.framing == console && f.s.flow.tooLong() {
		return errLong
	}
	if leave {
		f.s.leaveCOBS()
		x.silent = 0
	}
	switch {
	case x.silent >= tries || x.sends >= maxSends*tries:
		return noAnswer(x)
	case f.uploading:
		f.silent = x.silent
		return errLost
	}
	f.s.options.Count.Again()
	return f.send(ctx, x)
}

func (f *inflight) unanswered() int {
	n := 0
	for _, x := range f.out {
		if x.answer == nil {
			n++
		}
	}
	return n
}

// oldest is the request whose answer must come next. One that is sent once only
// doesn't count if another is behind it.
func (f *inflight) oldest() *pending {
	var oldest *pending
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

// drop no longer waits for the first n requests.
func (f *inflight) drop(n int) {
	for _, x := range f.out[:n] {
		f.s.link.forget(x.head)
	}
	f.out = append(f.out[:0], f.out[n:]...)
}

// clear no longer waits for any request.
func (f *inflight) clear() { f.drop(len(f.out)) }

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// next waits until a request is answered and returns that. Meanwhile it sends
// again what is lost. It fails when that was done often enough, when the line
// ends, or with ctx.Err().
func (f *inflight) next(ctx context.Context) (*pending, error) {
	for {
		timer := time.NewTimer(time.Until(f.deadline()))
		x, err := f.event(ctx, timer.C)
		timer.Stop()
		if x != nil || err != nil {
			return x, err
		}
	}
}

// event waits for one thing to happen. An answer that is there comes before
// anything else.
func (f *inflight) event(ctx context.Context, timeout <-chan time.Time) (*pending, error) {
	select {
	case a := <-f.inbox:
		return f.answered(ctx, a)
	default:
	}
	select {
	case a := <-f.inbox:
		return f.answered(ctx, a)
	case <-f.s.link.damage:
		return nil, f.damaged(ctx)
	case <-timeout:
		if !f.others() {
			f.s.flow.rtt.lost()
		}
		return nil, f.lost(ctx)
	case <-f.s.link.line.Ended():
		return nil, f.s.link.line.Err()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// deadline is when the oldest request counts as lost. Its answer has the line
// for itself once the request and the answer before it are through.
func (f *inflight) deadline() time.Time {
	s := f.s
	wait := s.flow.rtt.timeout()
	switch {
	case f.once > 0:
		wait = max(wait, s.options.Wait)
	case f.others():
		wait = s.flow.rtt.shortTimeout()
	}
	return later(f.oldest().onLine, f.heard).Add(wait + s.options.byteTime(s.framing.length(f.room)))
}

// others reports whether other chunks of an upload are under way. Then a late
// answer counts as lost soon, so that the line doesn't fall silent.
func (f *inflight) others() bool { return f.uploading && f.unanswered() > 1 }

// lost sends the oldest request again. A command that is sent once only is
// followed by a question that changes nothing: an answer to that shows that the
// device is there, so that it can be asked for the outcome of the command.
func (f *inflight) lost(ctx context.Context) error {
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

// answered takes an answer. Devices answer questions in order, so every question
// that was sent before the answered one is lost. A command may not be: some
// devices carry it out while they answer questions.
func (f *inflight) answered(ctx context.Context, a arrival) (*pending, error) {
	var found *pending
	for _, x := range f.out {
		if x.answer == nil && key(x.head.answer()) == key(a.header) {
			found = x
		}
	}
	if found == nil {
		return nil, nil // nobody waits for it any more
	}
	if f.once > 0 && found != f.out[0] {
		f.s.link.forget(found.head)
		f.out = f.out[:1]
		f.heard = a.at
		return nil, errOpen
	}
	f.learn(found, a)
	if found.long() {
		f.s.flow.long, f.s.flow.carries = 0, true
	}
	found.answer = &a.packet
	f.heard, f.silent = a.at, 0
	for _, x := range f.out {
		x.silent = 0
		if x.answer == nil && x.stamp < found.stamp && !f.uploading {
			if err := f.again(ctx, x); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// learn measures how long the device took.
func (f *inflight) learn(x *pending, a arrival) {
	if f.once > 0 {
		return
	}
	s := f.s
	asked := x.first
	if x.clean() {
		asked = later(x.onLine, f.heard)
	}
	took := a.at.Sub(asked) - s.options.byteTime(s.framing.length(headerLen+len(a.Body)))
	s.flow.rtt.answered(took, x.clean())
}

// damaged takes a damaged answer, most likely that to the oldest request. While
// other chunks of an upload are under way, the next answer tells what the device
// has.
func (f *inflight) damaged(ctx context.Context) error {
	f.heard, f.silent = time.Now(), 0
	for _, x := range f.out {
		x.silent = 0
	}
	if f.others() {
		return nil
	}
	return f.lost(ctx)
}
