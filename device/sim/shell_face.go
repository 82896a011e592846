package sim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"handback/device/sim/shell"
)

// ServeShell is the device's console on a line until it hangs up or ctx ends;
// see [shell.Serve]. The faults are those of the device's options: drop loses
// all that every n-th command says, and every n-th block of a modem protocol.
func (d *Device) ServeShell(ctx context.Context, rw io.ReadWriter, o shell.Options) error {
	spoiled := &spoiledShell{faults: d.options.Faults, now: d.options.Now, began: d.options.Now()}
	o.Spoil = spoiled.spoil
	return shell.Serve(ctx, d.options.Faults.deafen(rw), d, o)
}

// spoiledShell spoils what a shell says.
type spoiledShell struct {
	faults     Faults
	now        func() time.Time
	began      time.Time
	said, sent int // texts and blocks
	lines      int
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
	if !s.faults.Chatter {
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

// message is a line as a Linux kernel writes it to the console.
func (s *spoiledShell) message() []byte {
	up := s.now().Sub(s.began)
	return fmt.Appendf(nil, "[%5d.%06d] pump: pressure 1013 hPa, answer %d\r\n",
		int(up/time.Second), int(up%time.Second/time.Microsecond), s.said)
}
