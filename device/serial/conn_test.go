package serial

import (
	"errors"
	"net"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	bugst "go.bug.st/serial"
)

// fakePort plays the library's port: a read that times out gives no bytes and
// no error, a write may be stuck until the buffer is thrown away.
type fakePort struct {
	mu      sync.Mutex
	input   [][]byte
	failure error         // of Read and Write
	sticks  bool          // the first write is stuck
	stuck   chan struct{} // closed when it no longer is
	written []byte
	baud    int
	closed  bool
	stale   bool          // used after Close
	holds   chan struct{} // reads wait until it is closed; nil: they don't
}

func (f *fakePort) Read(p []byte) (int, error) {
	time.Sleep(readSlice)
	if f.holds != nil {
		<-f.holds
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stale = f.stale || f.closed
	if f.failure != nil || len(f.input) == 0 {
		return 0, f.failure
	}
	n := copy(p, f.input[0])
	f.input = f.input[1:]
	return n, nil
}

func (f *fakePort) Write(p []byte) (int, error) {
	f.mu.Lock()
	stuck := f.stuck
	f.mu.Unlock()
	if stuck != nil {
		<-stuck
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stale = f.stale || f.closed
	n := min(len(p), 100) // writes may be short
	f.written = append(f.written, p[:n]...)
	return n, f.failure
}

func (f *fakePort) SetMode(mode *bugst.Mode) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stale = f.stale || f.closed
	if f.failure == nil {
		f.baud = mode.BaudRate
	}
	return f.failure
}

func (f *fakePort) ResetInputBuffer() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stale = f.stale || f.closed
	f.input = nil
	return nil
}

func (f *fakePort) ResetOutputBuffer() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stale = f.stale || f.closed
	if f.stuck != nil {
		close(f.stuck)
		f.stuck = nil
	}
	return nil
}

func (f *fakePort) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	return nil
}

// inBubble runs a test on a port, and checks how it was left.
func inBubble(t *testing.T, f *fakePort, test func(t *testing.T, p *Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if f.sticks {
			f.stuck = make(chan struct{})
		}
		freed := 0
		p := newConn("/dev/fake", f, func() error { freed++; return nil })
		test(t, p)
		for range 2 {
			if err := p.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}
		if !f.closed || f.stale || freed != 1 {
			t.Errorf("closed %v, used after it %v, lock freed %d times", f.closed, f.stale, freed)
		}
	})
}

func TestPortReadsThroughTimeouts(t *testing.T) {
	f := &fakePort{}
	inBubble(t, f, func(t *testing.T, p *Conn) {
		time.AfterFunc(20*time.Second, func() {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.input = [][]byte{[]byte("late")}
		})
		buf := make([]byte, 10)
		if n, err := p.Read(buf); err != nil || string(buf[:n]) != "late" {
			t.Errorf("read %q, %v", buf[:n], err)
		}
	})
}

func TestPortWritesShortWritesToTheEnd(t *testing.T) {
	f := &fakePort{}
	inBubble(t, f, func(t *testing.T, p *Conn) {
		data := make([]byte, 1000)
		if n, err := p.Write(data); n != 1000 || err != nil || len(f.written) != 1000 {
			t.Errorf("%d bytes, %v, %d on the line", n, err, len(f.written))
		}
	})
}

func TestCloseEndsReadAndWrite(t *testing.T) {
	f := &fakePort{sticks: true}
	inBubble(t, f, func(t *testing.T, p *Conn) {
		ends := make(chan error, 2)
		go func() { _, err := p.Read(make([]byte, 1)); ends <- err }()
		go func() { _, err := p.Write([]byte("x")); ends <- err }()
		synctest.Wait()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		for range 2 {
			if err := <-ends; !errors.Is(err, net.ErrClosed) || errors.Is(err, ErrUnplugged) {
				t.Errorf("%v, want %v", err, net.ErrClosed)
			}
		}
		if _, err := p.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
			t.Errorf("after close: %v", err)
		}
		if err := p.SetWriteDeadline(time.Now()); !errors.Is(err, net.ErrClosed) {
			t.Errorf("after close: %v", err)
		}
	})
}

func TestCloseDoesNotWaitForADriverForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakePort{holds: make(chan struct{})}
		freed := 0
		p := newConn("/dev/fake", f, func() error { freed++; return nil })
		ended := make(chan error, 1)
		go func() { _, err := p.Read(make([]byte, 1)); ended <- err }()
		synctest.Wait()
		start := time.Now()
		if err := p.Close(); !errors.Is(err, ErrStuck) || time.Since(start) != readerEnd {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		if f.closed || freed != 0 {
			t.Errorf("closed %v under a read, lock freed %d times", f.closed, freed)
		}
		close(f.holds)
		if err := <-ended; !errors.Is(err, net.ErrClosed) || !f.closed || f.stale || freed != 1 {
			t.Errorf("%v; closed %v, used after it %v, lock freed %d times", err, f.closed, f.stale, freed)
		}
		if err := p.Close(); err != nil {
			t.Errorf("once more: %v", err)
		}
	})
}

func TestWriteDeadlineEndsStuckWrite(t *testing.T) {
	f := &fakePort{sticks: true}
	inBubble(t, f, func(t *testing.T, p *Conn) {
		if err := p.SetWriteDeadline(time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := p.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		if err := p.SetWriteDeadline(time.Time{}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write([]byte("y")); err != nil {
			t.Errorf("without a deadline: %v", err)
		}
	})
}

func TestMovedDeadlineEndsWriteThatWaits(t *testing.T) {
	f := &fakePort{sticks: true}
	inBubble(t, f, func(t *testing.T, p *Conn) {
		if err := p.SetWriteDeadline(time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		go func() { _, err := p.Write([]byte("x")); ended <- err }()
		synctest.Wait()
		if err := p.SetWriteDeadline(time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
	})
}

func TestUnplugFreesThePortAtOnce(t *testing.T) {
	for name, use := range map[string]func(p *Conn) error{
		"read": func(p *Conn) error { _, err := p.Read(make([]byte, 1)); return err },
		"write, then read": func(p *Conn) error {
			_, err := p.Write([]byte("x"))
			_, again := p.Read(make([]byte, 1))
			if !errors.Is(again, ErrUnplugged) {
				return again
			}
			return err
		},
	} {
		f := &fakePort{failure: errors.New("input/output error")}
		inBubble(t, f, func(t *testing.T, p *Conn) {
			if err := use(p); !errors.Is(err, ErrUnplugged) || errors.Is(err, net.ErrClosed) {
				t.Errorf("%s: %v, want %v", name, err, ErrUnplugged)
			}
			if !f.closed {
				t.Errorf("%s: the port is still open, its name taken", name)
			}
		})
	}
}

func TestSetBaudKeepsThePortOpen(t *testing.T) {
	f := &fakePort{input: [][]byte{[]byte("\xf8\xf8")}}
	inBubble(t, f, func(t *testing.T, p *Conn) {
		if err := p.SetBaud(9600); err != nil || f.baud != 9600 || f.closed {
			t.Errorf("%v; %d bits a second, closed %v", err, f.baud, f.closed)
		}
		if len(f.input) != 0 {
			t.Errorf("%q is left of the other rate", f.input)
		}
		f.failure = errors.New("inappropriate rate")
		if err := p.SetBaud(7); !errors.Is(err, ErrRate) {
			t.Errorf("%v, want %v", err, ErrRate)
		}
		f.failure = nil
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		if err := p.SetBaud(9600); !errors.Is(err, net.ErrClosed) {
			t.Errorf("after close: %v", err)
		}
	})
}
