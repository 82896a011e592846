package device

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/serial"
	"handback/device/smp"
	"handback/device/traffic"
)

// sockets play the sockets of a laptop.
type sockets struct {
	ports  []serial.Port
	from   time.Time     // when the ports are there; zero: always
	opened []string      // paths
	until  map[int]error // of the n-th opening, from 0
	last   net.Conn
}

func (s *sockets) list() ([]serial.Port, error) {
	if time.Now().Before(s.from) {
		return nil, nil
	}
	return s.ports, nil
}

func (s *sockets) open(path string, _ int) (smp.Conn, error) {
	if err := s.until[len(s.opened)]; err != nil {
		s.opened = append(s.opened, path)
		return nil, err
	}
	s.opened = append(s.opened, path)
	near, far := net.Pipe()
	s.last = far
	return near, nil
}

func ftdi(path, number, place string) serial.Port {
	return serial.Port{Path: path, USB: &serial.USB{VendorID: "0403", ProductID: "6001", Serial: number, Port: place, Channel: "1.0"}}
}

// TestFindsThePortAgain: a port was at /dev/ttyUSB0, and this is what is
// plugged in afterwards.
func TestFindsThePortAgain(t *testing.T) {
	lost := ftdi("/dev/ttyUSB0", "A1", "1-2")
	unnumbered := ftdi("/dev/ttyUSB0", "", "1-2")
	denied := &serial.PermissionError{Path: "/dev/ttyUSB1", Group: "dialout"}
	tests := []struct {
		name   string
		lost   serial.Port
		after  []serial.Port
		until  map[int]error
		opened string // empty: it isn't found
	}{
		{"under another name", lost, []serial.Port{ftdi("/dev/ttyUSB1", "A1", "1-2")}, nil, "/dev/ttyUSB1"},
		{"under its own", lost, []serial.Port{lost}, nil, "/dev/ttyUSB0"},
		{"in another socket", lost, []serial.Port{ftdi("/dev/ttyUSB1", "A1", "1-7")}, nil, "/dev/ttyUSB1"},
		{"another adapter there", lost, []serial.Port{ftdi("/dev/ttyUSB0", "A2", "1-2")}, nil, ""},
		{"two with its number elsewhere", lost, []serial.Port{ftdi("/dev/ttyUSB0", "A1", "1-3"), ftdi("/dev/ttyUSB1", "A1", "1-4")}, nil, ""},
		{"two with its number, one there", lost, []serial.Port{ftdi("/dev/ttyUSB0", "A1", "1-3"), ftdi("/dev/ttyUSB1", "A1", "1-2")}, nil, "/dev/ttyUSB1"},
		{"without a number, there", unnumbered, []serial.Port{ftdi("/dev/ttyUSB1", "", "1-2")}, nil, "/dev/ttyUSB1"},
		{"without a number, elsewhere", unnumbered, []serial.Port{ftdi("/dev/ttyUSB1", "", "1-3")}, nil, ""},
		{"forbidden for a moment", lost, []serial.Port{ftdi("/dev/ttyUSB1", "A1", "1-2")}, map[int]error{1: denied, 2: denied}, "/dev/ttyUSB1"},
		{"looked at by another program", lost, []serial.Port{ftdi("/dev/ttyUSB1", "A1", "1-2")}, map[int]error{1: &serial.BusyError{}}, "/dev/ttyUSB1"},
		{"built in", serial.Port{Path: "/nowhere/ttyS9"}, nil, nil, "/nowhere/ttyS9"},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			s := &sockets{until: tt.until, ports: tt.after, from: time.Now().Add(10 * time.Second)}
			var waits []Wait
			f := &finder{port: tt.lost, list: s.list, open: s.open, options: Options{
				ReconnectTimeout: time.Minute, Waiting: func(w Wait) { waits = append(waits, w) },
			}}
			dead, err := f.dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			back, err := f.redial(t.Context())
			if _, err := dead.Write([]byte("x")); err == nil {
				t.Errorf("%s: the dead port is still open", tt.name)
			}
			if tt.opened == "" {
				if !errors.Is(err, serial.ErrUnplugged) || !errors.Is(err, serial.ErrNoPort) || time.Since(start) != time.Minute || len(waits) != 1 || len(s.opened) != 1 {
					t.Errorf("%s: %v after %s, told %+v, opened %v", tt.name, err, time.Since(start), waits, s.opened)
				}
				return
			}
			if err != nil || f.at().Path != tt.opened || s.opened[len(s.opened)-1] != tt.opened {
				t.Fatalf("%s: opened %v, %v", tt.name, s.opened, err)
			}
			if len(waits) != 2 || waits[0].Back || waits[0].Port.Path != tt.lost.Path || !waits[1].Back || waits[1].Port.Path != tt.opened {
				t.Errorf("%s: told %+v", tt.name, waits)
			}
			if err := back.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := &sockets{}
		f := &finder{port: ftdi("/dev/ttyUSB0", "A1", "1-2"), list: s.list, open: s.open, options: Options{ReconnectTimeout: time.Hour}}
		start := time.Now()
		if _, err := f.redial(ctx); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, serial.ErrUnplugged) || time.Since(start) != time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
}

