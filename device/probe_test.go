package device

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/heard"
	"handback/device/serial"
	"handback/device/sim/shell"
	"handback/device/sim/simtest"
	"handback/device/smp"
	"handback/device/traffic"
)

// tuned is a port to a device that listens at one rate. At any other both
// sides get rubbish.
type tuned struct {
	net.Conn
	at int // the device's rate; 0: any

	mu    sync.Mutex
	rate  int
	rates []int // all that were tried
	fails map[int]error
}

func (c *tuned) SetBaud(rate int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.fails[rate]; err != nil {
		return err
	}
	c.rate = rate
	c.rates = append(c.rates, rate)
	return nil
}

func (c *tuned) garble(p []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at == 0 || c.at == c.rate {
		return p
	}
	return bytes.Repeat([]byte{0xf8}, len(p))
}

func (c *tuned) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	copy(p, c.garble(p[:n]))
	return n, err
}

func (c *tuned) Write(p []byte) (int, error) { return c.Conn.Write(c.garble(p)) }

// farEnd plays what is on the other end of a line until it is closed.
type farEnd func(ctx context.Context, far net.Conn)

func speaksSMP(ctx context.Context, far net.Conn) {
	_ = smp.Serve(ctx, far, simtest.New(), smp.ServerOptions{}) // ends with the line
}

// answers says text after each line that it gets.
func answers(text string) farEnd {
	return func(_ context.Context, far net.Conn) {
		buf := make([]byte, 256)
		for {
			n, err := far.Read(buf)
			if err != nil {
				return
			}
			if bytes.ContainsAny(buf[:n], "\n\r") {
				if _, err := io.WriteString(far, text); err != nil {
					return
				}
			}
		}
	}
}

func echoes(_ context.Context, far net.Conn) {
	for buf := make([]byte, 256); ; {
		n, err := far.Read(buf)
		if err != nil {
			return
		}
		if _, err := far.Write(append([]byte(nil), buf[:n]...)); err != nil {
			return
		}
	}
}

// probeOne probes one port with a device on its far end.
func probeOne(t *testing.T, far farEnd, c *tuned, o ProbeOptions) ProbeResult {
	t.Helper()
	near, end := net.Pipe()
	c.Conn = near
	go far(t.Context(), end)
	p := prober{options: o, open: func(_ string, baud int) (tunable, error) { return c, c.SetBaud(baud) }}
	var found []ProbeResult
	if err := p.probe(t.Context(), []serial.Port{{Path: "/dev/ttyUSB0"}}, func(f ProbeResult) { found = append(found, f) }); err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 {
		t.Fatalf("told %d times", len(found))
	}
	if _, err := near.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the port was left open: %v", err)
	}
	return found[0]
}

func TestProbeFindsWhatIsThere(t *testing.T) {
	tests := []struct {
		name     string
		far      farEnd
		at       int
		protocol Protocol
		heard    heard.Kind
		tried    int // questions
	}{
		{"a device at the usual rate", speaksSMP, 115200, ProtocolSMP, heard.Text, 1},
		{"a device at another rate", speaksSMP, 38400, ProtocolSMP, heard.Text, 5},
		{"a login at 9600", answers("\r\nx200 login: "), 9600, ProtocolConsole, heard.Login, 3},
		{"a shell", answers("sh: not found\r\n# "), 115200, ProtocolConsole, heard.Shell, 1},
		{"a boot loader", answers("\r\n=> "), 115200, ProtocolConsole, heard.Loader, 1},
		{"joined wires", echoes, 0, "", heard.Echo, 1},
		{"nothing", func(_ context.Context, far net.Conn) { _, _ = io.Copy(io.Discard, far) }, 0, "", heard.Nothing, 9},
		{"noise", answers("\xff\xf8\x00\x80"), 0, "", heard.Rubbish, 9},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			c := &tuned{at: tt.at}
			found := probeOne(t, tt.far, c, ProbeOptions{})
			if found.Protocol != tt.protocol || found.Err != nil || len(found.Sent) != tt.tried {
				t.Errorf("%s: %+v; tried %v", tt.name, found, c.rates)
			}
			if tt.protocol != ProtocolSMP && found.Heard != tt.heard {
				t.Errorf("%s: heard %s, want %s", tt.name, found.Heard, tt.heard)
			}
			if tt.protocol != "" && tt.at != found.Baud {
				t.Errorf("%s: at %d", tt.name, found.Baud)
			}
			if (tt.protocol == ProtocolSMP) != (found.Identity != nil && found.Identity.Model == "X200") {
				t.Errorf("%s: it is %+v", tt.name, found.Identity)
			}
		})
	}
}

