package device

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/heard"
	"handback/device/sim/simtest"
	"handback/device/smp"
	"handback/device/wire"
)

// getty says text after each line that it gets, as late as that, and counts
// the lines that were not empty: attempts to log in.
type getty struct {
	text  string
	late  time.Duration
	first bool // it says it at once, too
	lines int
	tries int
}

func (g *getty) serve(_ context.Context, far net.Conn) {
	if g.first {
		_, _ = io.WriteString(far, g.text) // the line may be closed already
	}
	typed := 0
	for buf := make([]byte, 1); ; {
		if _, err := far.Read(buf); err != nil {
			return
		}
		switch {
		case buf[0] != '\n':
			typed++
			continue
		case typed > 0:
			g.tries++
		}
		g.lines, typed = g.lines+1, 0
		time.Sleep(g.late)
		if _, err := io.WriteString(far, g.text); err != nil {
			return
		}
	}
}

func TestNothingIsTypedIntoALogin(t *testing.T) {
	for name, tt := range map[string]struct {
		far   getty
		heard heard.Kind
		wakes int
	}{
		"login":               {getty{text: "\r\nx200 login: "}, heard.Login, 1},
		"slow login":          {getty{text: "\r\nx200 login: ", late: 150 * time.Millisecond}, heard.Login, 1},
		"already there":       {getty{text: "\r\nx200 login: ", first: true}, heard.Login, 0},
		"among kernel's":      {getty{text: "\r\nlogin: [   12.345678][    T1] usb 1-1: new\r\n"}, heard.Login, 1},
		"colored":             {getty{text: "\x1b]0;x\a\x1b[1mlogin:\x1b[0m "}, heard.Login, 1},
		"password":            {getty{text: "\r\nPassword: "}, heard.Password, 1},
		"new password":        {getty{text: "\r\nEnter new password:", first: true}, heard.NewPassword, 0},
		"boot loader":         {getty{text: "\r\n=> "}, heard.Loader, 1},
		"Chinese user's name": {getty{text: "\r\n用户名: "}, heard.Login, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			go tt.far.serve(t.Context(), far)
			_, err := Connect(t.Context(), near, "pipe", Options{})
			var silent *SilentError
			if !errors.As(err, &silent) || silent.Heard != tt.heard {
				t.Errorf("%s: %v", name, err)
			}
			synctest.Wait()
			if tt.far.tries != 0 || tt.far.lines != tt.wakes {
				t.Errorf("%s: %d attempts to log in, woken %d times", name, tt.far.tries, tt.far.lines)
			}
		})
	}
}

// TestALoginInPlaceOfTheDevice: the device is pulled while it acts, and a
// login waits where it is plugged in again.
func TestALoginInPlaceOfTheDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		other := &getty{text: "\r\nx200 login: "}
		device, far := net.Pipe()
		go func() { _ = smp.Serve(t.Context(), far, simtest.New(), smp.ServerOptions{}) }()
		lines := []smp.Conn{device}
		open := func(string, int) (smp.Conn, error) {
			if len(lines) == 0 {
				near, far := net.Pipe()
				go other.serve(t.Context(), far)
				return near, nil
			}
			next := lines[0]
			lines = lines[1:]
			return next, nil
		}
		d, err := connectBy(t, open)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		far.Close()
		if _, err := d.Identify(t.Context()); !errors.Is(err, wire.ErrEnded) || other.tries != 0 {
			t.Errorf("%v; %d attempts to log in", err, other.tries)
		}
	})
}

func TestADeviceThatPrintsALoginIsSpokenToOnceItAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		go func() { _ = smp.Serve(t.Context(), far, simtest.New(), smp.ServerOptions{}) }()
		d, err := Connect(t.Context(), near, "pipe", Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if _, err := far.Write([]byte("\nlast login: ")); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Identify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestCausesOfSilence(t *testing.T) {
	tests := []struct {
		silent SilentError
		first  Cause
	}{
		{SilentError{Sent: 20}, CauseNoPower},
		{SilentError{Sent: 20, Received: 9, Heard: heard.Rubbish}, CauseWrongRate},
		{SilentError{Sent: 20, Received: 20, Heard: heard.Echo}, CauseJoined},
		{SilentError{Sent: 20, Received: 20, Heard: heard.Login}, CauseConsole},
		{SilentError{Sent: 20, Received: 20, Heard: heard.Loader}, CauseLoader},
	}
	for _, tt := range tests {
		if causes := tt.silent.Causes(); len(causes) == 0 || causes[0] != tt.first {
			t.Errorf("%+v: %q, want %q first", tt.silent, causes, tt.first)
		}
	}
}
