package media

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"handback/capability/testkit"
)

// fakeEjector is an ejector that does as it is told.
type fakeEjector struct {
	unmount, powerOff error
	stays             bool // it says that it unmounted, and did not
	on                *model
	asked             []string
}

func (s *fakeEjector) Unmount(_ context.Context, device string) error {
	s.asked = append(s.asked, "unmount "+device)
	if s.unmount == nil && !s.stays {
		s.on.pulled = true
	}
	return s.unmount
}

func (s *fakeEjector) PowerOff(_ context.Context, device string) error {
	s.asked = append(s.asked, "power off "+device)
	return s.powerOff
}

func TestRelease(t *testing.T) {
	busy := fmt.Errorf("%w: photo viewer", ErrBusy)
	tests := map[string]struct {
		ejector   fakeEjector
		mayRemove bool
		unmounted bool
		off       bool
		missing   error
	}{
		"all":                      {fakeEjector{}, true, true, true, nil},
		"a card":                   {fakeEjector{powerOff: errStaysOn}, true, true, false, nil},
		"another part is in use":   {fakeEjector{powerOff: busy}, false, true, false, ErrBusy},
		"another part is others'":  {fakeEjector{powerOff: ErrPermission}, false, true, false, ErrPermission},
		"the service went away":    {fakeEjector{powerOff: ErrNoService}, false, true, false, ErrNoService},
		"in use":                   {fakeEjector{unmount: busy}, false, false, false, ErrBusy},
		"no service":               {fakeEjector{unmount: ErrNoService}, false, false, false, ErrNoService},
		"not allowed":              {fakeEjector{unmount: ErrPermission}, false, false, false, ErrPermission},
		"the service was mistaken": {fakeEjector{stays: true}, false, false, false, ErrBusy},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := newModel()
			stick := m.stick()
			stick.Device = "/dev/sdb1"
			tt.ejector.on = m
			got, err := stick.release(t.Context(), &tt.ejector)
			if err != nil {
				t.Fatal(err)
			}
			if got.Unmounted && !got.Synced {
				t.Error("it was unmounted, and not all is written")
			}
			if err := (SitePolicy{Release: true}).AllowsRemoval(got); (err == nil) != tt.mayRemove {
				t.Errorf("a site that wants sticks released says %v", err)
			}
			if got.MayRemove() != tt.mayRemove || got.Unmounted != tt.unmounted || got.PoweredOff != tt.off || !errors.Is(got.Missing, tt.missing) {
				t.Errorf("Release = %+v", got)
			}
			if m.order() != "syncfs" || !strings.HasPrefix(strings.Join(tt.ejector.asked, " "), "unmount /dev/sdb1") {
				t.Errorf("did %q and asked %q", m.order(), tt.ejector.asked)
			}
		})
	}
}

func TestReleaseOfWhatIsNoStick(t *testing.T) {
	stick := newModel().stick()
	stick.Device, stick.Folder = "/dev/sda2", true
	asked := fakeEjector{}
	got, err := stick.release(t.Context(), &asked)
	if err != nil || got.MayRemove() || !errors.Is(got.Missing, ErrNotStick) || len(asked.asked) != 0 {
		t.Errorf("Release = %+v, %v, asked %q", got, err, asked.asked)
	}
}

// A stick that fails, or is pulled, at any moment of its release is never said
// to be released.
func TestReleaseEveryFault(t *testing.T) {
	count := newModel()
	stick := count.stick()
	stick.Device = "/dev/sdb1"
	if _, err := stick.release(t.Context(), &fakeEjector{on: count}); err != nil {
		t.Fatal(err)
	}
	points := 0
	for at := 1; at < count.ops; at++ { // the last is the look that finds it gone
		for _, number := range []error{numberBroken, numberGone, numberFull, numberReadOnly} {
			m := newModel()
			stick := m.stick()
			stick.Device = "/dev/sdb1"
			m.failAt, m.err = at, number
			got, err := stick.release(t.Context(), &fakeEjector{on: m})
			if err == nil || got.Synced || got.MayRemove() {
				t.Errorf("%v at operation %d: %+v, %v", number, at, got, err)
			}
			points++
		}
	}
	if points == 0 {
		t.Error("nothing was tried")
	}
	t.Logf("%d points", points)
}

func TestReleaseOfAFolder(t *testing.T) {
	got, err := open(t, testkit.Dir(t)).Release(t.Context())
	if err != nil || got.MayRemove() || got.Synced != syncsVolumes || got.Missing == nil {
		t.Errorf("Release = %+v, %v", got, err)
	}
}
