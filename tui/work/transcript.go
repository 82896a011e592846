package work

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"handback/capability"
	"handback/device/escape"
	"handback/device/redact"
	"handback/tui/text"
)

const (
	maxTranscript = 1000 // lines that are kept to be shown
	maxWireLine   = 4096 // bytes of one line; longer ones are broken

	stampFormat = "2006-01-02T15:04:05.000Z07:00" // RFC 3339
)

// Stamped is a line of the terminal view, and when it ended.
type Stamped struct {
	At   time.Time
	Text string
	Own  bool // this program wrote it, not the device
}

// transcript is what was read in the terminal view. The job fills it, the
// screen shows it.
type transcript struct {
	mu   sync.Mutex
	kept []Stamped
	rest []byte    // of a line that has not ended
	out  io.Writer // takes the lines with their times; nil: nowhere

	escapes escape.Filter // a control string may go on over lines
}

// begin empties the transcript.
func (t *transcript) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept, t.rest, t.escapes = nil, nil, escape.Filter{}
}

// writeTo has the lines written from now on, with their times; nil: no more.
func (t *transcript) writeTo(out io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.out = out
}

// feed takes bytes from the line.
func (t *transcript) feed(at time.Time, p []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range p {
		if t.escapes.Take(c) != escape.Text {
			continue
		}
		if c != '\n' {
			t.rest = append(t.rest, c)
		}
		if c == '\n' || len(t.rest) >= maxWireLine {
			t.keep(Stamped{At: at, Text: onScreen(t.rest)})
			t.rest = t.rest[:0]
		}
	}
}

// breakOff ends a line that will not go on.
func (t *transcript) breakOff(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.escapes = escape.Filter{}
	if len(t.rest) > 0 {
		t.keep(Stamped{At: at, Text: onScreen(t.rest)})
		t.rest = t.rest[:0]
	}
}

// say adds a line of this program.
func (t *transcript) say(at time.Time, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.keep(Stamped{at, capability.Printable(text), true})
}

func (t *transcript) keep(line Stamped) {
	t.kept = append(t.kept, line)
	if len(t.kept) > 2*maxTranscript {
		t.kept = slices.Clone(t.kept[len(t.kept)-maxTranscript:])
	}
	if t.out == nil {
		return
	}
	if _, err := fmt.Fprintf(t.out, "%s %s\n", line.At.Format(stampFormat), redact.Line(line.Text)); err != nil {
		t.out = nil // a full disk must not close the line
		t.keep(Stamped{line.At, text.NotWritten.With(capability.Printable(err.Error())), true})
	}
}

// lines are the lines so far, and the one that has not ended.
func (t *transcript) lines() ([]Stamped, string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.kept[:len(t.kept):len(t.kept)], onScreen(t.rest)
}

// onScreen is what a terminal shows of a line without escapes: carriage returns
// and backspaces move the cursor back, and what follows overwrites.
func onScreen(raw []byte) string {
	var cells []rune
	at := 0
	for _, r := range strings.ToValidUTF8(string(raw), "\ufffd") {
		switch {
		case r == '\r':
			at = 0
		case r == '\b':
			at = max(0, at-1)
		case r == '\t':
			r = ' '
			fallthrough
		case r >= ' ' && r != 0x7f:
			if at == len(cells) {
				cells = append(cells, r)
			} else {
				cells[at] = r
			}
			at++
		}
	}
	return capability.Printable(string(cells))
}
