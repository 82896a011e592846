package sim

import (
	"errors"
	"io"
	"time"
)

// wrapped is a line with something changed that can still be interrupted.
type wrapped struct{ io.ReadWriter }

// SetDeadline lets Serve end a Read that waits.
func (w wrapped) SetDeadline(t time.Time) error {
	if d, ok := w.ReadWriter.(interface{ SetDeadline(t time.Time) error }); ok {
		return d.SetDeadline(t)
	}
	return errors.ErrUnsupported
}

// Close does the same where there are no deadlines.
func (w wrapped) Close() error {
	if c, ok := w.ReadWriter.(io.Closer); ok {
		return c.Close()
	}
	return errors.ErrUnsupported
}

// deafen takes bytes away from what comes in on a line, as a device does that
// is too slow for it.
func (f Faults) deafen(rw io.ReadWriter) io.ReadWriter {
	if f.Lose < 1 {
		return rw
	}
	return &deafLine{wrapped: wrapped{rw}, every: f.Lose}
}

// deafLine loses every n-th byte that it is sent.
type deafLine struct {
	wrapped
	every, heard int
}

// Read implements io.Reader.
func (l *deafLine) Read(p []byte) (int, error) {
	for {
		n, err := l.ReadWriter.Read(p)
		kept := 0
		for _, c := range p[:n] {
			l.heard++
			if l.heard%l.every != 0 {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}
