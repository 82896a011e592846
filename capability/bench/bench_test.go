package bench

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
)

// fake is a device of which only the identity counts.
type fake struct {
	capability.Device
	closed int
}

func (f *fake) Close() error {
	f.closed++
	return nil
}

func hostOf(name string) capability.HostID { return capability.HostID{Type: "STRING", Value: name} }

// atPorts is a bench at whose ports those hosts answer; an empty one hangs until its
// context ends.
func atPorts(hosts map[string]string) *Bench {
	return New(Options{
		Ports: func(context.Context, capability.HostID) (names []string, err error) {
			for name := range hosts {
				names = append(names, name)
			}
			return names, nil
		},
		Open: func(ctx context.Context, port string) (capability.Device, capability.Identity, error) {
			if hosts[port] == "" {
				<-ctx.Done()
				return nil, capability.Identity{}, ctx.Err()
			}
			return &fake{}, capability.Identity{Host: hostOf(hosts[port])}, nil
		},
	})
}

// TestFind finds a device by asking who is there.
func TestFind(t *testing.T) {
	for name, c := range map[string]struct {
		hosts map[string]string
		port  string
		want  error
		most  time.Duration
	}{
		"alone":           {map[string]string{"a": "X"}, "a", nil, 0},
		"among others":    {map[string]string{"a": "Y", "b": "X", "c": "Z"}, "b", nil, 0},
		"beside a hanger": {map[string]string{"a": "X", "b": ""}, "a", nil, patience},
		"not there":       {map[string]string{"a": "Y"}, "", ErrNotThere, 0},
		"no port":         {nil, "", ErrNotThere, 0},
		"twice":           {map[string]string{"a": "X", "b": "Y", "c": "X"}, "", ErrTwice, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, begun := atPorts(c.hosts), time.Now()
				s, err := b.ports.find(t.Context(), hostOf("X"), nil)
				if !errors.Is(err, c.want) || (s != nil) != (c.want == nil) || time.Since(begun) > c.most {
					t.Errorf("found %v after %v: %v", s, time.Since(begun), err)
				}
				if s != nil {
					if s.port.name != c.port {
						t.Errorf("found at %s", s.port.name)
					}
					b.ports.leave(s, false)
				}
				if err := b.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestFindWaitsOnceForAPortThatHangs: the second unit is not held up any more.
func TestFindWaitsOnceForAPortThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := atPorts(map[string]string{"a": "X", "b": "Y", "c": ""})
		defer b.Close()
		for _, host := range []string{"X", "Y"} {
			begun := time.Now()
			s, err := b.ports.find(t.Context(), hostOf(host), nil)
			if err != nil {
				t.Fatal(err)
			}
			if host == "Y" && time.Since(begun) > 0 {
				t.Errorf("it took %v", time.Since(begun))
			}
			b.ports.leave(s, false)
		}
	})
}

// TestMeetMarksTwins tells both of two with one host ID.
func TestMeetMarksTwins(t *testing.T) {
	b := atPorts(map[string]string{"a": "X", "b": "Y", "c": "X"})
	all, err := b.Meet(t.Context(), false, nil)
	if err = errors.Join(err, b.Close()); err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if errors.Is(m.Err, ErrTwice) != (m.Port != "b") {
			t.Errorf("%s: %v", m.Port, m.Err)
		}
	}
	if _, err := b.Meet(t.Context(), false, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}
