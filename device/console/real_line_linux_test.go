package console_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/sim/line"
)

// behind puts a modeled line between the laptop and a machine.
func (m *machine) behind(p line.Params) (*line.Line, *line.End) {
	m.Helper()
	l, master := line.New(p), m.turnOn()
	joined := make(chan error, 1)
	go func() { joined <- line.Join(m.Context(), l.B(), master) }()
	m.Cleanup(func() {
		_ = master.Close()
		<-joined
	})
	return l, l.A()
}

// kernel prints its messages into whatever is on the line, until the test ends.
func kernel(ctx context.Context, l *line.Line) {
	for i := 0; ctx.Err() == nil; i++ {
		_ = sleep(ctx, time.Duration(37+i%90)*time.Millisecond)
		l.Inject(line.BToA, fmt.Appendf(nil, "[%5d.%06d] usb 1-1: device password=geheim# \r\n", i, i*7919%1000000))
	}
}

func TestRealShellsOnBadLines(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		line   line.Params
		kernel bool
	}{
		"slow echo":       {line: line.Params{Latency: 60 * time.Millisecond}},
		"kernel messages": {line: line.Params{Latency: time.Millisecond}, kernel: true},
		"bit errors":      {line: line.Params{Latency: time.Millisecond, BitErrors: 1e-5, Seed: 3}},
		"usb timer":       {line: line.Params{USBTimer: 16 * time.Millisecond}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t, "bash", "--norc", "--noprofile", "-i")
			l, end := m.behind(tt.line)
			if tt.kernel {
				go kernel(t.Context(), l)
			}
			m.wholeReturn(end)
		})
	}
}

// withModem is the profile of files that are carried by lrzsz.
func withModem(t *testing.T, way profile.Way, fetch, store string) *profile.Profile {
	t.Helper()
	p := *ownFiles(t)
	p.Fetch.By, p.Store.By = way, way
	p.Fetch.Send, p.Store.Send = []profile.Template{profile.Template(fetch)}, []profile.Template{profile.Template(store)}
	return &p
}

// TestRealModems has the receiving programs on a socket, because they throw away
// what a pseudo terminal has not carried yet when they end.
func TestRealModems(t *testing.T) {
	t.Parallel()
	tests := map[profile.Way][2]string{
		profile.YModem:   {"sz --ymodem -q {name}", "socat -,raw,echo=0 EXEC:'rz -U --ymodem -q -y'"},
		profile.XModem1K: {"sx -k -q {name}", "socat -,raw,echo=0 EXEC:'rx -U -c -q {name}'; truncate -s {size} {name}"},
	}
	for way, commands := range tests {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			needs(t, "sz", "rz", "sx", "rx", "truncate", "socat")
			m := newMachine(t, "bash", "--norc", "--noprofile", "-i")
			m.profile = withModem(t, way, commands[0], commands[1])
			_, end := m.behind(line.Params{Latency: time.Millisecond})
			m.wholeReturn(end)
		})
	}
}

var rates = flag.Bool("rates", false, "measure the transfers of files through a real shell")

// TestRateOfFiles measures 64 KiB through a real shell.
func TestRateOfFiles(t *testing.T) {
	if !*rates {
		t.Skip("measures in real time; -rates has it")
	}
	m := newMachine(t, "bash", "--norc", "--noprofile", "-i")
	l, end := m.behind(line.Params{Latency: 5 * time.Millisecond})
	c, err := console.Connect(t.Context(), end, m.profile, m.options)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	data := bytes.Repeat(requestOf(5), 22)[:64<<10]
	m.put("big", string(data))
	made := capability.Made{Name: m.state + "/big", Size: int64(len(data)), SHA256: capability.DigestOf(data)}
	share := func(what string, act func() error) {
		began := time.Now()
		if err := act(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		t.Logf("%s: %.2f of the line", what, float64(len(data))/time.Since(began).Seconds()/line.Params{}.BytesPerSecond())
	}
	share("down", func() error { _, err := c.Fetch(t.Context(), made, nil); return err })
	share("up", func() error {
		_, err := c.LoadResponse(t.Context(), append([]byte("take ACT-2\n"), data...), nil)
		return err
	})
	t.Logf("%+v", l.Counts(line.BToA))
}
