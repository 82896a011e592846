package sim_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	client "handback/device/console"
	"handback/device/console/profile"
	"handback/device/heard"
	"handback/device/sim"
	"handback/device/sim/shell"
)

// noted is a line that keeps what is sent.
type noted struct {
	net.Conn
	mu   sync.Mutex
	sent bytes.Buffer
}

func (n *noted) Write(p []byte) (int, error) {
	n.mu.Lock()
	n.sent.Write(p)
	n.mu.Unlock()
	return n.Conn.Write(p)
}

func (n *noted) all() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sent.String()
}

// byConsole runs act with a new device whose console the built-in profile
// reaches, but for its prompt; empty: as it is.
func byConsole(t *testing.T, f sim.Faults, s shell.Options, prompt string, act func(t *testing.T, d *sim.Device, line *noted, p *profile.Profile)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o := options(t)
		o.Faults = f
		d := start(t, t.TempDir(), o)
		p, err := profile.Builtin("handback-sim")
		if err != nil {
			t.Fatal(err)
		}
		if prompt != "" {
			p.Shell.Prompt = regexp.MustCompile(prompt)
		}
		here, there := net.Pipe()
		served := make(chan error, 1)
		go func() { served <- d.ServeShell(t.Context(), there, s) }()
		act(t, d, &noted{Conn: here}, p)
		here.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
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
			byConsole(t, tt.faults, shell.Options{}, tt.prompt, func(t *testing.T, d *sim.Device, line *noted, p *profile.Profile) {
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
	byConsole(t, sim.Faults{CountingPrompt: true}, shell.Options{}, "", func(t *testing.T, _ *sim.Device, line *noted, p *profile.Profile) {
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
	byConsole(t, sim.Faults{OSCPrompt: true}, shell.Options{}, "^dev# $", func(t *testing.T, _ *sim.Device, line *noted, p *profile.Profile) {
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
		byConsole(t, sim.Faults{NewPassword: true}, o, "", func(t *testing.T, _ *sim.Device, line *noted, p *profile.Profile) {
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
