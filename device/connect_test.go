package device

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/heard"
	"handback/device/serial"
	"handback/device/sim"
	"handback/device/sim/shell"
	"handback/device/sim/simtest"
	"handback/device/smp"
	"handback/device/traffic"
	"handback/device/wire"
)

func TestConnectOnAPipe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		served := make(chan error, 1)
		go func() { served <- smp.Serve(t.Context(), far, simtest.New(), smp.ServerOptions{}) }()
		d, err := Connect(t.Context(), near, "pipe", Options{})
		if err != nil {
			t.Fatal(err)
		}
		if id, err := d.Identify(t.Context()); err != nil || id.Model != "X200" {
			t.Errorf("%+v, %v", id, err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

// connectBy connects over a port that open opens, as often as it is lost.
func connectBy(t *testing.T, open func(path string, baud int) (smp.Conn, error)) (Met, error) {
	t.Helper()
	o := Options{ReconnectTimeout: time.Minute}
	f := &finder{port: serial.Port{Path: "/nowhere/ttyS9"}, open: open, options: o}
	l, err := f.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return connect(t.Context(), l, "port", o, f)
}

// TestPulledBeforeItWasGreeted: the cable is pulled while the device is asked
// who it is, so many times, and put back.
func TestPulledBeforeItWasGreeted(t *testing.T) {
	for pulls := range maxGreetings + 1 {
		synctest.Test(t, func(t *testing.T) {
			left := pulls
			open := func(string, int) (smp.Conn, error) {
				near, far := net.Pipe()
				if left--; left >= 0 {
					go func() {
						_, _ = far.Read(make([]byte, 1))
						_ = far.Close()
					}()
					return near, nil
				}
				go func() { _ = smp.Serve(t.Context(), far, simtest.New(), smp.ServerOptions{}) }()
				return near, nil
			}
			d, err := connectBy(t, open)
			if pulls == maxGreetings {
				if !errors.Is(err, wire.ErrEnded) {
					t.Errorf("pulled %d times: %v", pulls, err)
				}
				return
			}
			if err != nil {
				t.Fatalf("pulled %d times: %v", pulls, err)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSilenceTellsWhatWasReceived(t *testing.T) {
	tests := map[string]struct {
		sent   string
		text   bool
		heard  heard.Kind
		sample string
	}{
		"nothing":     {"", false, heard.Nothing, ""},
		"rubbish":     {"\xff\x00\xfe\x80\x80\xf8", false, heard.Rubbish, ""},
		"login shell": {"\r\nwelcome\r\nlogin: ", true, heard.Login, "login:"},
	}
	for name, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			go io.Copy(io.Discard, far)
			go io.WriteString(far, tt.sent)
			_, err := Connect(t.Context(), near, "pipe", Options{Baud: 9600})
			var silent *SilentError
			if !errors.As(err, &silent) || !errors.Is(err, ErrSilent) {
				t.Fatalf("%s: %v, want %v", name, err, ErrSilent)
			}
			if silent.Received != int64(len(tt.sent)) || silent.Heard.Legible() != tt.text || silent.Path != "pipe" {
				t.Errorf("%s: %+v, legible: %v", name, silent, silent.Heard.Legible())
			}
			if silent.Heard != tt.heard || silent.Sample != tt.sample || (silent.Sent == 0) != silent.Heard.TakesInput() || silent.Baud != 9600 {
				t.Errorf("%s: %+v", name, silent)
			}
		})
	}
}

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

func numbered(number string) *simtest.Device {
	d := simtest.New()
	d.Identity.Serial = number
	return d
}

// speaks is a device of that serial number that speaks SMP.
func speaks(number string) func(ctx context.Context, line io.ReadWriter) error {
	return func(ctx context.Context, line io.ReadWriter) error {
		return smp.Serve(ctx, line, numbered(number), smp.ServerOptions{})
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

func TestTwoDevicesAtOnce(t *testing.T) {
	t.Parallel()
	numbers := []string{"SN0042", "SN0043"}
	var counts [2]traffic.Counter
	answers := make(chan error)
	for i, number := range numbers {
		path, _ := plugIn(t, speaks(number))
		go func() { answers <- askOften(t.Context(), path, &counts[i], number) }()
	}
	for range numbers {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
	for i, number := range numbers {
		if c := counts[i].Counts(); c.Sent == 0 || c.Received == 0 || c.Damaged != 0 {
			t.Errorf("%s: %+v", number, c)
		}
	}
}

// askOften asks the device at path many times who it is.
func askOften(ctx context.Context, path string, count *traffic.Counter, number string) error {
	d, err := Open(ctx, path, Options{Traffic: count})
	if err != nil {
		return err
	}
	for range 20 {
		if id, err := d.Identify(ctx); err != nil || id.Serial != number {
			return errors.Join(err, fmt.Errorf("%s answers as %s", number, id.Serial), d.Close())
		}
	}
	return d.Close()
}

// serveShell plays a device that has only a console.
func serveShell(t *testing.T, o shell.Options) (path string) {
	t.Helper()
	path, _ = plugIn(t, func(ctx context.Context, line io.ReadWriter) error { return shell.Serve(ctx, line, simtest.New(), o) })
	return path
}

func builtin(t *testing.T) *profile.Profile {
	t.Helper()
	p, err := profile.Builtin("handback-sim")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOpenThroughAConsole(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the silences of a console")
	}
	t.Parallel()
	const secret = "open sesame"
	path := serveShell(t, shell.Options{User: "service", Password: secret, Banner: "welcome"})
	m := openHistory(t, t.TempDir())
	var count traffic.Counter
	var mu sync.Mutex
	var shown strings.Builder
	show := func(text string) {
		mu.Lock()
		defer mu.Unlock()
		shown.WriteString(text)
	}
	asked := 0
	d, err := Open(t.Context(), path, Options{
		Profile: builtin(t), History: m, Traffic: &count, Log: show, Tap: func(p []byte) { show(string(p)) },
		Ask: func(_ context.Context, q console.Question) (string, error) {
			if asked++; q.About == console.Password {
				return secret, nil
			}
			return "service", nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	id, err := d.Identify(t.Context())
	if err != nil || id.Model != "X200" || asked == 0 {
		t.Errorf("%+v, %v; asked %d times", id, err, asked)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if a, ok := m.At(serial.Find(nil, path)); !ok || a.Model != "X200" {
		t.Errorf("remembered: %+v, %v", a, ok)
	}
	if c := count.Counts(); c.Sent == 0 || c.Received == 0 || c.Messages == 0 {
		t.Errorf("%+v", c)
	}
	mu.Lock()
	defer mu.Unlock()
	if text := shown.String(); !strings.Contains(text, "welcome") || strings.Contains(text, secret) {
		t.Errorf("shown: %q", text)
	}
}

func TestNobodyAtTheConsole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		go func() { _, _ = io.Copy(io.Discard, far) }()
		_, err := Connect(t.Context(), near, "pipe", Options{Profile: builtin(t)})
		var silent *SilentError
		if !errors.As(err, &silent) || silent.Sent == 0 || silent.Received != 0 {
			t.Errorf("%v, want a silent port", err)
		}
	})
}
