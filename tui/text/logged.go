package text

import (
	"context"
	"errors"
	"regexp"
)

// LogError says what became of something that failed, as the log shows it, and whether
// it was only stopped.
func LogError(doing string, err error) (said string, stopped bool) {
	what := Explain(err).What
	if errors.Is(err, context.Canceled) {
		what, stopped = say("stopped"), true
	}
	return Printable(": ", doing, what), stopped
}

// LogDone says that something was done, as the log shows it.
func LogDone(doing string) string { return say("%s: done", doing) }

// innerWords are what a protocol logs of itself, and no technician knows.
var innerWords = regexp.MustCompile(`\s*\(group \d+ command \d+ op \d+\)|\s+(in|of) group \d+|\bgroup \d+ `)

// Logged is a line of the log without the words that only a program knows.
func Logged(line string) string { return innerWords.ReplaceAllString(line, "") }

// Words of the log.
const (
	LogWarning Phrase = "warning"
	LogProblem Phrase = "problem"
	LogFind    Phrase = "search"
	LogNext    Phrase = "next match"
	LogBefore  Phrase = "match before"
	LogNone    Phrase = "Nothing in the log has those words."
)
