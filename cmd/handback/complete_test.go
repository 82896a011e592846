package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// offered is what a shell offers behind the arguments: of what it is told what
// begins like the last, without what is behind a tab, and the directive.
func offered(t *testing.T, args ...string) []string {
	t.Helper()
	var out bytes.Buffer
	if code := run(t.Context(), append([]string{"__complete"}, args...), streams{strings.NewReader(""), &out, new(bytes.Buffer)}); code != exitDone {
		t.Fatalf("%q: status %d", args, code)
	}
	var words []string
	for line := range strings.Lines(out.String()) {
		word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(word, args[len(args)-1]) || strings.HasPrefix(word, ":") {
			words = append(words, word)
		}
	}
	return words
}

// TestCompletionsOffer holds what is offered to a ledger that holds one return, and
// whose lock somebody else may have: it is not opened.
func TestCompletionsOffer(t *testing.T) {
	state := t.TempDir()
	for _, name := range []string{"R-7F3K2", "R-7f3k3", "notes"} {
		if err := os.MkdirAll(filepath.Join(state, "returns", name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	const files, noFiles, folders = ":0", ":4", ":16"
	for _, c := range []struct {
		typed []string
		want  []string
	}{
		{[]string{"show", ""}, []string{"R-7F3K2", noFiles}},
		{[]string{"show", "R-7F3K2", ""}, []string{noFiles}},
		{[]string{"auto", "hold", ""}, []string{"R-7F3K2", noFiles}},
		{[]string{"save", ""}, []string{"R-7F3K2", noFiles}},
		{[]string{"decide", "R-7F3K2", ""}, []string{"obsolete", "declined", noFiles}},
		{[]string{"help", "port"}, []string{"portal", "ports", noFiles}},
		{[]string{"help", "portal", "ch"}, []string{"check", noFiles}},
		{[]string{"profile", "show", "linux"}, []string{"linux-fne", noFiles}},
		{[]string{"inspect", ""}, []string{files}},
		{[]string{"where", "--stick", ""}, []string{folders}},
	} {
		got := offered(t, append([]string{"--state", state}, c.typed...)...)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %q; want %q", c.typed, got, c.want)
		}
	}
}

// TestCompletionsOfNothing: where there is no ledger none is made.
func TestCompletionsOfNothing(t *testing.T) {
	state := filepath.Join(t.TempDir(), "none")
	if got := offered(t, "--state", state, "show", ""); !slices.Equal(got, []string{":4"}) {
		t.Errorf("%q", got)
	}
	if _, err := os.Stat(state); !os.IsNotExist(err) {
		t.Errorf("a ledger was made: %v", err)
	}
}
