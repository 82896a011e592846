package main

import (
	"bytes"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCommandsPrintOnlyThroughPrintGo: what a command prints passes print.go. A log
// is the only other thing that is written to.
func TestCommandsPrintOnlyThroughPrintGo(t *testing.T) {
	around := regexp.MustCompile(`\bfmt\.(Fp|P)rint|io\.WriteString|tabwriter|(\bs|\ba|streams)\.(out|err)\.Write|\bjson\.(Marshal|NewEncoder)`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if name == "print.go" || name == "logfile.go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := around.FindString(string(text)); got != "" {
			t.Errorf("%s prints past print.go with %s", name, got)
		}
	}
}

// TestPrintableWriterKeepsLinesAndTabs: scripts of completion hold both.
func TestPrintableWriterKeepsLinesAndTabs(t *testing.T) {
	var out bytes.Buffer
	const text = "a\tb\n\n  c \x1b]52;c;ZXZpbA==\a\u009b31m\u202e\r\nlast"
	n, err := printableWriter{&out}.Write([]byte(text))
	if want := "a\tb\n\n  c ]52;c;ZXZpbA==31m \nlast"; out.String() != want || n != len(text) || err != nil {
		t.Errorf("%q, %d, %v", out.String(), n, err)
	}
}

// TestTablesStandInColumns: a letter of Japanese takes two cells, a mark on a letter none.
func TestTablesStandInColumns(t *testing.T) {
	var out bytes.Buffer
	table := streams{out: &out}.table("DEVICE", "STATE", "PLACE")
	table.row("超音波 X200", "frei", "1-2")
	table.row("Gerät e\u0301", "", "3")
	table.row("a\tb\nc", "超", "")
	if err := table.flush(); err != nil {
		t.Fatal(err)
	}
	const want = "" +
		"DEVICE       STATE  PLACE\n" +
		"超音波 X200  frei   1-2\n" +
		"Gerät e\u0301             3\n" +
		"a b c        超\n"
	if out.String() != want {
		t.Errorf("\n%s", out.String())
	}
}

// TestALogLineIsOneLine: what a device prints obeys nobody who reads the log,
// nor does what the screens log there.
func TestALogLineIsOneLine(t *testing.T) {
	name := filepath.Join(t.TempDir(), "log")
	log, err := openLog(name)
	if err != nil {
		t.Fatal(err)
	}
	const said = "boot \x1b]52;c;ZXZpbA==\a\u009b31m\u202e\r\nFAKE LINE"
	log.Line(said)
	if _, err := log.Write([]byte(said + "\n")); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if !strings.HasSuffix(line, " boot ]52;c;ZXZpbA==31m  FAKE LINE\n") {
			t.Errorf("%q", line)
		}
	}
	if n := strings.Count(string(text), "\n"); n != 2 {
		t.Errorf("%d lines", n)
	}
}

// TestCellsAndNotesAreSpoken: package text says them, in each language. What is written
// between quotes would be English in all of them.
func TestCellsAndNotesAreSpoken(t *testing.T) {
	words := regexp.MustCompile(`\pL{2}`)
	eachGoFile(t, func(name string, set *token.FileSet, file *ast.File) {
		if filepath.Base(filepath.Dir(name)) != "handback" || strings.HasSuffix(name, "_test.go") {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if of, ok := call.Fun.(*ast.SelectorExpr); !ok || of.Sel.Name != "row" && of.Sel.Name != "note" {
				return true
			}
			for _, arg := range call.Args {
				if text, ok := arg.(*ast.BasicLit); ok && words.MatchString(text.Value) {
					t.Errorf("%s: %s", set.Position(text.Pos()), text.Value)
				}
			}
			return true
		})
	})
}
