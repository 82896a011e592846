//go:build linux || darwin

package sim_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"handback/device/sim"
	"handback/device/smp"
)

// newCable puts the device on a cable that is pulled when the test ends.
func newCable(t *testing.T, d *sim.Device) (*sim.Cable, string) {
	t.Helper()
	link := filepath.Join(t.TempDir(), "port")
	cable := sim.NewCable(link, func(ctx context.Context, line io.ReadWriter) error {
		return d.Serve(ctx, line, smp.ServerOptions{})
	})
	t.Cleanup(func() {
		if err := cable.Pull(); err != nil {
			t.Error(err)
		}
	})
	return cable, link
}

// openPort opens a terminal as a program does that never becomes its session.
func openPort(t *testing.T, link string) *os.File {
	t.Helper()
	port, err := os.OpenFile(link, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func serialOver(t *testing.T, link string) string {
	t.Helper()
	client, err := smp.Connect(t.Context(), openPort(t, link), smp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	id, err := client.Identify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return id.Serial
}

func TestProgramsComeAndGo(t *testing.T) {
	cable, link := newCable(t, start(t, t.TempDir(), options(t)))
	if err := cable.Plug(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if serial := serialOver(t, link); serial != sim.DefaultSerial {
			t.Errorf("answered as %q", serial)
		}
	}
}

func TestPulledCable(t *testing.T) {
	cable, link := newCable(t, start(t, t.TempDir(), options(t)))
	if err := cable.Plug(t.Context()); err != nil {
		t.Fatal(err)
	}
	port := openPort(t, link)
	defer port.Close()
	read := make(chan error, 1)
	go func() {
		_, err := port.Read(make([]byte, 1))
		read <- err
	}()
	if err := cable.Pull(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-read:
		if err == nil {
			t.Error("the program read on")
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the program was not told")
	}
	if _, err := os.Lstat(link); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the link is still there: %v", err)
	}
	if err := cable.Pull(); err != nil {
		t.Errorf("pulled twice: %v", err)
	}
	if err := cable.Plug(t.Context()); err != nil {
		t.Fatal(err)
	}
	if serial := serialOver(t, link); serial != sim.DefaultSerial {
		t.Errorf("plugged in again it answered as %q", serial)
	}
}

func TestCableOutlivesTheEndOfItsContext(t *testing.T) {
	cable, link := newCable(t, start(t, t.TempDir(), options(t)))
	ctx, stop := context.WithCancel(t.Context())
	if err := cable.Plug(ctx); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := cable.Pull(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(link); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the link is still there: %v", err)
	}
}

func TestTheLinkOfAKilledSimulatorIsReplaced(t *testing.T) {
	cable, link := newCable(t, start(t, t.TempDir(), options(t)))
	if err := os.Symlink("/dev/pts/gone", link); err != nil {
		t.Fatal(err)
	}
	if err := cable.Plug(t.Context()); err != nil {
		t.Fatal(err)
	}
	if serial := serialOver(t, link); serial != sim.DefaultSerial {
		t.Errorf("answered as %q", serial)
	}
}

func TestAFileInThePlaceOfTheLinkIsLeftAlone(t *testing.T) {
	cable, link := newCable(t, start(t, t.TempDir(), options(t)))
	if err := os.WriteFile(link, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := cable.Plug(t.Context()); !errors.Is(err, sim.ErrLink) {
		t.Errorf("got %v, want ErrLink", err)
	}
	if data, err := os.ReadFile(link); err != nil || string(data) != "precious" {
		t.Errorf("the file holds %q, %v", data, err)
	}
}

// Every byte passes as it is: no echo, no line ends, no control characters.
func TestTheTerminalIsRaw(t *testing.T) {
	link := filepath.Join(t.TempDir(), "port")
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	cable := sim.NewCable(link, func(_ context.Context, line io.ReadWriter) error {
		got := make([]byte, len(all))
		if _, err := io.ReadFull(line, got); err != nil {
			return err
		}
		_, err := line.Write(got)
		return err
	})
	if err := cable.Plug(t.Context()); err != nil {
		t.Fatal(err)
	}
	port := openPort(t, link)
	defer port.Close()
	if err := port.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := port.Write(all); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(all))
	if n, err := io.ReadFull(port, got); err != nil || string(got) != string(all) {
		t.Errorf("%d bytes came back as %x, %v", n, got, err)
	}
	if err := cable.Pull(); err != nil {
		t.Error(err)
	}
}
