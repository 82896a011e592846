package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestThePagesNameEveryCommandAndFlag holds the page of the commands to the
// program, and the README to the pages.
func TestThePagesNameEveryCommandAndFlag(t *testing.T) {
	page, err := helpPages.ReadFile("help/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	root := newRoot(streams{})
	for _, c := range root.Commands() {
		if !strings.Contains(string(page), "`handback "+c.Name()) {
			t.Errorf("help/commands.md doesn't name the command %s", c.Name())
		}
	}
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) {
		if !strings.Contains(string(page), "`--"+f.Name) {
			t.Errorf("help/commands.md doesn't name the flag --%s", f.Name)
		}
	})
	text := readme(t)
	for _, name := range topics() {
		if !strings.Contains(text, "/"+name+".md)") && !strings.Contains(text, "handback help "+name) {
			t.Errorf("the README doesn't name the topic %s", name)
		}
	}
}

// TestLinksLeadToFiles: those of the README and of the pages beside it.
func TestLinksLeadToFiles(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	for _, name := range []string{"README.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"} {
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join("../..", filepath.Dir(name), found[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestLinesToTypeCanBeParsed: those of the README and of the pages name commands
// and flags that are there.
func TestLinesToTypeCanBeParsed(t *testing.T) {
	text := readme(t)
	for _, name := range topics() {
		text += strings.Join(topicPage(name, widestPage), "\n") + "\n"
	}
	lines := 0
	for line := range strings.Lines(text) {
		_, typed, is := strings.Cut(line, "    handback ")
		if _, shown, prompt := strings.Cut(line, "$ handback "); prompt {
			typed, is = shown, true
		}
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
	if lines < 30 {
		t.Errorf("there are only %d lines to type", lines)
	}
}