func TestProbeDoesNotDisturb(t *testing.T) {
	prompts := map[string]string{"login": "\r\nlogin: ", "password": "\r\nPassword: ", "pager": "\r\n--More--", "loader": "\r\nU-Boot> "}
	for name, text := range prompts {
		synctest.Test(t, func(t *testing.T) {
			found := probeOne(t, answers(text), &tuned{}, ProbeOptions{})
			if len(found.Sent) != 1 || len(found.Sent[0].Lines) != 1 || string(found.Sent[0].Lines[0]) != "\n" {
				t.Errorf("%s: sent %+v, want a line break alone", name, found.Sent)
			}
		})
	}
}

func TestProbeSendsLinesOnly(t *testing.T) {
	for name, far := range map[string]farEnd{"device": speaksSMP, "shell": answers("# "), "silence": echoes} {
		synctest.Test(t, func(t *testing.T) {
			var count traffic.Counter
			found := probeOne(t, far, &tuned{}, ProbeOptions{Traffic: &count})
			bytes := 0
			for _, sent := range found.Sent {
				for _, line := range sent.Lines {
					bytes += len(line)
					for part := range strings.Lines(string(line)) {
						if len(part) > 127 || !strings.HasSuffix(part, "\n") {
							t.Errorf("%s: %q is no line", name, part)
						}
					}
				}
			}
			if bytes == 0 || int64(bytes) != count.Counts().Sent {
				t.Errorf("%s: told of %d bytes, but sent %d", name, bytes, count.Counts().Sent)
			}
		})
	}
}

func TestProbeLeavesOthersAlone(t *testing.T) {
	ports := []serial.Port{
		{Path: "/dev/ttyUSB0", Holder: "minicom, process 7"},
		{Path: "/dev/ttyUSB1", Denied: &serial.PermissionError{Path: "/dev/ttyUSB1", Group: "dialout"}},
		{Path: "/dev/ttyUSB2"},
	}
	p := prober{open: func(path string, _ int) (tunable, error) {
		if path != "/dev/ttyUSB2" {
			t.Errorf("%s was opened", path)
		}
		return nil, serial.ErrNoPort // it went away
	}}
	want := map[string]error{"/dev/ttyUSB0": serial.ErrBusy, "/dev/ttyUSB1": serial.ErrPermission, "/dev/ttyUSB2": serial.ErrNoPort}
	told := 0
	err := p.probe(t.Context(), ports, func(found ProbeResult) {
		told++
		if !errors.Is(found.Err, want[found.Port.Path]) || len(found.Sent) != 0 {
			t.Errorf("%+v", found)
		}
	})
	if err != nil || told != len(ports) {
		t.Errorf("told %d times, %v", told, err)
	}
}

func TestProbeGoesOnAfterARateThatThePortCanNotDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &tuned{at: 57600, fails: map[int]error{9600: serial.ErrRate}}
		found := probeOne(t, speaksSMP, c, ProbeOptions{Rates: []int{115200, 9600, 57600}})
		if found.Baud != 57600 || found.Err != nil || !slices.Equal(c.rates, []int{115200, 57600}) {
			t.Errorf("%+v; tried %v", found, c.rates)
		}
	})
}

func TestProbeEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		go func() { _, _ = io.Copy(io.Discard, far) }()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		p := prober{open: func(string, int) (tunable, error) { return &tuned{Conn: near}, nil }}
		start := time.Now()
		err := p.probe(ctx, []serial.Port{{Path: "/dev/ttyUSB0"}}, func(found ProbeResult) { t.Errorf("told of %+v", found) })
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 1100*time.Millisecond {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
}

func TestProbeOfAPTY(t *testing.T) {
	t.Parallel()
	path, _ := plugIn(t, speaks("SN0042"))
	infos, err := serial.NewLister().Stat(path)
	if err != nil || len(infos) != 1 || !infos[0].Free() {
		t.Fatalf("%+v, %v", infos, err)
	}
	err = Probe(t.Context(), infos, ProbeOptions{}, func(p ProbeResult) {
		if p.Protocol != ProtocolSMP || p.Identity == nil || p.Identity.Serial != "SN0042" || p.Baud != serial.DefaultBaud || p.Err != nil {
			t.Errorf("%+v", p)
		}
	})
	if err != nil {
		t.Error(err)
	}
	mustBeFree(t, path)
}

func TestProbeOfALogin(t *testing.T) {
	t.Parallel()
	path := serveShell(t, shell.Options{User: "service", Password: "x"})
	err := Probe(t.Context(), []serial.Port{{Path: path}}, ProbeOptions{}, func(p ProbeResult) {
		if p.Protocol != ProtocolConsole || p.Heard != heard.Login && p.Heard != heard.Password || len(p.Sent) != 1 || len(p.Sent[0].Lines) > 1 {
			t.Errorf("%+v", p)
		}
	})
	if err != nil {
		t.Error(err)
	}
}
