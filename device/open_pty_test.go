package device

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"time"

	"handback/capability"
	"handback/device/serial"
	"handback/device/sim"
	"handback/device/smp"
	"handback/device/traffic"
)

// plugIn serves a device on a PTY until the cable is pulled or the test ends.
// Path is a link, which stays the same when the cable is plugged in again.
func plugIn(t *testing.T, serve func(ctx context.Context, line io.ReadWriter) error) (path string, cable *sim.Cable) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "device.port")
	cable = sim.NewCable(path, serve)
	if err := cable.Plug(context.Background()); errors.Is(err, sim.ErrNoTerminal) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cable.Pull(); err != nil {
			t.Error(err)
		}
	})
	return path, cable
}

// speaks is a device of that serial number that speaks SMP.
func speaks(serial string) func(ctx context.Context, line io.ReadWriter) error {
	return func(ctx context.Context, line io.ReadWriter) error {
		return smp.Serve(ctx, line, station{serial: serial}, smp.ServerOptions{})
	}
}

// saysNothing leaves unread what is sent.
func saysNothing(ctx context.Context, _ io.ReadWriter) error {
	<-ctx.Done()
	return nil
}

// mustBeFree reports a port that is still held.
func mustBeFree(t *testing.T, path string) {
	t.Helper()
	p, err := serial.Open(path, serial.DefaultBaud)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

func TestSilentPortIsFreed(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a device that never answers")
	}
	t.Parallel()
	path, _ := plugIn(t, saysNothing)
	_, err := Open(t.Context(), path, Options{})
	var silent *SilentError
	if !errors.As(err, &silent) || silent.Received != 0 || silent.Path != path {
		t.Errorf("%v, want a silent %s", err, path)
	}
	mustBeFree(t, path)
}

func TestOpenEndsWithItsContext(t *testing.T) {
	t.Parallel()
	path, _ := plugIn(t, saysNothing)
	for _, boot := range []time.Duration{0, time.Hour} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		start := time.Now()
		if _, err := Open(ctx, path, Options{Boot: boot}); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
			t.Errorf("boot %s: %v after %s", boot, err, time.Since(start))
		}
		cancel()
	}
}

func TestOpenFindsTheDevice(t *testing.T) {
	t.Parallel()
	path, _ := plugIn(t, speaks("SN0042"))
	d, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	id, err := d.Identify(t.Context())
	if err != nil || id.Host.String() != "STRING/SN0042" {
		t.Errorf("%+v, %v", id, err)
	}
	for range 2 {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestTwoDevicesAtOnce(t *testing.T) {
	t.Parallel()
	serials := []string{"SN0042", "SN0043"}
	var counts [2]traffic.Counter
	var devices [2]capability.Device
	for i, serial := range serials {
		path, _ := plugIn(t, speaks(serial))
		var err error
		devices[i], err = Open(t.Context(), path, Options{Traffic: &counts[i]})
		if err != nil {
			t.Fatal(err)
		}
		defer devices[i].Close()
	}
	answers := make(chan error)
	for i, serial := range serials {
		go func() {
			for range 20 {
				if id, err := devices[i].Identify(t.Context()); err != nil || id.Serial != serial {
					answers <- errors.Join(err, errors.New(serial+" answers as "+id.Serial))
					return
				}
			}
			answers <- nil
		}()
	}
	for range serials {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
	for i := range serials {
		if c := counts[i].Counts(); c.Sent == 0 || c.Received == 0 || c.Damaged != 0 {
			t.Errorf("%s: %+v", serials[i], c)
		}
	}
}

// TestMemoryKnowsWhoAnsweredAtALink: a link is a port of its own, which stays
// the same when it leads elsewhere.
func TestHistoryKnowsWhoAnsweredAtALink(t *testing.T) {
	t.Parallel()
	m := openHistory(t, t.TempDir())
	name, _ := plugIn(t, speaks("SN0042"))
	d, err := Open(t.Context(), name, Options{History: m})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if a, ok := m.At(serial.Find(nil, name)); ok {
		t.Errorf("before anybody asked: %+v", a)
	}
	if _, err := d.Identify(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a, ok := m.At(serial.Find(nil, name)); !ok || a.Serial != "SN0042" || a.Baud != serial.DefaultBaud {
		t.Errorf("%+v, %v", a, ok)
	}
}

// TestActGoesOnAfterThePortCameBack: unplugged and plugged in again, with the
// same device behind it or another one.
func TestActGoesOnAfterThePortCameBack(t *testing.T) {
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

func TestProbeOfAPTY(t *testing.T) {
	t.Parallel()
	path, _ := plugIn(t, speaks("SN0042"))
	info, err := serial.NewLister().Stat(path)
	if err != nil || !info.Free() {
		t.Fatalf("%+v, %v", info, err)
	}
	err = Probe(t.Context(), []serial.Port{info}, ProbeOptions{}, func(p Probed) {
		if p.Protocol != ProtocolSMP || p.Identity == nil || p.Identity.Serial != "SN0042" || p.Baud != serial.DefaultBaud || p.Err != nil {
			t.Errorf("%+v", p)
		}
	})
	if err != nil {
		t.Error(err)
	}
	mustBeFree(t, path)
}
