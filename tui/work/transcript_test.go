package work

import (
	"bytes"
	"testing"
	"time"
)

func TestWhatATerminalShowsOfALine(t *testing.T) {
	for raw, want := range map[string]string{
		"plain":                          "plain",
		"spinner -\b\\\b|\b/":            "spinner /",
		"10%\r20%":                       "20%",
		"longer\rab":                     "abnger",
		"\x1b[1;31mred\x1b[0m":           "red",
		"\x1b]0;title\x07text":           "text",
		"\x1b]3008;cwd=/a\\x3bb\x1b\\# ": "# ",
		"bell\x07 and \x00 nul":          "bell and  nul",
		"bad \xff\xfe UTF-8":             "bad \ufffd UTF-8",
		"a\tb":                           "a b",
		"\x1b[?2004h$ ls\x1b[6n":         "$ ls",
		"caf\u00e9 \u202ereverse":        "caf\u00e9 reverse",
	} {
		var tr transcript
		tr.feed(time.Time{}, []byte(raw))
		if _, got := tr.lines(); got != want {
			t.Errorf("%q is shown as %q, want %q", raw, got, want)
		}
	}
}

func TestAControlStringThatGoesOnOverLinesIsNotShown(t *testing.T) {
	var tr transcript
	tr.feed(time.Time{}, []byte("a\x1bPq#0\n#1~~"))
	tr.feed(time.Time{}, []byte("\n-\x1b\\b\n"))
	if lines, rest := tr.lines(); len(lines) != 1 || lines[0].Text != "ab" || rest != "" {
		t.Errorf("%+v and %q", lines, rest)
	}
}

func TestTranscriptIsBounded(t *testing.T) {
	var tr transcript
	tr.feed(time.Time{}, bytes.Repeat([]byte("x\n"), 5*maxTranscript))
	tr.feed(time.Time{}, bytes.Repeat([]byte("y"), 3*maxWireLine))
	lines, rest := tr.lines()
	if len(lines) > 2*maxTranscript || len(rest) > maxWireLine {
		t.Errorf("%d lines and %d bytes are kept", len(lines), len(rest))
	}
}
