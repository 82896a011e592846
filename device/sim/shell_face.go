package sim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"handback/device/sim/shell"
)

// ServeShell is the device's console on a line until it hangs up or ctx ends;
// see [shell.Serve]. The faults are those of the device's options: drop loses
// all that every n-th command says, and every n-th block of a modem protocol.
func (d *Device) ServeShell(ctx context.Context, rw io.ReadWriter, o shell.Options) error {
	spoiled := &spoiledShell{faults: d.options.Faults, now: d.options.Now, began: d.options.Now()}
	o.Spoil = spoiled.spoil
	o.Expired = d.options.Faults.NewPassword
	o.Dress = d.options.Faults.dress
	return shell.Serve(ctx, d.options.Faults.deafen(rw), d, o)
}

// spoiledShell spoils what a shell says.
type spoiledShell struct {
	faults     Faults
	now        func() time.Time
	began      time.Time
	said, sent int // texts and blocks
	lines      int
	messages   int
}

// spoil implements [shell.Options].Spoil.
func (s *spoiledShell) spoil(ctx context.Context, kind shell.Output, out []byte) ([]byte, error) {
	if s.faults.Silent {
		return nil, nil
	}
	switch kind {
	case shell.Text:
		s.said++
		if err := s.faults.wait(ctx); err != nil {
			return nil, err
		}
		return s.text(out), nil
	case shell.Block:
		s.sent++
		return s.block(out), nil
	default:
		return out, nil
	}
}

func (s *spoiledShell) text(out []byte) []byte {
	if s.faults.dropped(s.said) {
		return nil
	}
	if !s.faults.Chatter && !s.faults.BootNoise {
		return out
	}
	const between, inside = 3, 40 // a message before every third line, and in the midst of every 40th
	var noisy []byte
	for line := range bytes.Lines(out) {
		s.lines++
		half := 0
		if s.lines%inside == 0 {
			half = len(line) / 2
		}
		noisy = append(noisy, line[:half]...)
		if half > 0 || s.lines%between == 0 {
			noisy = append(noisy, s.message()...)
		}
		noisy = append(noisy, line[half:]...)
	}
	return noisy
}

func (s *spoiledShell) block(out []byte) []byte {
	if s.faults.dropped(s.sent) {
		return nil
	}
	const every = 8 // blocks between two that are damaged
	if s.faults.Chatter && s.sent%every == 0 {
		half := len(out) / 2
		return bytes.Join([][]byte{out[:half], out[half:]}, s.message())
	}
	return out
}

// message is a line as a Linux kernel writes it to the console; while it boots,
// with the level and the task too, and in turn with what systemd writes.
func (s *spoiledShell) message() []byte {
	s.messages++
	up := s.now().Sub(s.began)
	stamp := fmt.Sprintf("[%5d.%06d]", int(up/time.Second), int(up%time.Second/time.Microsecond))
	switch {
	case s.faults.BootNoise && s.messages%3 == 0:
		return []byte("[  OK  ] Started pump.service - Pump.\r\n")
	case s.faults.BootNoise && s.messages%3 == 1:
		stamp += "[    T1]"
	case s.faults.BootNoise:
		stamp = "<6>" + stamp + "[   C0]"
	}
	return fmt.Appendf(nil, "%s pump: pressure 1013 hPa, answer %d\r\n", stamp, s.said)
}

// dress gives a prompt what consoles put around it.
func (f Faults) dress(n int, prompt string) string {
	if name, end, found := strings.Cut(prompt, "> "); f.CountingPrompt && found {
		prompt = fmt.Sprintf("%s[%d]> %s", name, n, end)
	}
	if f.OSCPrompt {
		prompt = "\x1b]3008;start=77;type=shell;cwd=/srv/a\\x3bb\x1b\\" + "\x1b]0;service@x200: ~\a\x1b[?2004h\x1b[01;32m" + prompt + "\x1b[00m"
	}
	return prompt
}
