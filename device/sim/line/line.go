package line

import (
	"sync"
	"time"
)

// Direction is a way on a line.
type Direction int

// The two ways. A is the laptop's end, B the device's.
const (
	AToB Direction = iota
	BToA
)

// Counts are what a direction has carried since the line was made.
type Counts struct {
	Bytes       int64     // that left
	Flipped     int64     // bits
	Lost        int64     // bytes that came while the receiving end had no room
	First, Last time.Time // begin of the first byte and end of the last; zero without any
}

func (c *Counts) carried(n int, from, to time.Time) {
	if n == 0 {
		return
	}
	if c.Bytes == 0 {
		c.First = from
	}
	c.Bytes += int64(n)
	c.Last = to
}

// Line is a serial line with an end A at the laptop and an end B at the device.
// It starts plugged in. It may be used by several goroutines.
type Line struct {
	params Params
	flips  [2]*flips

	mu     sync.Mutex // guards what follows, and both wires
	counts [2]Counts
	wires  [2]*wire
}

// New makes a line.
func New(p Params) *Line {
	p = p.filled()
	l := &Line{params: p}
	for d := range l.flips {
		l.flips[d] = newFlips(p.BitErrors, p.Seed, uint64(d))
	}
	l.plug()
	return l
}

func (l *Line) plug() {
	for d := range l.wires {
		p := l.params
		if Direction(d) != BToA {
			p.USBTimer = 0
		}
		l.wires[d] = newWire(p, l.flips[d], &l.counts[d])
	}
}

// A opens the laptop's end. As with a port, what came while nobody had it open
// is lost.
func (l *Line) A() *End { return l.open(BToA, AToB) }

// B opens the device's end.
func (l *Line) B() *End { return l.open(AToB, BToA) }

func (l *Line) open(in, out Direction) *End {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := &End{line: l, in: l.wires[in], out: l.wires[out]}
	if e.in.readers == 0 {
		e.in.gather(time.Now())
		e.in.ready = nil
	}
	e.in.readers++
	return e
}

// HangUp pulls the plug. Bytes on their way are lost, reads end when what had
// arrived is read, and writes fail.
func (l *Line) HangUp() {
	l.mu.Lock()
	wires := l.wires
	l.mu.Unlock()
	l.hangUp(wires)
}

// HangUpAfter pulls the plug when n more bytes, above 0, have arrived in a
// direction; those can be read. It holds until the line is plugged in again.
func (l *Line) HangUpAfter(d Direction, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	wires := l.wires
	wires[d].limit = &limit{left: n, reach: func(at time.Time) {
		time.AfterFunc(time.Until(at), func() { l.hangUp(wires) })
	}}
}

// hangUp pulls the plug of wires that may have been replaced since.
func (l *Line) hangUp(wires [2]*wire) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for _, w := range wires {
		w.hangUp(now)
	}
}

// PlugIn plugs the line in again: A and B open fresh ends, those from before
// stay dead. A line that is plugged in is pulled before.
func (l *Line) PlugIn() {
	l.HangUp()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.plug()
}

// Inject puts text on the line as if the far end had sent it at once, behind
// what its driver already has: a kernel message, or noise.
func (l *Line) Inject(d Direction, text []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w := l.wires[d]; !w.cut {
		w.put(time.Now(), text)
	}
}

// Counts tells what a direction has carried.
func (l *Line) Counts(d Direction) Counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.counts[d]
}
