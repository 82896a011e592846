//go:build unix

package main_test

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"handback/device/serial"

	"github.com/charmbracelet/x/ansi"
	"github.com/rogpeppe/go-internal/testscript"
)

// cmdRecord works at the device as a person does with a terminal program, and keeps
// what that writes into its log. Each row of SCRIPT is what the console must show
// last, a bar, and what is typed then; "space" and "ctrl-d" are keys without Enter.
// At a row that begins with a bar nothing is awaited.
func cmdRecord(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: record minicom|putty|tio|screen|script SCRIPT FILE")
	}
	port, err := serial.Open(ts.MkAbs("device.port"), serial.DefaultBaud)
	ts.Check(err)
	var shown recorded
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(&shown, port) // until the port is closed
	}()
	keys := map[string]string{"space": " ", "ctrl-d": "\x04"}
	say := func(text string) {
		shown.typed()
		_, err := io.WriteString(port, text)
		ts.Check(err)
	}
	say("\r")
	for row := range strings.Lines(ts.ReadFile(args[1])) {
		last, typed, _ := strings.Cut(strings.TrimSuffix(row, "\n"), "|")
		if last != "" && poll(func() bool { return shown.endsIn(last) }, nil) != nil {
			ts.Fatalf("the device never showed %q, but:\n%q", last, shown.text())
		}
		if key, is := keys[typed]; is {
			say(key)
		} else if typed != "" {
			say(typed + "\r")
		}
	}
	ts.Check(port.Close())
	<-ended
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(loggedBy(args[0], shown.text())), 0o600))
}

// recorded is what a console showed, and where that stood when a person typed last.
type recorded struct {
	mu    sync.Mutex
	all   strings.Builder
	since int
}

func (r *recorded) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.Write(p)
}

func (r *recorded) typed() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.since = r.all.Len()
}

func (r *recorded) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.String()
}

func (r *recorded) endsIn(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.HasSuffix(ansi.Strip(r.all.String()[r.since:]), text)
}

// loggedBy is a session as a program writes it into its log.
func loggedBy(program, session string) string {
	at := time.Date(2026, 11, 20, 9, 12, 44, 0, time.UTC)
	switch program {
	case "putty":
		return "=~=~=~=~=~=~=~=~=~=~=~= PuTTY log " + at.Format("2006.01.02 15:04:05") + " =~=~=~=~=~=~=~=~=~=~=~=\r\n" + session
	case "script":
		return fmt.Sprintf("Script started on %s [TERM=\"xterm\"]\n%s\nScript done on %s [COMMAND_EXIT_CODE=\"0\"]\n",
			at.Format("2006-01-02 15:04:05-07:00"), session, at.Add(time.Minute).Format("2006-01-02 15:04:05-07:00"))
	case "minicom", "tio":
		layout := map[string]string{"minicom": "[2006-01-02 15:04:05.000] ", "tio": "[15:04:05.000] "}[program]
		var out strings.Builder
		for line := range strings.Lines(session) {
			out.WriteString(at.Format(layout) + line)
			at = at.Add(time.Second)
		}
		return out.String()
	}
	return session // screen keeps it as it came
}
