package wire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/wire"
)

func TestWhatArrivesIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		var got []byte
		w := wire.Start(near, func(piece []byte) { got = append(got, piece...) })
		fmt.Fprint(far, "login: ")
		far.Close()
		<-w.Ended()
		if string(got) != "login: " {
			t.Errorf("took %q", got)
		}
		if err := w.Err(); !errors.Is(err, wire.ErrEnded) || !errors.Is(err, io.EOF) {
			t.Errorf("ended with %v", err)
		}
		if err := errors.Join(w.Close(), w.Close()); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseIsTheReason(t *testing.T) {
	near, _ := net.Pipe()
	w := wire.Start(near, nil)
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if err := w.Err(); !errors.Is(err, net.ErrClosed) || errors.Is(err, wire.ErrEnded) {
		t.Errorf("ended with %v", err)
	}
	if err := w.Write(t.Context(), []byte("x"), time.Time{}); !errors.Is(err, net.ErrClosed) {
		t.Errorf("wrote: %v", err)
	}
}

// stuck is a line whose Read can't be ended.
type stuck struct {
	net.Conn
	holds chan struct{}
}

func (s stuck) Read([]byte) (int, error) {
	<-s.holds
	return 0, net.ErrClosed
}

func (s stuck) Close() error { return os.ErrDeadlineExceeded }

func TestAReadThatCanNotBeEndedIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer far.Close()
		line := stuck{near, make(chan struct{})}
		w := wire.Start(line, nil)
		if err := w.Close(); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("closed: %v", err)
		}
		if err := w.Fail(io.EOF); !errors.Is(err, net.ErrClosed) {
			t.Errorf("failed: %v", err)
		}
		close(line.holds)
		<-w.Ended()
	})
}

// A write that nobody takes ends by its deadline or its context, and the line
// is as good as before.
func TestAWriteEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		w := wire.Start(near, nil)
		if err := w.Write(t.Context(), []byte("x"), time.Now().Add(time.Second)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("after the deadline: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if err := w.Write(ctx, []byte("x"), time.Time{}); !errors.Is(err, context.Canceled) {
			t.Errorf("after its context: %v", err)
		}
		go io.ReadFull(far, make([]byte, 1))
		if err := w.Write(t.Context(), []byte("x"), time.Time{}); err != nil {
			t.Error(err)
		}
		far.Close()
		if err := w.Write(t.Context(), []byte("x"), time.Time{}); !errors.Is(err, wire.ErrEnded) {
			t.Errorf("to nobody: %v", err)
		}
		<-w.Ended()
	})
}

func TestFailEndsTheLine(t *testing.T) {
	near, far := net.Pipe()
	w := wire.Start(near, nil)
	cause := errors.New("somebody else")
	if err := w.Fail(cause); !errors.Is(err, wire.ErrEnded) || !errors.Is(err, cause) {
		t.Errorf("failed with %v", err)
	}
	if _, err := far.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the other end reads: %v", err)
	}
}

// noDeadlines is a line that can only be closed.
type noDeadlines struct{ net.Conn }

func (noDeadlines) SetDeadline(time.Time) error { return errors.ErrUnsupported }

func TestInterrupt(t *testing.T) {
	for name, c := range map[string]struct {
		rw   func(net.Conn) net.Conn
		want error
	}{
		"by a deadline": {func(c net.Conn) net.Conn { return c }, os.ErrDeadlineExceeded},
		"by closing":    {func(c net.Conn) net.Conn { return noDeadlines{c} }, io.ErrClosedPipe},
	} {
		t.Run(name, func(t *testing.T) {
			near, _ := net.Pipe()
			rw := c.rw(near)
			go wire.Interrupt(rw)
			if _, err := rw.Read(make([]byte, 1)); !errors.Is(err, c.want) {
				t.Errorf("read: %v", err)
			}
		})
	}
}

func TestHungUp(t *testing.T) {
	for _, err := range []error{io.EOF, io.ErrClosedPipe, os.ErrClosed, net.ErrClosed} {
		if !wire.HungUp(fmt.Errorf("serve: %w", err)) {
			t.Errorf("%v is no hang-up", err)
		}
	}
	for _, err := range []error{nil, io.ErrUnexpectedEOF, os.ErrDeadlineExceeded} {
		if wire.HungUp(err) {
			t.Errorf("%v is a hang-up", err)
		}
	}
}
