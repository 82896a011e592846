package line

import (
	"math"
	"math/rand/v2"
	"sort"
	"time"
)

// wire is one direction of a line. Its times are computed when bytes are put on
// it; nothing runs in between. The line's lock guards it.
type wire struct {
	params  Params
	flips   *flips
	counts  *Counts
	changed chan struct{} // closed and replaced whenever somebody should check the wire again

	free    time.Time // when the line will have sent all that was put on it
	coming  []burst   // not handed on yet
	pending int       // bytes in coming
	ready   []byte    // handed on, not read yet
	readers int       // ends that are open; without any, what arrives is lost

	limit *limit // nil: none
	cut   bool   // while the line is pulled: nothing arrives
}

// limit is a plug that is pulled after some more bytes.
type limit struct {
	left  int
	reach func(at time.Time) // called once, with the time when the last of them arrives
}

// burst is bytes that leave one after the other.
type burst struct {
	data  []byte
	start time.Time // of the first byte's first bit
}

// wake makes all who wait on the wire check it again.
func (w *wire) wake() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// arrival is when byte i of a burst is at the other end.
func (w *wire) arrival(b burst, i int) time.Time {
	return b.start.Add(w.params.span(i + 1)).Add(w.params.Latency)
}

// room is when the driver takes n more bytes.
func (w *wire) room(n int) time.Time { return w.free.Add(-w.params.span(w.params.FIFO - n)) }

// piece is how many of n bytes the driver takes at once: it asks for more when
// half of its buffer is empty.
func (w *wire) piece(n int) int { return min(n, max(1, w.params.FIFO/2)) }

// put puts bytes on the line behind those that are there. Bytes beyond a limit,
// or on a wire that is cut, take their time and are lost.
func (w *wire) put(now time.Time, data []byte) {
	if w.free.Before(now) {
		w.free = now
	}
	b := burst{data: append([]byte(nil), data...), start: w.free}
	w.free = w.free.Add(w.params.span(len(data)))
	if w.cut {
		return
	}
	if w.limit != nil {
		b.data = b.data[:min(len(b.data), w.limit.left)]
		w.limit.use(len(b.data), w.arrival(b, len(b.data)-1))
	}
	w.counts.Flipped += int64(w.flips.flip(b.data))
	w.counts.carried(len(b.data), b.start, b.start.Add(w.params.span(len(b.data))))
	w.coming = append(w.coming, b)
	w.pending += len(b.data)
	if w.pending == len(b.data) || w.params.USBTimer > 0 {
		w.wake() // else a reader waits for what comes before
	}
}

// use counts n bytes of which the last arrives at a time.
func (l *limit) use(n int, last time.Time) {
	l.left -= n
	if n > 0 && l.left == 0 {
		l.reach(last)
	}
}

// due is when bytes are handed on next, if there are any.
func (w *wire) due() (time.Time, bool) {
	if w.pending == 0 {
		return time.Time{}, false
	}
	usb := w.params.USBTimer > 0
	group := w.params.group()
	if usb {
		group = usbPacket
	}
	full := w.nth(min(group, w.pending) - 1)
	if !usb {
		return full, true
	}
	tick := w.nth(0).Truncate(w.params.USBTimer).Add(w.params.USBTimer)
	if w.pending >= group && full.Before(tick) {
		return full, true
	}
	return tick, true
}

// nth is the arrival of the n-th byte that was not handed on.
func (w *wire) nth(n int) time.Time {
	for _, b := range w.coming {
		if n < len(b.data) {
			return w.arrival(b, n)
		}
		n -= len(b.data)
	}
	return w.free
}

// gather hands on what is due. It returns when more will be due; zero: not
// before something changes.
func (w *wire) gather(now time.Time) time.Time {
	for {
		at, any := w.due()
		if !any {
			return time.Time{}
		}
		if at.After(now) {
			return at
		}
		w.take(at)
	}
}

// take hands on all bytes that have arrived at a time.
func (w *wire) take(until time.Time) {
	for len(w.coming) > 0 {
		b := &w.coming[0]
		n := sort.Search(len(b.data), func(i int) bool { return w.arrival(*b, i).After(until) })
		w.deliver(b.data[:n])
		if n < len(b.data) {
			b.data, b.start = b.data[n:], b.start.Add(w.params.span(n))
			return
		}
		w.coming = w.coming[1:]
	}
}

// deliver gives bytes to the reader, as far as there is room for them.
func (w *wire) deliver(data []byte) {
	w.pending -= len(data)
	n := len(data)
	if room := w.params.Room; room > 0 {
		n = min(n, max(0, room-len(w.ready)))
	}
	w.counts.Lost += int64(len(data) - n)
	w.ready = append(w.ready, data[:n]...)
}

// pull cuts the wire. What has arrived can still be read.
func (w *wire) pull(now time.Time) {
	w.gather(now)
	w.take(now)
	w.coming, w.pending, w.limit, w.cut = nil, 0, nil, true
	w.wake()
}

// flips are the bit errors of a stream; each bit has the same chance. Drawing
// the distance to the next one costs nothing for the bits between.
type flips struct {
	rate float64
	rand *rand.Rand
	left float64 // bits before the next one to flip
}

func newFlips(rate float64, seed, direction uint64) *flips {
	f := &flips{rate: rate, rand: rand.New(rand.NewPCG(seed, direction))}
	f.draw()
	return f
}

// draw takes a geometric distance by inversion.
func (f *flips) draw() {
	f.left = math.Inf(1)
	if f.rate > 0 {
		f.left = math.Floor(math.Log(1-f.rand.Float64()) / math.Log1p(-f.rate))
	}
}

// flip flips bits in place and returns how many.
func (f *flips) flip(p []byte) int {
	n, bits := 0, float64(8*len(p))
	for at := f.left; at < bits; n++ {
		p[int(at)/8] ^= 1 << (int(at) % 8)
		f.draw()
		at += 1 + f.left
		f.left = at
	}
	f.left -= bits
	return n
}
