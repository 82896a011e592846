package work

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"handback/capability"
	"handback/tui/text"
)

// maxLog bounds the lines of the log that are kept to be shown.
const maxLog = 500

// Logged is a line of the log: what happened, and when.
type Logged struct {
	At    time.Time
	Level Level
	Text  string
}

// Level says how much a line of the log matters. It is for the eye: words say the same.
type Level int

// The levels.
const (
	Plain Level = iota
	Warning
	Problem
)

// logbook takes what happens, from any goroutine, and writes it on.
type logbook struct {
	mu   sync.Mutex
	kept []Logged
	out  io.Writer // nil: nowhere
	now  func() time.Time
}

// add logs something that is no problem.
func (l *logbook) add(said string) { l.addAs(Plain, said) }

// addError logs a problem, to be shown in the words in which the screens tell it: an act
// that was stopped is none. The file gets the error itself, for whoever helps.
func (l *logbook) addError(doing string, err error) {
	said, stopped := text.LogError(doing, err)
	level := Problem
	if stopped {
		level = Warning
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.print(text.Printable(": ", doing, err.Error()))
	l.keep(level, said)
}

func (l *logbook) addAs(level Level, said string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(said) {
		line = capability.Printable(strings.TrimRight(line, "\n"))
		l.print(line)
		l.keep(level, text.Logged(line))
	}
}

// keep keeps a line to be shown.
func (l *logbook) keep(level Level, line string) {
	l.kept = append(slices.Clone(l.kept[max(0, len(l.kept)+1-maxLog):]), Logged{l.now(), level, line})
}

func (l *logbook) print(line string) {
	if l.out != nil {
		// A log that can't be written must not stop the work.
		_, _ = fmt.Fprintln(l.out, line)
	}
}

func (l *logbook) lines() []Logged {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept
}
