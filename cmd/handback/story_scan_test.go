//go:build unix

package main_test

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"handback/capability/testkit"
)

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
		text, err = testkit.ReadCode(strings.Split(s.terminal.String(), "\n"), false)
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
