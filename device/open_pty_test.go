//go:build unix

package device

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"handback/capability"
	"handback/device/smp"
	"handback/device/traffic"
)

// named is a device of that serial number.
type named struct {
	station
	serial string
}

func (n named) Identify(ctx context.Context) (capability.Identity, error) {
	id, err := n.station.Identify(ctx)
	id.Serial = n.serial
	return id, err
}

// plugIn serves a device on a PTY until it is unplugged or the test ends.
func plugIn(t *testing.T, serial string) (path string, unplug func()) {
	t.Helper()
	far, path := openPTY(t)
	ended := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer close(ended)
		_ = smp.Serve(ctx, far, named{serial: serial}, smp.ServerOptions{}) // ends as the line does
	}()
	unplug = sync.OnceFunc(func() {
		cancel()
		<-ended
		far.Close()
	})
	t.Cleanup(unplug)
	return path, unplug
}

// link makes name lead to path, wherever it led before.
func link(t *testing.T, path, name string) {
	t.Helper()
	if err := errors.Join(os.RemoveAll(name), os.Symlink(path, name)); err != nil {
		t.Fatal(err)
	}
}

func TestTwoDevicesAtOnce(t *testing.T) {
	serials := []string{"SN0042", "SN0043"}
	var counts [2]traffic.Counter
	var devices [2]capability.Device
	for i, serial := range serials {
		path, _ := plugIn(t, serial)
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
func TestMemoryKnowsWhoAnsweredAtALink(t *testing.T) {
	name := filepath.Join(t.TempDir(), "device.port")
	m := openMemory(t, t.TempDir())
	path, _ := plugIn(t, "SN0042")
	link(t, path, name)
	d, err := Open(t.Context(), name, Options{Memory: m})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if a, ok := m.At(Find(nil, name)); ok {
		t.Errorf("before anybody asked: %+v", a)
	}
	if _, err := d.Identify(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a, ok := m.At(Find(nil, name)); !ok || a.Serial != "SN0042" || a.Baud != DefaultBaud {
		t.Errorf("%+v, %v", a, ok)
	}
}

// TestActGoesOnAfterThePortCameBack: unplugged and plugged in again, with the
// same device behind it or another one.
func TestActGoesOnAfterThePortCameBack(t *testing.T) {
	for serial, want := range map[string]error{"SN0042": nil, "SN0043": smp.ErrOtherDevice} {
		name := filepath.Join(t.TempDir(), "device.port")
		path, unplug := plugIn(t, "SN0042")
		link(t, path, name)
		var waits []Wait
		d, err := Open(t.Context(), name, Options{Patience: time.Minute, Waiting: func(w Wait) {
			if waits = append(waits, w); !w.Back {
				path, _ := plugIn(t, serial)
				link(t, path, name)
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		unplug()
		id, err := d.Identify(t.Context())
		if !errors.Is(err, want) || err == nil && id.Serial != "SN0042" {
			t.Errorf("%s answers: %+v, %v, want %v", serial, id, err, want)
		}
		if len(waits) != 2 || waits[0].Back || !waits[1].Back || waits[1].Port.Path != name {
			t.Errorf("%s: told %+v", serial, waits)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestProbeOfAPTY(t *testing.T) {
	path, _ := plugIn(t, "SN0042")
	info, err := NewLister().Look(path)
	if err != nil || !info.Free() {
		t.Fatalf("%+v, %v", info, err)
	}
	err = Probe(t.Context(), []PortInfo{info}, ProbeOptions{}, func(p Probed) {
		if p.Protocol != ProtocolSMP || p.Identity == nil || p.Identity.Serial != "SN0042" || p.Baud != DefaultBaud || p.Err != nil {
			t.Errorf("%+v", p)
		}
	})
	if err != nil {
		t.Error(err)
	}
	mustOpen(t, path)
}

func TestPTYChangesItsRate(t *testing.T) {
	far, path := openPTY(t)
	p := mustOpen(t, path)
	if err := p.SetBaud(9600); err != nil {
		t.Fatal(err)
	}
	if _, err := far.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Read(make([]byte, 4)); n != 1 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}