// TestCountsGoOn: what looks at a line looks at the one that replaces it.
func TestCountsGoOn(t *testing.T) {
	s := &sockets{}
	var count traffic.Counter
	var seen []byte
	f := &finder{port: serial.Port{Path: "/nowhere/ttyS9"}, list: s.list, open: s.open, options: Options{
		ReconnectTimeout: time.Second, Traffic: &count, Tap: func(p []byte) { seen = append(seen, p...) },
	}}
	l, err := f.dial(t.Context())
	for _, text := range []string{"one", "two"} {
		if err != nil {
			t.Fatal(err)
		}
		go func() { _, _ = s.last.Write([]byte(text)) }()
		if _, err := l.Read(make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
		l, err = f.redial(t.Context())
	}
	if got := count.Counts(); got.Received != 6 || string(seen) != "onetwo" {
		t.Errorf("%+v, seen %q", got, seen)
	}
}

// TestNewPortMayBeForbiddenForAMoment: the system makes the node first, and
// gives it to its group then.
func TestNewPortMayBeForbiddenForAMoment(t *testing.T) {
	for name, tt := range map[string]struct {
		age    time.Duration
		denied int // openings
		opens  bool
		tries  int
	}{
		"plugged in just now": {0, 2, true, 3},
		"there for long":      {time.Hour, 2, false, 1},
		"free":                {time.Hour, 0, true, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ttyUSB0")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			made := time.Now().Add(-tt.age)
			if err := os.Chtimes(path, made, made); err != nil {
				t.Fatal(err)
			}
			tries := 0
			f := &finder{port: serial.Port{Path: path}, open: func(string, int) (smp.Conn, error) {
				if tries++; tries <= tt.denied {
					return nil, &serial.PermissionError{Path: path}
				}
				return nil, errors.New("opened")
			}}
			_, err := f.dialFirst(t.Context())
			if opened := !errors.Is(err, serial.ErrPermission); opened != tt.opens || tries != tt.tries {
				t.Errorf("%s: %v after %d tries", name, err, tries)
			}
		})
	}
}

// TestActGoesOnAfterThePortCameBack: unplugged and plugged in again, with the
// same device behind it or another one.
func TestActGoesOnAfterThePortCameBack(t *testing.T) {
	t.Parallel()
	for back, want := range map[string]error{"SN0042": nil, "SN0043": smp.ErrOtherDevice} {
		t.Run(back, func(t *testing.T) {
			t.Parallel()
			there := "SN0042"
			path, cable := plugIn(t, func(ctx context.Context, line io.ReadWriter) error { return speaks(there)(ctx, line) })
			var waits []Wait
			d, err := Open(t.Context(), path, Options{ReconnectTimeout: time.Minute, Waiting: func(w Wait) {
				if waits = append(waits, w); !w.Back {
					there = back
					if err := cable.Plug(context.Background()); err != nil {
						t.Error(err)
					}
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			if err := cable.Pull(); err != nil {
				t.Fatal(err)
			}
			id, err := d.Identify(t.Context())
			if !errors.Is(err, want) || err == nil && id.Serial != "SN0042" {
				t.Errorf("%+v answers: %v, want %v", id, err, want)
			}
			if len(waits) != 2 || waits[0].Back || !waits[1].Back || waits[1].Port.Path != path {
				t.Errorf("told %+v", waits)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
