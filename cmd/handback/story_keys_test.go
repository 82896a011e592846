//go:build unix

package main_test

import (
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

func cmdPress(ts *testscript.TestScript, _ bool, args []string) {
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
	for _, key := range strings.Split(strings.Join(args, " "), "") {
		ts.Check(screenOf(ts).press(key))
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
