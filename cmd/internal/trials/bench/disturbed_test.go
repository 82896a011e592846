package bench

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/device/sim/line"
	"handback/tui/text"
)

// disturbance is what befalls a unit in the middle of an act. It gives what a person
// does about it.
type disturbance func(u *unit) (mend func())

func disturbances() map[string]disturbance {
	return map[string]disturbance{
		"pulled before it hears": func(u *unit) func() {
			u.line.HangUp()
			return u.line.PlugIn
		},
		"pulled while it answers": func(u *unit) func() {
			u.line.HangUpAfter(line.BToA, 10)
			return u.line.PlugIn
		},
		"hangs":           hangs,
		"floods its line": floods,
	}
}

// hangs has a device say nothing any more until it is switched off and on.
func hangs(u *unit) func() {
	u.stop()
	err := <-u.served
	return func() {
		u.served = make(chan error, 1)
		if err != nil {
			u.served <- err
			return
		}
		u.serve()
	}
}

// floods has a device fill its line, among its answers.
func floods(u *unit) func() {
	stop, stopped := make(chan struct{}), make(chan struct{})
	text := []byte(strings.Repeat("[   12.345678] usb 1-1: something is very wrong\r\n", 20))
	go func() {
		defer close(stopped)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			u.line.Inject(line.BToA, text)
			select {
			case <-tick.C:
			case <-stop:
				return
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		u.line.PlugIn() // what is still on its way is lost
	}
}

var everyCommand = flag.Bool("bench.every", false, "disturb at every command, which takes a minute")

// stride is how far the commands are apart at which a unit is disturbed.
func stride() int {
	switch {
	case *everyCommand:
		return 1
	case testing.Short():
		return 12
	default:
		return 5
	}
}

// needs are what a return stops at, one after the other.
func needs() []capability.Need {
	return []capability.Need{capability.NeedsPortal, capability.NeedsPortal, capability.NeedsNothing}
}

func came(out bench.Outcome, to capability.Need) bool {
	missing, _ := errors.AsType[*desk.Missing](out.Err)
	return to == capability.NeedsNothing && out.Err == nil || missing != nil && missing.Need == to && to != capability.NeedsNothing
}

// trace is what the units are asked in three whole returns of which none is disturbed.
func trace(t *testing.T) (all [][]string) {
	inShop(t, 3, func(_ *testing.T, s *shop) {
		tasks := s.startAll(s.units)
		s.forget()
		s.giveBack(tasks)
		for _, u := range s.units {
			all = append(all, u.commands())
		}
	})
	return all
}

// commands are what a unit was asked beside who is there, which all are asked when
// one is sought.
func (u *unit) commands() []string {
	return slices.DeleteFunc(slices.Clone(u.asked), func(what string) bool { return what == whoIsThere })
}

func (s *shop) forget() {
	for _, u := range s.units {
		u.asked = nil
	}
}

// strikeAt has something befall the first unit when it is asked first who is
// there, which is 0, or at its n-th command.
func (s *shop) strikeAt(n int, strike func()) {
	came := 0
	s.begins = func(u *unit) {
		if u != s.units[0] || n > 0 && u.asked[len(u.asked)-1] == whoIsThere {
			return
		}
		if came++; came == max(n, 1) {
			strike()
		}
	}
}

// TestOneIsDisturbedInEachAct: whatever befalls one unit in whichever act, the others
// are asked exactly what they are asked without it. It says why it stopped, and goes
// on when that is repaired.
func TestOneIsDisturbedInEachAct(t *testing.T) {
	undisturbed, kind := trace(t), 0
	for name, befalls := range disturbances() {
		t.Run(name, func(t *testing.T) {
			kind++
			for n, command := range append([]string{whoIsThere}, undisturbed[0]...) {
				if (n+kind)%stride() > 0 {
					continue
				}
				inShop(t, 3, func(t *testing.T, s *shop) {
					tasks := s.startAll(s.units)
					s.forget()
					var mend func()
					s.strikeAt(n, func() { mend = befalls(s.units[0]) })
					for i, need := range needs() {
						all := s.bench.RunAll(t.Context(), tasks, s.hear)
						for i, out := range all[1:] {
							if !came(out, need) {
								t.Errorf("%d, %s: unit %d came to %v", n, command, i+1, out.Err)
							}
						}
						if mend != nil {
							explained(t, n, command, all[0], need)
							mend()
							mend = nil
							s.run(tasks[:1], need)
						}
						if i < 2 {
							s.answer()
						}
					}
					for i, u := range s.units[1:] {
						if got := u.commands(); !slices.Equal(got, undisturbed[i+1]) {
							t.Errorf("%d, %s: unit %d was asked %q, and %q when nobody is disturbed", n, command, i+1, got, undisturbed[i+1])
						}
					}
					s.check(tasks)
				})
			}
		})
	}
}

// explained checks that a unit came to its need nevertheless, or says why not in
// words that a person was given.
func explained(t *testing.T, n int, command string, out bench.Outcome, need capability.Need) {
	t.Helper()
	if came(out, need) {
		return
	}
	if out.Err == nil || strings.HasPrefix(text.Explain(out.Err).What, "Something failed") {
		t.Errorf("%d, %s: it says %v", n, command, out.Err)
	}
}

// TestHubResetsInEachAct: all units are gone in the middle of an act, and come back at
// other ports. Each says why it stopped, and all go on.
func TestHubResetsInEachAct(t *testing.T) {
	for n, command := range append([]string{whoIsThere}, trace(t)[0]...) {
		if n%stride() > 0 {
			continue
		}
		inShop(t, 3, func(t *testing.T, s *shop) {
			tasks := s.startAll(s.units)
			s.forget()
			reset := false
			s.strikeAt(n, func() { reset = true; s.resetHub() })
			for i, need := range needs() {
				for i, out := range s.bench.RunAll(t.Context(), tasks, s.hear) {
					if reset {
						explained(t, n, command, out, need)
					} else if !came(out, need) {
						t.Errorf("%d, %s: unit %d came to %v", n, command, i, out.Err)
					}
				}
				if reset {
					reset = false
					for _, u := range s.units {
						u.line.PlugIn()
					}
					s.run(tasks, need)
				}
				if i < 2 {
					s.answer()
				}
			}
			s.check(tasks)
		})
	}
}

// resetHub has all units gone. The ports that come back have other names, and each
// unit is at that of its neighbor.
func (s *shop) resetHub() {
	for _, u := range s.units {
		u.line.HangUp()
	}
	s.mu.Lock()
	s.names = nil
	clear(s.plugged)
	s.mu.Unlock()
	for i, u := range s.units {
		s.plug(fmt.Sprintf("port-%02d", 20+(i+1)%len(s.units)), u)
	}
}

// TestSixteenPluggedInTheSameSecond: each is met once, while others are being met and
// sought, and all go on together.
func TestSixteenPluggedInTheSameSecond(t *testing.T) {
	inShop(t, 16, func(t *testing.T, s *shop) {
		tasks := s.startAll(s.units)
		s.forget()
		s.mu.Lock()
		s.names = nil
		s.mu.Unlock()
		outs := make([]bench.Outcome, len(tasks))
		var running sync.WaitGroup
		for i, u := range s.units {
			time.Sleep(50 * time.Millisecond)
			s.plug(u.port, u)
			running.Go(func() {
				if _, err := s.bench.Meet(t.Context(), true, nil); err != nil {
					t.Error(err)
				}
				outs[i] = s.bench.Run(t.Context(), tasks[i], s.hear)
			})
		}
		running.Wait()
		for i, out := range outs {
			if !came(out, capability.NeedsPortal) || out.Port != s.units[i].port {
				t.Errorf("unit %d at %q came to %v", i, out.Port, out.Err)
			}
		}
		s.answer()
		s.run(tasks, capability.NeedsPortal)
		s.answer()
		s.run(tasks, capability.NeedsNothing)
		s.check(tasks)
		for i, u := range s.units {
			if n := len(u.asked) - len(u.commands()); n > 8 { // all who want to know wait for the same question
				t.Errorf("unit %d was asked %d times who is there", i, n)
			}
		}
	})
}
