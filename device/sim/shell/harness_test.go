package shell_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/sim/shell"
	"handback/device/sim/simtest"
	"handback/device/station"
)

func newStation() *simtest.Device {
	d := simtest.New()
	d.Identity = capability.Identity{
		Vendor: "A\x1b[2J", Model: "X200", Serial: "SN1", Firmware: "2.0",
		Host: capability.HostID{Type: "STRING", Value: "h"}, Clock: time.Unix(1000, 0),
	}
	return d
}

// terminal is a shell in a bubble of virtual time, and who types at it.
type terminal struct {
	t    *testing.T
	line net.Conn
	read chan []byte
}

// at runs typist at a shell of its own.
func at(t *testing.T, s station.Station, o shell.Options, typist func(*terminal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		served := make(chan error, 1)
		go func() { served <- shell.Serve(t.Context(), there, s, o) }()
		term := &terminal{t: t, line: here, read: make(chan []byte, 10000)}
		go term.collect()
		typist(term)
		here.Close()
		if err := <-served; err != nil {
			t.Errorf("served until %v", err)
		}
	})
}

func (term *terminal) collect() {
	defer close(term.read)
	for {
		buf := make([]byte, 256)
		n, err := term.line.Read(buf)
		if err != nil {
			return
		}
		term.read <- buf[:n]
	}
}

// types sends keys and gives what the shell says to them.
func (term *terminal) types(keys string) string {
	term.t.Helper()
	if _, err := io.WriteString(term.line, keys); err != nil {
		term.t.Fatal(err)
	}
	return term.hears()
}

// hears gives what was said until now.
func (term *terminal) hears() string {
	synctest.Wait()
	var said bytes.Buffer
	for {
		select {
		case chunk := <-term.read:
			said.Write(chunk)
		default:
			return said.String()
		}
	}
}

// answers types a command and gives what it says, without echo and prompt.
func (term *terminal) answers(command string) string {
	term.t.Helper()
	said := term.types(command + "\r")
	_, said, _ = strings.Cut(said, command+"\r\n")
	said, found := strings.CutSuffix(said, shell.DefaultPrompt)
	if !found {
		term.t.Errorf("%q: no prompt after %q", command, said)
	}
	return said
}
