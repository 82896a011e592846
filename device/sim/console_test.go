package sim_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	client "handback/device/console"
	"handback/device/console/modem"
	"handback/device/console/profile"
	"handback/device/heard"
	"handback/device/sim"
	"handback/device/sim/shell"
	"handback/device/station"
)

// withConsole runs act with the console of a new device, in virtual time.
func withConsole(t *testing.T, f sim.Faults, s shell.Options, act func(t *testing.T, d *sim.Device, line net.Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o := options(t)
		o.Faults = f
		d := start(t, t.TempDir(), o)
		here, there := net.Pipe()
		served := make(chan error, 1)
		go func() { served <- d.ServeShell(t.Context(), there, s) }()
		act(t, d, here)
		here.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

// console is a person at a device's console.
type console struct {
	t    *testing.T
	line net.Conn
	read chan []byte
	left []byte
}

// atConsole runs act at the console of a new device.
func atConsole(t *testing.T, f sim.Faults, act func(*console, *sim.Device)) {
	t.Helper()
	withConsole(t, f, shell.Options{}, func(t *testing.T, d *sim.Device, line net.Conn) {
		c := &console{t: t, line: line, read: make(chan []byte, 1000)}
		go c.collect()
		act(c, d)
	})
}

func (c *console) collect() {
	defer close(c.read)
	for {
		buf := make([]byte, 2048)
		n, err := c.line.Read(buf)
		if err != nil {
			return
		}
		c.read <- buf[:n]
	}
}

// Read implements modem.Line.
func (c *console) Read(ctx context.Context, p []byte) (int, error) {
	if len(c.left) == 0 {
		select {
		case c.left = <-c.read:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	n := copy(p, c.left)
	c.left = c.left[n:]
	return n, nil
}

// Write implements modem.Line.
func (c *console) Write(_ context.Context, p []byte) error {
	_, err := c.line.Write(p)
	return err
}

// says types a line and gives what is said in the time, echo included.
func (c *console) says(line string, within time.Duration) string {
	c.t.Helper()
	if err := c.Write(c.t.Context(), []byte(line+"\r")); err != nil {
		c.t.Fatal(err)
	}
	time.Sleep(within)
	synctest.Wait()
	var said strings.Builder
	said.Write(c.left)
	c.left = nil
	for {
		select {
		case chunk := <-c.read:
			said.Write(chunk)
		default:
			return said.String()
		}
	}
}

// answer types a line until it is answered, which a message may spoil.
func (c *console) answer(line, want string) []string {
	c.t.Helper()
	const tries = 5
	var said string
	for range tries {
		said = c.says(line, 2*time.Second)
		if found := regexp.MustCompile(want).FindStringSubmatch(said); found != nil {
			return found
		}
	}
	c.t.Fatalf("%q: no answer, but %q", line, said)
	return nil
}

// A whole return at the console, while things are as they may be.
func TestReturnAtTheConsole(t *testing.T) {
	for name, faults := range map[string]sim.Faults{
		"clean":        {},
		"late":         {Late: time.Second},
		"chatter":      {Chatter: true},
		"drop":         {Drop: 4},
		"lose":         {Lose: 700},
		"busy":         {Busy: 3},
		"ugly":         {Ugly: true},
		"all together": {Late: time.Millisecond, Chatter: true, Drop: 5, Busy: 2, Ugly: true},
	} {
		t.Run(name, func(t *testing.T) { atConsole(t, faults, returnAtConsole) })
	}
}

func returnAtConsole(c *console, d *sim.Device) {
	t := c.t
	c.answer("lic order "+string(doppler)+" 0", "ordered "+string(doppler)+" 0\r\n")
	c.says("lic request return", 2*time.Second)
	if m := decode(t, c.fetch("xmodem")); m.Request.IsConfirmation() || m.Request.Last != nil {
		t.Errorf("the return request says %+v", m.Request)
	}
	data := sealed(t, response(d.Vault().Device.Host, 1), portalKey())
	sha := capability.DigestOf(data).String()
	put := fmt.Sprintf("put %s %d base64\r%s\r.", station.ResponseFile, len(data), lined(base64.StdEncoding.EncodeToString(data)))
	c.answer(put, `stored \d+ `+sha+`\r\n`)
	c.answer("lic load "+station.ResponseFile+" "+sha, `loaded 1\r\n|error 5: `) // the answer to the first may be lost
	c.answer("lic list", `\n1 licenses\r\n`)
	c.says("lic request confirm", 2*time.Second)
	if m := decode(t, c.fetch("ymodem")); !m.Request.IsConfirmation() || m.Request.Last.SHA256.String() != sha {
		t.Errorf("the confirmation request says %+v", m.Request)
	}
}

// fetch gets the request made last. One that is still being made is waited for.
func (c *console) fetch(form string) []byte {
	c.t.Helper()
	made := c.answer("lic status", `request (\S+) (\d+) ([0-9a-f]{64})\r\n`)
	size, err := strconv.ParseInt(made[2], 10, 64)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.Write(c.t.Context(), []byte("get "+made[1]+" "+form+"\r")); err != nil {
		c.t.Fatal(err)
	}
	var data []byte
	if form == "xmodem" {
		data, err = modem.ReceiveXModem(c.t.Context(), c, size, modem.Options{})
	} else {
		var file modem.File
		file, err = modem.ReceiveYModem(c.t.Context(), c, size, modem.Options{})
		data = file.Data
	}
	if err != nil || capability.DigestOf(data).String() != made[3] {
		c.t.Fatalf("%s: %d bytes of %d, %v", form, len(data), size, err)
	}
	return data
}

// lined breaks text as a terminal takes it.
func lined(text string) string {
	var out []string
	for chunk := range slices.Chunk([]byte(text), 76) {
		out = append(out, string(chunk))
	}
	return strings.Join(out, "\r")
}

func TestASilentConsole(t *testing.T) {
	atConsole(t, sim.Faults{Silent: true}, func(c *console, _ *sim.Device) {
		if said := c.says("version", time.Minute); said != "" {
			t.Errorf("says %q", said)
		}
	})
}

func TestNamesOnTheConsoleAreQuoted(t *testing.T) {
	atConsole(t, sim.Faults{Ugly: true}, func(c *console, _ *sim.Device) {
		said := c.says("lic info", time.Second) + c.says("lic list", time.Second)
		for _, r := range said {
			if r != '\r' && r != '\n' && (r < ' ' || r > '~') {
				t.Errorf("%U in %q", r, said)
			}
		}
	})
}

func TestKernelMessagesInsideLines(t *testing.T) {
	atConsole(t, sim.Faults{Chatter: true}, func(c *console, _ *sim.Device) {
		message := regexp.MustCompile(`\[ *\d+\.\d{6}\] pump: [^\r]*\r\n`)
		between, inside := 0, 0
		for range 10 {
			said := c.says("help", time.Second)
			for _, at := range message.FindAllStringIndex(said, -1) {
				if at[0] == 0 || said[at[0]-1] == '\n' {
					between++
				} else {
					inside++
				}
			}
		}
		if between < 20 || inside < 2 {
			t.Errorf("%d messages between lines, %d inside", between, inside)
		}
	})
}

// recorded is a line that keeps what is sent.
type recorded struct {
	net.Conn
	mu   sync.Mutex
	sent bytes.Buffer
}

func (r *recorded) Write(p []byte) (int, error) {
	r.mu.Lock()
	r.sent.Write(p)
	r.mu.Unlock()
	return r.Conn.Write(p)
}

func (r *recorded) all() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sent.String()
}

// byProfile runs act with a new device whose console the built-in profile
// reaches, but for its prompt; empty: as it is.
func byProfile(t *testing.T, f sim.Faults, s shell.Options, prompt string, act func(t *testing.T, d *sim.Device, line *recorded, p *profile.Profile)) {
	t.Helper()
	withConsole(t, f, s, func(t *testing.T, d *sim.Device, line net.Conn) {
		p, err := profile.Builtin("handback-sim")
		if err != nil {
			t.Fatal(err)
		}
		if prompt != "" {
			p.Shell.Prompt = regexp.MustCompile(prompt)
		}
		act(t, d, &recorded{Conn: line}, p)
	})
}

const countingPrompt = `^x200\[\d+\]> $`

func TestReturnThroughOddConsoles(t *testing.T) {
	for name, tt := range map[string]struct {
		faults sim.Faults
		prompt string
	}{
		"osc-prompt":      {sim.Faults{OSCPrompt: true}, ""},
		"boot-noise":      {sim.Faults{BootNoise: true}, ""},
		"counting-prompt": {sim.Faults{CountingPrompt: true}, countingPrompt},
		"all together":    {sim.Faults{OSCPrompt: true, BootNoise: true, CountingPrompt: true, Busy: 2, Ugly: true}, countingPrompt},
	} {
		t.Run(name, func(t *testing.T) {
			byProfile(t, tt.faults, shell.Options{}, tt.prompt, func(t *testing.T, d *sim.Device, line *recorded, p *profile.Profile) {
				c, err := client.Connect(t.Context(), line, p, client.Options{Tries: 8})
				if err != nil {
					t.Fatal(err)
				}
				returnBy(t, d, c)
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestAPromptThatCountsIsSaidToBeThat(t *testing.T) {
	byProfile(t, sim.Faults{CountingPrompt: true}, shell.Options{}, "", func(t *testing.T, _ *sim.Device, line *recorded, p *profile.Profile) {
		begun := time.Now()
		_, err := client.Connect(t.Context(), line, p, client.Options{})
		var strange *client.StrangeError
		if !errors.As(err, &strange) || !errors.Is(err, client.ErrNoConsole) || strange.Heard != heard.Shell || strange.Pattern != countingPrompt {
			t.Fatalf("%v", err)
		}
		for _, prompt := range []string{strange.Line, strange.Next} {
			if !regexp.MustCompile(strange.Pattern).MatchString(prompt) {
				t.Errorf("%q does not fit %q", strange.Pattern, prompt)
			}
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("told after %s", took)
		}
	})
}

func TestAPromptThatIsNotTheProfilesIsNamed(t *testing.T) {
	byProfile(t, sim.Faults{OSCPrompt: true}, shell.Options{}, "^dev# $", func(t *testing.T, _ *sim.Device, line *recorded, p *profile.Profile) {
		_, err := client.Connect(t.Context(), line, p, client.Options{})
		var strange *client.StrangeError
		if !errors.As(err, &strange) || strange.Heard != heard.Shell || strange.Line != "x200> " || strange.Next != "" {
			t.Errorf("%+v", strange)
		}
	})
}

// TestADemandForANewPassword: not even Enter is typed there, whether the
// profile takes the question for that of a login or for nothing it knows.
func TestADemandForANewPassword(t *testing.T) {
	for _, pattern := range []string{`^Password: $`, `(?i)password: ?$`} {
		o := shell.Options{User: "service", Password: "hunter2"}
		byProfile(t, sim.Faults{NewPassword: true}, o, "", func(t *testing.T, _ *sim.Device, line *recorded, p *profile.Profile) {
			p.Login.PasswordPrompt = regexp.MustCompile(pattern)
			asked := 0
			_, err := client.Connect(t.Context(), line, p, client.Options{Ask: func(_ context.Context, q client.Question) (string, error) {
				if q.About == client.UserName {
					return "service", nil
				}
				asked++
				return "hunter2", nil
			}})
			var demand *client.NewPasswordError
			if !errors.As(err, &demand) || !errors.Is(err, client.ErrNewPassword) || demand.Question != "Enter new password: " {
				t.Fatalf("%s: %v", pattern, err)
			}
			time.Sleep(time.Minute)
			if _, after, _ := strings.Cut(line.all(), "hunter2\r"); asked != 1 || after != "" {
				t.Errorf("%s: asked %d times; typed %q at the demand", pattern, asked, after)
			}
		})
	}
}
