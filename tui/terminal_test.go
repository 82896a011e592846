package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"handback/device/serial"
	"handback/tui/screens"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
)

// wire is a line whose far end the test holds.
type wire struct {
	net.Conn
	rates *[]int
}

func (w wire) SetBaud(rate int) error {
	*w.rates = append(*w.rates, rate)
	return nil
}

// Read says that the far end is gone as a port does.
func (w wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if errors.Is(err, io.EOF) {
		err = serial.ErrUnplugged
	}
	return n, err
}

// watching is the terminal view of a port, and the far ends of its lines.
type watching struct {
	*driver
	cmd   tea.Cmd
	far   chan net.Conn
	rates []int
	file  *bytes.Buffer
	held  error // why the port can't be opened
}

func newWatching(t *testing.T, held error) *watching {
	h := newHarness(t)
	v := &watching{far: make(chan net.Conn, 4), file: &bytes.Buffer{}, held: held}
	h.o.Line = func(context.Context, string, int) (work.Line, error) {
		if v.held != nil {
			return nil, v.held
		}
		near, far := net.Pipe()
		v.far <- far
		return wire{near, &v.rates}, nil
	}
	h.o.Transcript = func(string, time.Time) (io.WriteCloser, string, error) {
		return discardCloser{v.file}, "/state/lines/ttyUSB0.log", nil
	}
	v.driver = h.driver(t)
	m, cmd := v.m.carryOut(screens.OpenTerminal("/dev/ttyUSB0"))
	v.m, v.cmd = m, cmd
	t.Cleanup(func() { v.m.runner.Close(time.Second) })
	return v
}

type discardCloser struct{ io.Writer }

func (discardCloser) Close() error { return nil }

// until runs the job's messages until the text is on the screen.
func (v *watching) until(text string) {
	v.t.Helper()
	for !strings.Contains(strings.Join(strings.Fields(v.m.View()), " "), text) {
		if v.cmd == nil {
			v.t.Fatalf("the job ended and %q is not on the screen:\n%s", text, v.m.View())
		}
		v.cmd = v.begin(v.cmd())
	}
}

func (v *watching) opened() net.Conn {
	v.until("w write")
	return <-v.far
}

func write(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
}

func TestTerminalShowsWhatTheDeviceWrites(t *testing.T) {
	v := newWatching(t, nil)
	far := v.opened()
	write(t, far, "booting ...\r\n\x1b[31mred\x1b[0m 10%\r\x1b[Kred 99%\r\nlogin: ")
	v.until("login:")
	v.sees("booting ...", "red 99%", "received")
	if strings.Contains(v.m.View(), "10%") || strings.Contains(v.m.View(), "\x1b[31m") {
		t.Errorf("the view:\n%q", v.m.View())
	}
}

func TestTerminalWritesOnlyAfterAQuestion(t *testing.T) {
	v := newWatching(t, nil)
	far := v.opened()
	write(t, far, "login: ")
	v.until("login:")
	v.press("x", "enter", "w")
	v.sees("Write to the device?", "> No, only look")
	v.press("down", "enter")
	v.sees("ctrl+] stop writing")
	v.press("q", "?", "enter", "tab", "esc", "up")
	v.begin(tea.KeyMsg{Type: tea.KeyCtrlC})
	got := make([]byte, 9)
	if _, err := io.ReadFull(far, got); err != nil || string(got) != "q?\r\t\x1b\x1b[A\x03" {
		t.Errorf("the device got %q, %v", got, err)
	}
	v.begin(tea.KeyMsg{Type: tea.KeyCtrlCloseBracket})
	v.sees("w write")
	v.press("esc")
	if _, err := far.Read(got); !errors.Is(err, io.EOF) {
		t.Errorf("the line stayed open: %v", err)
	}
}

func TestTerminalKeepsLinesInAFile(t *testing.T) {
	v := newWatching(t, nil)
	far := v.opened()
	v.press("f")
	v.until("lines are written to /state/lines/ttyUSB0.log")
	write(t, far, "hello\r\npassword=hunter2\r\nready\r\n")
	v.until("ready")
	v.press("f")
	v.until("no longer written")
	text := v.file.String()
	if !strings.Contains(text, " hello\n") || strings.Contains(text, "hunter2") {
		t.Errorf("the file holds:\n%s", text)
	}
	v.press("t")
	v.sees(v.m.Env.Line.Lines[0].At.Format("15:04:05.000"))
}

func TestTerminalChangesTheRate(t *testing.T) {
	v := newWatching(t, nil)
	v.opened()
	v.press("b")
	v.until("9600 baud")
	if len(v.rates) != 1 || v.rates[0] != 9600 {
		t.Errorf("rates %v", v.rates)
	}
}

func TestTerminalSaysWhyItCantOpen(t *testing.T) {
	v := newWatching(t, &serial.BusyError{Path: "/dev/ttyUSB0", Holder: "minicom, process 12"})
	v.until("minicom, process 12")
	v.press("enter")
	v.sees("Terminal", "Nothing was received yet")
	v.press("w")
	v.sees("Terminal")
}

func TestWhatIsTypedWhileUnpluggedGoesNowhere(t *testing.T) {
	v := newWatching(t, nil)
	far := v.opened()
	write(t, far, "half a line")
	v.until("half a line")
	v.press("w", "down", "enter")
	if err := far.Close(); err != nil {
		t.Fatal(err)
	}
	v.until("was unplugged; waiting")
	v.press("a", "b")
	v.until("not sent: the port was unplugged")
	v.until("the port is connected again")
	far = <-v.far
	write(t, far, "login: ")
	v.until("login:")
	v.press("c")
	got := make([]byte, 1)
	if _, err := io.ReadFull(far, got); err != nil || got[0] != 'c' {
		t.Errorf("the device got %q, %v", got, err)
	}
	if strings.Contains(v.m.View(), "half a linelogin") || strings.Count(v.m.View(), "not sent") != 1 {
		t.Errorf("the view:\n%s", v.m.View())
	}
}
