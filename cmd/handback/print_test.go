package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCommandsPrintThroughOneDoor: what a command prints passes print.go. A log
// is the only other thing that is written to.
func TestCommandsPrintThroughOneDoor(t *testing.T) {
	around := regexp.MustCompile(`\bfmt\.(Fp|P)rint|io\.WriteString|tabwriter|(\bs|\ba|streams)\.(out|err)\.Write|json\.(Marshal|NewEncoder)`)
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
			t.Errorf("%s goes around the door with %s", name, got)
		}
	}
}

// TestTheDoorKeepsLinesAndTabsOfItsOwn: scripts of completion hold both.
func TestTheDoorKeepsLinesAndTabsOfItsOwn(t *testing.T) {
	var out bytes.Buffer
	const text = "a\tb\n\n  c \x1b]52;c;ZXZpbA==\a\u009b31m\u202e\r\nlast"
	n, err := door{&out}.Write([]byte(text))
	if want := "a\tb\n\n  c ]52;c;ZXZpbA==31m \nlast"; out.String() != want || n != len(text) || err != nil {
		t.Errorf("%q, %d, %v", out.String(), n, err)
	}
}
