package line_test

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability/testkit"
	"handback/device/sim/line"
	"handback/device/smp"
)

// fault is what happens to one message: it becomes these pieces on the line,
// after a while.
type fault struct {
	name  string
	pause time.Duration
	spoil func(message []byte) [][]byte
	hold  bool // it is sent behind the next one

	answers bool // only of answers: no line does it to requests
}

func faults() []fault {
	same := func(m []byte) [][]byte { return [][]byte{m} }
	return []fault{
		{name: "a second of silence", pause: time.Second, spoil: same},
		{name: "lost", spoil: func([]byte) [][]byte { return nil }},
		{name: "twice", spoil: func(m []byte) [][]byte { return [][]byte{m, m} }, answers: true},
		{name: "behind the next", spoil: same, hold: true, answers: true},
		{name: "cut in the middle", spoil: func(m []byte) [][]byte { return [][]byte{m[:len(m)/2]} }},
		{name: "a log line within", spoil: func(m []byte) [][]byte {
			return [][]byte{m[:len(m)/2], []byte("\r\n[  12.345678] pump: \x1b[31mlow\x1b[0m\r\n"), m[len(m)/2:]}
		}},
	}
}

// faultyEnd lets one message through with a fault. Each Write is a message.
type faultyEnd struct {
	*line.End
	fault fault
	at    int // number of the message, from 1; 0: none

	n    int
	done int // messages that had the fault
}

// holdFor is how long a message waits for another one to come before it.
const holdFor = 100 * time.Millisecond

func (s *faultyEnd) Write(p []byte) (int, error) {
	s.n++
	pieces := [][]byte{p}
	if s.n == s.at {
		s.done++
		time.Sleep(s.fault.pause)
		pieces = s.fault.spoil(p)
		if s.fault.hold {
			late := append([]byte(nil), p...)
			time.AfterFunc(holdFor, func() { _, _ = s.End.Write(late) }) // too late for a line that ended
			pieces = nil
		}
	}
	for _, piece := range pieces {
		if _, err := s.End.Write(piece); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// TestFaultAtAnyMessage spoils each message of each act in each direction, one
// a run. The acts come out right anyway.
func TestFaultAtAnyMessage(t *testing.T) {
	for _, fast := range []bool{false, true} {
		for _, f := range faults() {
			for _, toDevice := range []bool{false, true} {
				if toDevice && f.answers {
					continue
				}
				t.Run(fmt.Sprintf("%s, to the device %v, fast %v", f.name, toDevice, fast), func(t *testing.T) {
					covered := 0
					for _, a := range acts() {
						for at := 1; spoilOnce(t, a, f, at, toDevice, fast); at += testkit.Step(5) {
							covered++
						}
					}
					t.Logf("%d messages of %d acts", covered, len(acts()))
				})
			}
		}
	}
}

// spoilOnce reports whether there was such a message.
func spoilOnce(t *testing.T, a act, f fault, at int, toDevice, fast bool) (met bool) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &faultyEnd{fault: f}
		wrap := func(e *line.End) *faultyEnd {
			s.End = e
			return s
		}
		r := setup{station: newDevice(20, 1000), server: smp.ServerOptions{Fast: fast}}
		if toDevice {
			r.laptop = func(e *line.End) smp.Conn { return wrap(e) }
		} else {
			r.device = func(e *line.End) io.ReadWriter { return wrap(e) }
		}
		c, err := r.connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // for who counts messages
		s.at = s.n + at
		if err := a.do(t.Context(), c.client, r.station); err != nil {
			t.Errorf("%s, message %d: %v", a.name, at, err)
		}
		time.Sleep(time.Second) // for what is late
		if err := c.close(); err != nil {
			t.Error(err)
		}
		met = s.done > 0
	})
	return met
}

// TestConnectAfterKill: a device that was left in the middle of a packet, of
// either framing, answers the next who comes.
func TestConnectAfterKill(t *testing.T) {
	for name, rest := range map[string]string{
		"half a line":            "\x06\x09AEkB",
		"half a frame":           "\x06\x09AEkBAAA\n",
		"half a stuffed packet":  "\x00\x02\x02\x05",
		"a stuffed packet begun": "\x00",
		"somebody's typing":      "reboot --for",
	} {
		for _, fast := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, fast %v", name, fast), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := setup{station: newDevice(2, 1), server: smp.ServerOptions{Fast: fast}}
					c, err := r.connect(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					if err := c.client.Close(); err != nil {
						t.Fatal(err)
					}
					port := c.conn()
					if _, err := port.Write([]byte(rest)); err != nil {
						t.Fatal(err)
					}
					if err := port.Close(); err != nil {
						t.Fatal(err)
					}
					again, err := smp.Connect(t.Context(), c.conn(), r.client)
					if err != nil {
						t.Fatal(err)
					}
					if err := errors.Join(readLicenses(t.Context(), again, r.station), again.Close(), c.close()); err != nil {
						t.Error(err)
					}
				})
			})
		}
	}
}
