package wire

import (
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// Interrupt ends a Read or a Write that waits, by a deadline, or else by
// closing. What has neither can't be interrupted.
func Interrupt(rw io.ReadWriter) {
	if d, ok := rw.(interface{ SetDeadline(t time.Time) error }); ok && d.SetDeadline(time.Unix(1, 0)) == nil {
		return
	}
	if c, ok := rw.(io.Closer); ok {
		_ = c.Close() // the Read that it ends tells what there is to tell
	}
}

// HungUp reports whether an error says no more than that the other end of the
// line went away.
func HungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, os.ErrClosed) ||
		errors.Is(err, net.ErrClosed)
}
