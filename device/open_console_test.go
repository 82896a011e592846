package device

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/heard"
	"handback/device/serial"
	"handback/device/sim/shell"
	"handback/device/traffic"
)

// serveShell plays a device that has only a console.
func serveShell(t *testing.T, o shell.Options) (path string) {
	t.Helper()
	path, _ = plugIn(t, func(ctx context.Context, line io.ReadWriter) error { return shell.Serve(ctx, line, station{}, o) })
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

func TestProbeOfALogin(t *testing.T) {
	t.Parallel()
	path := serveShell(t, shell.Options{User: "service", Password: "x"})
	err := Probe(t.Context(), []serial.Port{{Path: path}}, ProbeOptions{}, func(p Probed) {
		if p.Protocol != ProtocolConsole || p.Heard != heard.Login && p.Heard != heard.Password || len(p.Sent) != 1 || len(p.Sent[0].Lines) > 1 {
			t.Errorf("%+v", p)
		}
	})
	if err != nil {
		t.Error(err)
	}
}
