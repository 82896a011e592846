package line

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"handback/device/sim"
)

// OnTerminal brings an end of a line to programs: a cable with a pseudo
// terminal at link while it is plugged in. Each time it opens an end by open,
// as [Line.A].
func OnTerminal(link string, open func() *End) *sim.Cable {
	return sim.NewCable(link, func(ctx context.Context, terminal io.ReadWriter) error {
		end := open()
		return Join(ctx, end, terminal)
	})
}

// Join carries bytes between an end and something else, a terminal or a pipe,
// until one of the two ends or ctx does, and closes the end. So that it can
// end a Read that waits, other must have a SetDeadline or end by itself.
func Join(ctx context.Context, end *End, other io.ReadWriter) error {
	interrupt := func() {
		_ = end.Close() // it may have been closed already
		if d, ok := other.(interface{ SetDeadline(t time.Time) error }); ok {
			_ = d.SetDeadline(time.Unix(1, 0)) // one that is closed has ended
		}
	}
	stop := context.AfterFunc(ctx, interrupt)
	defer stop()

	there := make(chan error, 1)
	go func() {
		_, err := io.Copy(end, other)
		there <- err
		interrupt()
	}()
	_, back := io.Copy(other, end)
	interrupt()
	return errors.Join(failure(back), failure(<-there))
}

// failure is err unless it says that a side is no more.
func failure(err error) error {
	for _, gone := range []error{net.ErrClosed, os.ErrClosed, io.ErrClosedPipe, os.ErrDeadlineExceeded} {
		if errors.Is(err, gone) {
			return nil
		}
	}
	return err
}
