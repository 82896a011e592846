//go:build unix

package main_test

import (
	"fmt"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

func cmdRun(ts *testscript.TestScript, neg bool, args []string) {
	var columns, lines int
	if neg || len(args) < 2 || !parseSize(args[0], &columns, &lines) {
		ts.Fatalf("usage: run COLUMNSxLINES PROGRAM ARG...")
	}
	w := worldOf(ts)
	if w.screen != nil {
		w.screen.close()
	}
	s, err := openScreen(programOf(ts, args[1], args[2:]...), columns, lines)
	ts.Check(err)
	w.screen = s
}

func parseSize(text string, columns, lines *int) bool {
	n, err := fmt.Sscanf(text, "%dx%d", columns, lines)
	return n == 2 && err == nil
}

func screenOf(ts *testscript.TestScript) *screen {
	s := worldOf(ts).screen
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
