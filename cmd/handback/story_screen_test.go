//go:build unix

package main_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"handback/capability/testkit/camera"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

func cmdRun(ts *testscript.TestScript, neg bool, args []string) {
	var columns, lines int
	if neg || len(args) < 2 || !parseSize(args[0], &columns, &lines) {
		ts.Fatalf("usage: run COLUMNSxLINES PROGRAM ARG...")
	}
	running := storyOf(ts)
	if running.screen != nil {
		running.screen.close()
	}
	s, err := openScreen(programOf(ts, args[1], args[2:]...), columns, lines)
	ts.Check(err)
	running.screen = s
}

func parseSize(text string, columns, lines *int) bool {
	n, err := fmt.Sscanf(text, "%dx%d", columns, lines)
	return n == 2 && err == nil
}

func screenOf(ts *testscript.TestScript) *screen {
	s := storyOf(ts).screen
	if s == nil {
		ts.Fatalf("no program was run")
	}
	return s
}

func cmdSee(ts *testscript.TestScript, neg bool, args []string) {
	s := screenOf(ts)
	for _, text := range args {
		if !neg {
			ts.Check(s.await(text))
		} else if s.shows(text) {
			ts.Fatalf("%q is on the screen:\n%s", text, s.view())
		}
	}
}

func cmdCursor(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(screenOf(ts).awaitCursor(args[0]))
}

func cmdLook(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Logf("%s", screenOf(ts).view())
}

func cmdSent(ts *testscript.TestScript, neg bool, args []string) {
	raw, err := strconv.Unquote(`"` + args[0] + `"`)
	ts.Check(err)
	if s := screenOf(ts); s.hasSent(raw) == neg {
		ts.Fatalf("%q was sent to the terminal: %t", raw, neg)
	}
}

func cmdPress(ts *testscript.TestScript, _ bool, args []string) {
	storyOf(ts).person.does(len(args), len(args), screenOf(ts).view())
	for _, name := range args {
		key, known := keys()[name]
		if !known && len([]rune(name)) > 1 {
			ts.Fatalf("there is no key %q", name)
		}
		if !known {
			key = name
		}
		ts.Check(screenOf(ts).press(key))
	}
}

func cmdType(ts *testscript.TestScript, _ bool, args []string) {
	letters := strings.Split(strings.Join(args, " "), "")
	storyOf(ts).person.does(1, len(letters), screenOf(ts).view())
	for _, key := range letters {
		ts.Check(screenOf(ts).press(key))
	}
}

// cmdKeys bounds the work of the person: the keys of press and type so far.
func cmdKeys(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: keys NUMBER")
	}
	most, err := strconv.Atoi(args[0])
	ts.Check(err)
	if pressed := storyOf(ts).person.keys; pressed > most {
		ts.Fatalf("%d keys were pressed, more than %d", pressed, most)
	}
	ts.Logf("%d keys were pressed", storyOf(ts).person.keys)
}

// answered is what the screen says of the questions of a lesson.
var answered = regexp.MustCompile(`\d+ answers`)

// cmdStopwatch measures what a person waits for, and presses.
func cmdStopwatch(ts *testscript.TestScript, neg bool, args []string) {
	s := storyOf(ts)
	switch {
	case !neg && len(args) == 1 && args[0] == "start":
		s.began, s.before = time.Now(), s.person.keys
	case !neg && len(args) == 2 && args[0] == "stop":
		questions := ""
		if s.screen != nil {
			questions = ", " + answered.FindString(s.screen.view())
		}
		ts.Logf("%s: %.1f s, %d keys%s", args[1], time.Since(s.began).Seconds(), s.person.keys-s.before, questions)
	default:
		ts.Fatalf("usage: stopwatch start | stop WHAT")
	}
}

