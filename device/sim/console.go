package sim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"handback/device/sim/shell"
	"handback/device/wire"
)

// ServeShell is the device's console on a line until it hangs up or ctx ends;
// see [shell.Serve]. Of the device's faults, drop loses the whole output of every
// n-th command, and every n-th block of a modem protocol.
func (d *Device) ServeShell(ctx context.Context, rw io.ReadWriter, o shell.Options) error {
	f := d.options.Faults
	faulty := &faultyOutput{faults: f, now: d.options.Now, began: d.options.Now()}
	o.ReplaceOutput, o.ReplacePrompt, o.Expired = faulty.spoil, f.dress, f.NewPassword
	return shell.Serve(ctx, f.loseBytes(rw), d, o)
}

// faultyOutput is what becomes of a shell's output.
type faultyOutput struct {
	faults     Faults
	now        func() time.Time
	began      time.Time
	said, sent int // texts and blocks
	lines      int
	messages   int
}

// spoil implements [shell.Options].Spoil.
func (o *faultyOutput) spoil(ctx context.Context, kind shell.Output, out []byte) ([]byte, error) {
	if o.faults.Silent {
		return nil, nil
	}
	switch kind {
	case shell.Text:
		o.said++
		if err := wire.Sleep(ctx, o.faults.Late); err != nil {
			return nil, err
		}
		return o.text(out), nil
	case shell.Block:
		o.sent++
		return o.block(out), nil
	default:
		return out, nil
	}
}

func (o *faultyOutput) text(out []byte) []byte {
	if o.faults.dropped(o.said) {
		return nil
	}
	if !o.faults.Chatter && !o.faults.BootNoise {
		return out
	}
	const between, inside = 3, 40 // a message before every third line, and in the midst of every 40th
	var noisy []byte
	for line := range bytes.Lines(out) {
		o.lines++
		half := 0
		if o.lines%inside == 0 {
			half = len(line) / 2
		}
		noisy = append(noisy, line[:half]...)
		if half > 0 || o.lines%between == 0 {
			noisy = append(noisy, o.message()...)
		}
		noisy = append(noisy, line[half:]...)
	}
	return noisy
}

func (o *faultyOutput) block(out []byte) []byte {
	if o.faults.dropped(o.sent) {
		return nil
	}
	const every = 8 // blocks between two that are damaged
	if o.faults.Chatter && o.sent%every == 0 {
		half := len(out) / 2
		return slices.Concat(out[:half], o.message(), out[half:])
	}
	return out
}

// message is a line as a Linux kernel writes it to the console; while it boots,
// with the level and the task too, and in turn with what systemd writes.
func (o *faultyOutput) message() []byte {
	o.messages++
	up := o.now().Sub(o.began)
	stamp := fmt.Sprintf("[%5d.%06d]", int(up/time.Second), int(up%time.Second/time.Microsecond))
	switch {
	case o.faults.BootNoise && o.messages%3 == 0:
		return []byte("[  OK  ] Started pump.service - Pump.\r\n")
	case o.faults.BootNoise && o.messages%3 == 1:
		stamp += "[    T1]"
	case o.faults.BootNoise:
		stamp = "<6>" + stamp + "[   C0]"
	}
	return fmt.Appendf(nil, "%s pump: pressure 1013 hPa, answer %d\r\n", stamp, o.said)
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
