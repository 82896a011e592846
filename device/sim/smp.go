package sim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"handback/device/smp"
	"handback/device/wire"
)

// Serve answers SMP on a line until it hangs up or ctx ends; see [smp.Serve] for
// what the line should have. The device's faults come on top of o.
func (d *Device) Serve(ctx context.Context, rw io.ReadWriter, o smp.ServerOptions) error {
	f := d.options.Faults
	o.OpenFile, o.BusyParts, o.Work, o.No = f.OpenFile, f.MoreBusy, f.SlowMake, smp.RC(f.RC)
	if rw = f.loseBytes(rw); f.TwoLines {
		rw = &twoLines{wrapped: wrapped{rw}}
	}
	if f.Silent || f.Late > 0 || f.Chatter || f.Drop > 0 {
		rw = &faultyAnswers{wrapped: wrapped{rw}, ctx: ctx, faults: f, now: d.options.Now}
	}
	return smp.Serve(ctx, rw, d, o)
}

// faultyAnswers is a line on which answers are late, lost or mixed with log
// lines. Each Write is one answer, as [smp.Serve] writes them.
type faultyAnswers struct {
	wrapped
	ctx     context.Context // ends the wait of a late answer
	faults  Faults
	now     func() time.Time
	answers int
}

// Write implements io.Writer.
func (l *faultyAnswers) Write(frame []byte) (int, error) {
	l.answers++
	if err := wire.Sleep(l.ctx, l.faults.Late); err != nil {
		return 0, err
	}
	lost := l.faults.Silent || l.faults.dropped(l.answers)
	var out []byte
	for part := range bytes.Lines(frame) {
		if l.faults.Chatter {
			out = append(out, l.log()...)
		}
		if !lost {
			out = append(out, part...)
		}
	}
	if len(out) > 0 {
		if _, err := l.ReadWriter.Write(out); err != nil {
			return 0, err
		}
	}
	return len(frame), nil
}

// log is a line as a device's kernel would write it, color included.
func (l *faultyAnswers) log() string {
	return fmt.Sprintf("\x1b[33m[%s] pump: pressure 1013 hPa, answer %d\x1b[0m\r\n", l.now().Format("15:04:05.000"), l.answers)
}

// What Zephyr's UART has for SMP unless it is configured otherwise.
const (
	lineBuffers = 2
	bufferSize  = 128                   // bytes
	freeAfter   = 20 * time.Millisecond // of silence: both buffers are free again
)

// twoLines holds two lines that come at once and drops the others. An answer
// frees both buffers.
type twoLines struct {
	wrapped

	line  []byte // has not ended
	ready []byte // to be read

	mu   sync.Mutex
	held int
	last time.Time // when a byte came
}

// Read implements io.Reader.
func (l *twoLines) Read(p []byte) (int, error) {
	for len(l.ready) == 0 {
		n, err := l.ReadWriter.Read(p)
		l.take(p[:n])
		if err != nil {
			return 0, err
		}
	}
	n := copy(p, l.ready)
	l.ready = l.ready[n:]
	return n, nil
}

// take keeps the lines for which there is a buffer.
func (l *twoLines) take(p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if now.Sub(l.last) > freeAfter {
		l.held = 0
	}
	l.last = now
	for part := range bytes.Lines(p) {
		l.line = append(l.line, part[:min(len(part), bufferSize+1-min(len(l.line), bufferSize+1))]...)
		if part[len(part)-1] != '\n' {
			return
		}
		if l.fits() {
			l.ready = append(l.ready, l.line...)
		}
		l.line = l.line[:0]
	}
}

// fits takes a buffer for the line. One that is empty needs none.
func (l *twoLines) fits() bool {
	if len(bytes.Trim(l.line, "\x00\r\n")) == 0 {
		return true
	}
	if len(l.line) > bufferSize || l.held == lineBuffers {
		return false
	}
	l.held++
	return true
}

// Write implements io.Writer.
func (l *twoLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	l.held = 0
	l.mu.Unlock()
	return l.ReadWriter.Write(p)
}
