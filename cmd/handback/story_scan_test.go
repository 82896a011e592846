//go:build unix

package main_test

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"handback/capability/typed/camera"
)

// cmdScan adds what a scanner reads from the screen to FILE. The emulator
// shows characters without their colors, as paper does.
func cmdScan(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: scan FILE")
	}
	text, err := camera.Read(strings.Split(screenOf(ts).terminal.String(), "\n"), false)
	if err != nil {
		ts.Fatalf("there is no code to scan: %v\n%s", err, screenOf(ts).view())
	}
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	ts.Check(err)
	_, err = file.WriteString(text + "\n")
	ts.Check(err)
	ts.Check(file.Close())
}
