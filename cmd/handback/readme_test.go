package main

import (
	"os"
	"strings"
	"testing"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadmeShowsTheRealScreen: the pictures are what the tests of the screens keep
// as the Steps screen and the bench, but for empty lines.
func TestReadmeShowsTheRealScreen(t *testing.T) {
	text := readme(t)
	for _, name := range []string{"steps.txt", "bench.txt"} {
		picture, err := os.ReadFile("../../tui/screens/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(picture)) {
			if line = strings.TrimRight(line, " \n"); !strings.Contains(text, line+"\n") {
				t.Errorf("the README doesn't show %q", line)
			}
		}
	}
}

// TestReadmeNamesEveryCommandAndFlag holds the README to the program.
func TestReadmeNamesEveryCommandAndFlag(t *testing.T) {
	text := readme(t)
	root := newRoot(streams{})
	for _, c := range root.Commands() {
		if c.Name() != "help" && !strings.Contains(text, "handback "+c.Name()) {
			t.Errorf("the README doesn't name the command %s", c.Name())
		}
	}
	for _, flag := range []string{"--state", "--port", "--stick", "--operator", "--json", "--log", "--config"} {
		if !strings.Contains(text, flag) {
			t.Errorf("the README doesn't name the flag %s", flag)
		}
	}
}

// TestReadmeLinesCanBeParsed: the lines to type name commands and flags that are
// there.
func TestReadmeLinesCanBeParsed(t *testing.T) {
	lines := 0
	for line := range strings.Lines(readme(t)) {
		typed, is := strings.CutPrefix(line, "    handback ")
		if !is {
			continue
		}
		lines++
		typed, _, _ = strings.Cut(typed, "#")
		cmd, args, err := newRoot(streams{}).Find(strings.Fields(typed))
		if err == nil {
			err = cmd.ParseFlags(args)
		}
		if err == nil {
			err = cmd.ValidateArgs(cmd.Flags().Args())
		}
		if err != nil || !cmd.HasParent() {
			t.Errorf("%q: %v", line, err)
		}
	}
	if lines < 4 {
		t.Errorf("the README has only %d lines to type", lines)
	}
}
