package main

import (
	"bytes"
	"strings"
	"testing"

	"handback/tui/text"
)

// TestHelpTopicsFitTheirWidth: whatever is not to be typed is wrapped.
func TestHelpTopicsFitTheirWidth(t *testing.T) {
	for _, name := range topics() {
		for _, w := range []int{40, 80, 100} {
			for _, line := range topicPage(name, w) {
				typed := strings.HasPrefix(line, "    ")
				word := !strings.Contains(strings.TrimLeft(line, " -"), " ")
				if text.Width(line) > w && !typed && !word {
					t.Errorf("%s at %d: %q", name, w, line)
				}
			}
		}
	}
}

// TestHelpFindsTopicsAndCommands: a topic goes before a command of its name; who
// asks for what isn't there is told what is.
func TestHelpFindsTopicsAndCommands(t *testing.T) {
	for _, c := range []struct {
		args  []string
		code  int
		wants string
	}{
		{[]string{"help"}, exitDone, "\n  stick       The stick\n"},
		{[]string{"--help"}, exitDone, "\n  stick       The stick\n"},
		{[]string{"help", "stick"}, exitDone, "# The stick\n"},
		{[]string{"help", "portal"}, exitDone, "# The portal, by program\n"},
		{[]string{"help", "portal", "check"}, exitDone, "handback portal check [flags]"},
		{[]string{"ways"}, exitDone, "# Which way is better\n"},
		{[]string{"help", "stikc"}, exitUsage, "Did you mean stick"},
		{[]string{"help", "nothing", "like"}, exitUsage, "Topics are auto, "},
	} {
		var out bytes.Buffer
		if code := run(t.Context(), c.args, streams{strings.NewReader(""), &out, &out}); code != c.code || !strings.Contains(out.String(), c.wants) {
			t.Errorf("%q: status %d:\n%s", c.args, code, &out)
		}
	}
}

// TestPagesAreSet: each thing that a page may hold, at a narrow width.
func TestPagesAreSet(t *testing.T) {
	const markdown = "# One\n\nTwo **three**\nfour five six.\n\n- seven eight nine\n  ten\n- eleven\n\n    twelve  thirteen fourteen\n\n" +
		"```toml\nfifteen = 1\n```\n\n| | of |\n|---|---|\n| `a \\| b` | sixteen |\n| c | |\n"
	want := []string{
		"# One", "", "Two three four", "five six.", "", "- seven eight", "  nine ten", "- eleven", "", "    twelve  thirteen fourteen", "",
		"    fifteen = 1", "", "`a | b`", "    of:", "    sixteen", "c",
	}
	if got := pageLines(markdown, 14); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the page is\n%s", strings.Join(got, "\n"))
	}
}