// cmdDictate types what a person reads from a page, row by row.
func cmdDictate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: dictate FILE")
	}
	for row := range strings.Lines(ts.ReadFile(args[0])) {
		if !strings.HasPrefix(row, "#") {
			ts.Check(screenOf(ts).press(strings.TrimSpace(row) + "\r"))
		}
	}
}

// keys are what a terminal sends for keys that have a name.
func keys() map[string]string {
	return map[string]string{
		"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f",
		"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
		"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "delete": "\x1b[3~",
		"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "shift-tab": "\x1b[Z", "ctrl-c": "\x03", "ctrl-d": "\x04", "ctrl-z": "\x1a", "ctrl-l": "\x0c", "ctrl-]": "\x1d",
	}
}

func cmdResize(ts *testscript.TestScript, _ bool, args []string) {
	var columns, lines int
	if len(args) != 1 || !parseSize(args[0], &columns, &lines) {
		ts.Fatalf("usage: resize COLUMNSxLINES")
	}
	ts.Check(screenOf(ts).resize(columns, lines))
}

// ends are the names of line ends.
func ends() map[string]string { return map[string]string{"CR": "\r", "CRLF": "\r\n", "TAB": "\t"} }

// endedWith is the text of a file with other line ends.
func endedWith(ts *testscript.TestScript, end, file string) string {
	with, known := ends()[end]
	if !known {
		ts.Fatalf("there is no line end %q", end)
	}
	return strings.ReplaceAll(ts.ReadFile(file), "\n", with)
}

// cmdPaste pastes a file as a terminal does that was asked to mark pastes.
func cmdPaste(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: paste FILE END")
	}
	ts.Check(screenOf(ts).press("\x1b[200~" + endedWith(ts, args[1], args[0]) + "\x1b[201~"))
}

// cmdEndsWith ends the rows of files in another way.
func cmdEndsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ends-with END FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(endedWith(ts, args[0], args[1])), 0o600))
}

// cmdGerman writes what a computer set to a German keyboard takes of a text
// that a scanner types for an American one.
func cmdGerman(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: german FILE TEXT")
	}
	typed := strings.NewReplacer("Y", "Z", "Z", "Y", "/", "-").Replace(args[1])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(typed+"\r"), 0o600))
}

// cmdScan adds what a scanner reads from the screen to FILE. The emulator
// shows characters without their colors, as paper does. A screen that is drawn
// just now is looked at again.
func cmdScan(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: scan FILE")
	}
	s := screenOf(ts)
	var text string
	var err error
	if poll(func() bool {
		text, err = camera.ReadCode(strings.Split(s.terminal.String(), "\n"), false)
		return err == nil
	}, s.ended) != nil || err != nil {
		ts.Fatalf("there is no code to scan: %v\n%s", err, s.view())
	}
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	ts.Check(err)
	_, err = file.WriteString(text + "\n")
	ts.Check(err)
	ts.Check(file.Close())
}

func cmdSignal(ts *testscript.TestScript, _ bool, args []string) {
	number := unix.SignalNum("SIG" + args[0])
	if number == 0 {
		ts.Fatalf("there is no signal %s", args[0])
	}
	s := screenOf(ts)
	if len(args) == 2 && args[1] == "job" {
		group, err := foreground(s.master)
		ts.Check(err)
		ts.Check(syscall.Kill(-group, number))
		return
	}
	ts.Check(s.cmd.Process.Signal(number))
	if number == syscall.SIGKILL {
		<-s.ended
	}
}

func cmdHangup(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(screenOf(ts).master.Close())
}

func cmdEnds(ts *testscript.TestScript, _ bool, args []string) {
	s, want := screenOf(ts), 0
	if len(args) > 0 {
		var err error
		want, err = strconv.Atoi(args[0])
		ts.Check(err)
	}
	select {
	case <-s.ended:
	case <-time.After(timeout):
		ts.Fatalf("the program does not end:\n%s", s.view())
	}
	if got := s.cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("the program ended with status %d (%s), not %d:\n%s", got, s.cmd.ProcessState, want, s.view())
	}
}
