//go:build unix

package main_test

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

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
