package smp

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"handback/capability"
	"handback/device/station"
	"handback/device/wire"
)

// socket is where a device is plugged in: each dialing makes a new line to the
// station that is there now, which serves as after a start. Requests are
// counted, and the line can be cut at one of them.
type socket struct {
	t       *testing.T
	station station.Station
	asked   []string // what the station was asked on the line as it is now
	frames  int      // from the client, on all lines
	cuts    []int    // after which frames the line is cut, before the device has them
	after   bool     // cut when the device has answered
	dials   int
	far     io.Closer
	served  chan struct{} // closed when nobody serves far any more
}

func (k *socket) dial(context.Context) (Conn, error) {
	if k.dials++; k.served != nil {
		<-k.served
	}
	k.asked = nil
	k.served = make(chan struct{})
	near, far := net.Pipe()
	k.far = far
	var cut atomic.Bool
	toDevice := func(_ int, frame []byte) [][]byte {
		if k.frames++; slices.Contains(k.cuts, k.frames) {
			if !k.after {
				far.Close()
				return nil
			}
			cut.Store(true)
		}
		return [][]byte{frame}
	}
	toClient := func(_ int, frame []byte) [][]byte {
		if cut.Load() {
			far.Close()
			return nil
		}
		return [][]byte{frame}
	}
	o := ServerOptions{Log: func(line string) { k.asked = append(k.asked, line) }}
	served := k.served
	go func() {
		defer close(served)
		if err := Serve(k.t.Context(), &faultyConn{Conn: far, fault: toClient}, k.station, o); err != nil {
			k.t.Errorf("server: %v", err)
		}
	}()
	return &faultyConn{Conn: near, fault: toDevice}, nil
}

// connect connects through the socket, in a bubble.
func (k *socket) connect(t *testing.T, test func(t *testing.T, c *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		k.t = t
		conn, err := k.dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c, err := Connect(t.Context(), conn, Options{Redial: k.dial})
		if err != nil {
			t.Fatal(err)
		}
		test(t, c)
		c.Close()
		k.far.Close()
	})
}

// TestWholeReturnOverACutLine cuts the line at each frame of a whole return in
// turn, before the device has it and when it has answered: nothing is done
// twice and nothing is lost, on a device that forgets all that was under way.
func TestWholeReturnOverACutLine(t *testing.T) {
	last, cases := 1<<20, 0
	for frame := 4; frame <= last; frame++ {
		for _, after := range []bool{false, true} {
			s := newStation(12)
			k := &socket{station: s, cuts: []int{frame}, after: after}
			k.connect(t, func(t *testing.T, c *Client) {
				walk(t, c, s)
				if s.Makes != 1 || s.Loads != 1 {
					t.Errorf("cut at frame %d, answered %v: %d requests made, %d responses loaded", frame, after, s.Makes, s.Loads)
				}
				if k.frames < frame {
					last = frame
				}
			})
			cases++
		}
	}
	t.Logf("%d cuts", cases)
}

func TestLineCutAgainAndAgain(t *testing.T) {
	s := newStation(12)
	k := &socket{station: s, cuts: []int{5, 9, 10, 11, 18, 30, 31, 40, 60}}
	k.connect(t, func(t *testing.T, c *Client) {
		walk(t, c, s)
		if s.Makes != 1 || s.Loads != 1 || k.dials < len(k.cuts) {
			t.Errorf("%d requests made, %d responses loaded on %d lines", s.Makes, s.Loads, k.dials)
		}
	})
}

func TestOtherDeviceIsAskedNothing(t *testing.T) {
	right, other := newStation(2), newStation(2)
	other.Identity.Serial = "SN0043"
	k := &socket{station: right, cuts: []int{6}}
	k.connect(t, func(t *testing.T, c *Client) {
		k.station = other
		if _, err := c.LoadResponse(t.Context(), make([]byte, 5000), nil); !errors.Is(err, ErrOtherDevice) || !strings.Contains(err.Error(), "SN0043") {
			t.Errorf("%v, want %v", err, ErrOtherDevice)
		}
		if want := []string{"params (group 0 command 6 op 0)", "info (group 19523 command 0 op 0)"}; !slices.Equal(k.asked, want) {
			t.Errorf("the other device was asked %q, want %q", k.asked, want)
		}
		k.station = right
		if _, err := c.LoadResponse(t.Context(), make([]byte, 5000), nil); err != nil || right.Loads != 1 {
			t.Errorf("when the right one is back: %v", err)
		}
	})
}

func TestDialingIsBounded(t *testing.T) {
	k := &socket{station: newStation(1)}
	k.connect(t, func(t *testing.T, c *Client) {
		dials := 0
		c.options.Redial = func(context.Context) (Conn, error) {
			dials++
			near, far := net.Pipe()
			far.Close()
			return near, nil
		}
		k.far.Close()
		if _, err := c.Identify(t.Context()); !errors.Is(err, wire.ErrEnded) || dials != maxDials {
			t.Errorf("%v after %d dialings, want %d", err, dials, maxDials)
		}
		c.options.Redial = func(context.Context) (Conn, error) { return nil, io.ErrNoProgress }
		if _, err := c.Identify(t.Context()); !errors.Is(err, io.ErrNoProgress) {
			t.Errorf("%v, want why it can't be dialed", err)
		}
		c.options.Redial = k.dial
		if _, err := c.Identify(t.Context()); err != nil {
			t.Errorf("when it can be dialed again: %v", err)
		}
	})
}

func TestCloseEndsADialing(t *testing.T) {
	k := &socket{station: newStation(1)}
	k.connect(t, func(t *testing.T, c *Client) {
		waiting := make(chan struct{})
		c.options.Redial = func(ctx context.Context) (Conn, error) {
			close(waiting)
			<-ctx.Done()
			return nil, ctx.Err()
		}
		k.far.Close()
		ended := make(chan error, 1)
		go func() {
			_, err := c.LoadResponse(t.Context(), []byte("response"), nil)
			ended <- err
		}()
		<-waiting
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if err := <-ended; !errors.Is(err, net.ErrClosed) {
			t.Errorf("%v, want %v", err, net.ErrClosed)
		}
	})
}

func TestContextEndsADialing(t *testing.T) {
	k := &socket{station: newStation(1)}
	k.connect(t, func(t *testing.T, c *Client) {
		ctx, cancel := context.WithCancel(t.Context())
		c.options.Redial = func(ctx context.Context) (Conn, error) {
			cancel()
			<-ctx.Done()
			return nil, ctx.Err()
		}
		k.far.Close()
		if _, err := c.Licenses(ctx, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want %v", err, context.Canceled)
		}
	})
}

// TestOrderInPartsOverACutLine cuts the line while an order of several
// messages is sent to a device that forgets the parts it had.
func TestOrderInPartsOverACutLine(t *testing.T) {
	for frame := 5; frame < 20; frame++ {
		s := newStation(100)
		k := &socket{station: s, cuts: []int{frame}}
		k.connect(t, func(t *testing.T, c *Client) {
			lines := capability.ReturnAll(s.Held).Lines
			if _, err := c.MakeRequest(t.Context(), lines, nil); err != nil || s.Makes != 1 || !slices.Equal(s.Lines, lines) {
				t.Errorf("cut at frame %d: %v, %d requests made, the last of %d lines", frame, err, s.Makes, len(s.Lines))
			}
		})
	}
}
