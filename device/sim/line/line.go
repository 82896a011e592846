// Package line models a serial line to test and to measure on: its rate, the
// time that bytes are on their way, flipped bits, a USB adapter's latency
// timer, full buffers and a plug that can be pulled.
//
// Everything happens at computed times and waits for timers and channels
// alone, so a line in a testing/synctest bubble moves a file exactly as slowly
// as a real one and takes milliseconds. [OnTerminal] brings an end to programs.
package line

import (
	"cmp"
	"sync"
	"time"
)

// Params describe a line. The zero value is a perfect one at 115200 baud.
type Params struct {
	Baud      int           // bits a second, 10 to a byte (8N1); 0: 115200
	FIFO      int           // bytes that a driver takes ahead of the line; 0: 64
	Room      int           // bytes that arrived and were not read, above which an end loses more; 0: no limit
	Latency   time.Duration // from an end to the other, beside the time on the line
	BitErrors float64       // share of the data bits that arrive flipped, below 1
	USBTimer  time.Duration // B to A arrives on this grid or as full packets: an adapter's latency timer; 0: none
	Seed      uint64        // of the bit errors
}

const (
	bitsPerByte = 10 // on the line: a start bit, 8 data bits, a stop bit
	usbPacket   = 62 // bytes of data in a USB packet of 64, as FTDI's adapters fill it
	leastGroup  = 64 // bytes that a receiver hands on at once, unless the line pauses
)

func (p Params) filled() Params {
	p.Baud = cmp.Or(max(p.Baud, 0), 115200)
	p.FIFO = cmp.Or(max(p.FIFO, 0), 64)
	return p
}

// BytesPerSecond is what the line can carry in one direction.
func (p Params) BytesPerSecond() float64 { return float64(p.filled().Baud) / bitsPerByte }

// span is how long n bytes take on the line.
func (p Params) span(n int) time.Duration {
	return time.Duration(n) * bitsPerByte * time.Second / time.Duration(p.Baud)
}

// group is how many bytes wake a reader while more are coming: a UART's
// buffer, or what a fast line carries in a millisecond.
func (p Params) group() int { return max(leastGroup, p.Baud/bitsPerByte/1000) }

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

// Line is a serial line with an end A at the laptop, where it can be pulled, and
// an end B at the device. It starts plugged in. It may be used by several
// goroutines.
type Line struct {
	mu     sync.Mutex // guards what follows, and both wires
	counts [2]Counts
	wires  [2]*wire
	plug   int // how often it was plugged in
}

// New makes a line.
func New(p Params) *Line {
	p = p.filled()
	l := &Line{}
	for d := range l.wires {
		one := p
		if Direction(d) != BToA {
			one.USBTimer = 0
		}
		l.wires[d] = &wire{
			params: one, flips: newFlips(p.BitErrors, p.Seed, uint64(d)), counts: &l.counts[d], changed: make(chan struct{}),
		}
	}
	return l
}

// A opens the laptop's end. While the line is pulled, the end is dead at once. As
// with a port, what came while nobody had it open is lost.
func (l *Line) A() *End {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.open(BToA, AToB)
	e.dies, e.plug = true, l.plug
	return e
}

// B opens the device's end. It does not notice when the line is pulled.
func (l *Line) B() *End {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open(AToB, BToA)
}

func (l *Line) open(in, out Direction) *End {
	e := &End{line: l, in: l.wires[in], out: l.wires[out]}
	if e.in.readers == 0 {
		e.in.gather(time.Now())
		e.in.ready = nil
	}
	e.in.readers++
	return e
}

// HangUp pulls the plug at A. Bytes on their way are lost, and so is all that B
// sends. Reads at A end when what had arrived is read, and writes fail.
func (l *Line) HangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pull(l.plug)
}

// pull pulls the plug unless it was plugged in again since.
func (l *Line) pull(plug int) {
	if plug != l.plug {
		return
	}
	for _, w := range l.wires {
		w.pull(time.Now())
	}
}

// HangUpAfter pulls the plug when n more bytes, above 0, have arrived in a
// direction; those can be read. A pull before that cancels it.
func (l *Line) HangUpAfter(d Direction, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	plug := l.plug
	l.wires[d].limit = &limit{left: n, reach: func(at time.Time) {
		time.AfterFunc(time.Until(at), func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.pull(plug)
		})
	}}
}

// PlugIn plugs the line in again. If it is plugged in, PlugIn pulls it first. A
// opens fresh ends, those from before stay dead.
func (l *Line) PlugIn() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pull(l.plug)
	l.plug++
	l.wires[BToA].ready = nil
	for _, w := range l.wires {
		w.cut = false
		w.wake()
	}
}

// Inject puts text on the line as if the far end had sent it at once, behind
// what its driver already has: a kernel message, or noise.
func (l *Line) Inject(d Direction, text []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wires[d].put(time.Now(), text)
}

// Counts is what a direction has carried.
func (l *Line) Counts(d Direction) Counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.counts[d]
}
