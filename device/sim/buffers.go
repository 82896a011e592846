package sim

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// What Zephyr's UART has for SMP unless it is configured otherwise.
const (
	lineBuffers = 2
	bufferSize  = 128                   // bytes
	workedOff   = 20 * time.Millisecond // when nothing comes for so long, the lines that came are worked off
)

// narrow drops what two line buffers don't hold.
func (f Faults) narrow(rw io.ReadWriter) io.ReadWriter {
	if !f.TwoLines {
		return rw
	}
	return &narrowLine{wrapped: wrapped{rw}}
}

// narrowLine holds two lines that come at once and drops the others. An answer
// says that they are worked off.
type narrowLine struct {
	wrapped

	line  []byte // has not ended
	ready []byte // for who reads

	mu   sync.Mutex
	held int
	last time.Time // when a byte came
}

// Read implements io.Reader.
func (l *narrowLine) Read(p []byte) (int, error) {
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
func (l *narrowLine) take(p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if now.Sub(l.last) > workedOff {
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
func (l *narrowLine) fits() bool {
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
func (l *narrowLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	l.held = 0
	l.mu.Unlock()
	return l.ReadWriter.Write(p)
}
