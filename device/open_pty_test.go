//go:build unix

package device

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"handback/capability"
	"handback/device/smp"
	"handback/device/traffic"
)

// named is a device of that model.
type named struct {
	station
	model string
}

func (n named) Identify(ctx context.Context) (capability.Identity, error) {
	id, err := n.station.Identify(ctx)
	id.Model = n.model
	return id, err
}

// plugIn serves a device on a PTY until the test ends.
func plugIn(t *testing.T, model string) (path string) {
	t.Helper()
	far, path := openPTY(t)
	served := make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { served <- smp.Serve(ctx, far, named{model: model}, smp.ServerOptions{}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("%s: %v", model, err)
		}
	})
	return path
}

func TestTwoDevicesAtOnce(t *testing.T) {
	models := []string{"X200", "X300"}
	var counts [2]traffic.Counter
	var devices [2]capability.Device
	for i, model := range models {
		var err error
		devices[i], err = Open(t.Context(), plugIn(t, model), Options{Traffic: &counts[i]})
		if err != nil {
			t.Fatal(err)
		}
		defer devices[i].Close()
	}
	answers := make(chan error)
	for i, model := range models {
		go func() {
			for range 20 {
				if id, err := devices[i].Identify(t.Context()); err != nil || id.Model != model {
					answers <- errors.Join(err, errors.New(model+" answers as "+id.Model))
					return
				}
			}
			answers <- nil
		}()
	}
	for range models {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
	for i := range models {
		if c := counts[i].Counts(); c.Sent == 0 || c.Received == 0 || c.Damaged != 0 {
			t.Errorf("%s: %+v", models[i], c)
		}
	}
}

// TestMemoryKnowsWhoAnsweredAtALink: a link is a port of its own, which stays
// the same when it leads elsewhere.
func TestMemoryKnowsWhoAnsweredAtALink(t *testing.T) {
	link := filepath.Join(t.TempDir(), "device.port")
	m := openMemory(t, t.TempDir())
	if err := os.Symlink(plugIn(t, "X200"), link); err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), link, Options{Memory: m})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if a, ok := m.At(Find(nil, link)); ok {
		t.Errorf("before anybody asked: %+v", a)
	}
	if _, err := d.Identify(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a, ok := m.At(Find(nil, link)); !ok || a.Model != "X200" || a.Baud != DefaultBaud {
		t.Errorf("%+v, %v", a, ok)
	}
}

func TestProbeOfAPTY(t *testing.T) {
	path := plugIn(t, "X200")
	info, err := NewLister().Look(path)
	if err != nil || !info.Free() {
		t.Fatalf("%+v, %v", info, err)
	}
	err = Probe(t.Context(), []PortInfo{info}, ProbeOptions{}, func(p Probed) {
		if p.Protocol != ProtocolSMP || p.Identity == nil || p.Identity.Model != "X200" || p.Baud != DefaultBaud || p.Err != nil {
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
	if err := p.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := far.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Read(make([]byte, 4)); n != 1 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}
