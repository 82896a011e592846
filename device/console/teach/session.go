package teach

import (
	"bytes"
	"encoding/hex"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"handback/device/escape"
	"handback/device/redact"
)

// Limits of a recorded session.
const (
	MaxSession = 8 << 20 // bytes of the file
	maxLine    = 8 << 10 // bytes of one line; what is longer is cut
	maxLines   = 100_000
)

// ErrSession says that a file holds no recorded session that can be read.
var ErrSession = errors.New("this file holds no recorded session")

// Session is what a terminal showed in a recorded session.
type Session struct {
	Lines  []string // without escapes, times and secrets; what was erased while it was typed is gone
	Erased []string // lines that were written over with blanks, such as --More--
}

// ReadSession reads what minicom, PuTTY, tio, screen, Tera Term, script(1) and
// Handback itself write into their log files: what came from the device, with or
// without escapes, a time before each line, and lines of the program's own. Of
// PuTTY's raw log it takes what came in. What looks like a secret is masked.
func ReadSession(data []byte) (Session, error) {
	if len(data) > MaxSession || len(bytes.TrimSpace(data)) == 0 {
		return Session{}, ErrSession
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if raw, is := rawLog(data); is {
		data = raw
	}
	var t screen
	for _, b := range data {
		t.feed(b)
	}
	t.newLine()
	if t.broken*10 > len(data) || len(t.lines) == 0 {
		return Session{}, ErrSession
	}
	var m redact.Masker
	s := Session{Lines: unstamped(t.lines)}
	for i, line := range s.Lines {
		s.Lines[i] = m.Keep(line)
	}
	for _, line := range t.erased {
		s.Erased = append(s.Erased, m.Keep(line))
	}
	s.Lines = unwrapped(withoutOwn(s.Lines))
	return s, nil
}

// screen is the line of a terminal at which its cursor stands. Programs that let
// a person edit a line move in it and write over it.
type screen struct {
	lines, erased []string

	cells   []rune
	at      int
	partial []byte // of a character
	control []byte // of an escape sequence
	escapes escape.Filter
	broken  int // bytes that are no text
}

func (t *screen) feed(b byte) {
	if t.escapes.Take(b) != escape.Text {
		t.sequence(b)
		return
	}
	t.control = nil
	switch {
	case b == '\n':
		t.newLine()
	case b == '\r':
		t.at = 0
	case b == '\b':
		t.at = max(0, t.at-1)
	case b == '\t' || b >= ' ' && b != 0x7f:
		t.character(b)
	case b == 0 || b == 0x7f || b == 7:
	default:
		t.broken++
	}
}

// character puts in what a byte completes.
func (t *screen) character(b byte) {
	t.partial = append(t.partial, b)
	if !utf8.FullRune(t.partial) {
		return
	}
	r, n := utf8.DecodeRune(t.partial)
	if r == utf8.RuneError && n == 1 {
		t.broken++
	}
	t.partial = t.partial[:0]
	if t.at == 0 && len(t.cells) > 0 && strings.TrimSpace(string(t.cells)) != "" {
		if r == ' ' { // what is written over with blanks is being erased
			t.erased = append(t.erased, strings.TrimSpace(string(t.cells)))
			t.cells = []rune(strings.Repeat(" ", len(t.cells)))
		}
	}
	switch {
	case t.at < len(t.cells):
		t.cells[t.at] = r
	case len(t.cells) < maxLine:
		t.cells = append(t.cells, []rune(strings.Repeat(" ", t.at-len(t.cells)))...)
		t.cells = append(t.cells, r)
	}
	t.at = min(t.at+1, maxLine)
}

func (t *screen) newLine() {
	if line := strings.TrimRight(string(t.cells), "\t "); line != "" && len(t.lines) < maxLines {
		if blank := len(line); blank < len(string(t.cells)) && string(t.cells)[blank] == ' ' {
			line += " " // a prompt ends in one
		}
		t.lines = append(t.lines, line)
	}
	t.cells, t.at = nil, 0
}

// sequence does what an editor of lines wants: ECMA-48, 8.3.
func (t *screen) sequence(b byte) {
	t.control = append(t.control, b)
	body, is := bytes.CutPrefix(t.control, []byte("\x1b["))
	if !is || len(body) == 0 || b < 0x40 || b > 0x7e || len(t.control) > escape.MaxSequence {
		if b == 0x1b {
			t.control = []byte{b}
		}
		return
	}
	t.control = nil
	n, err := strconv.Atoi(string(body[:len(body)-1]))
	given := err == nil
	n = min(max(n, 1), maxLine)
	end := len(t.cells)
	switch at := min(t.at, end); b {
	case 'K': // erase in line
		if !given || n == 1 && string(body) != "1K" {
			t.cells = t.cells[:at]
		}
	case 'P': // delete characters
		t.cells = append(t.cells[:at], t.cells[min(at+n, end):]...)
	case '@': // insert characters
		rest := string(t.cells[at:])
		t.cells = append(t.cells[:at], []rune(strings.Repeat(" ", n)+rest)...)
	case 'C':
		t.at = min(t.at+n, maxLine)
	case 'D':
		t.at = max(0, t.at-n)
	case 'G':
		t.at = n - 1
	}
}

// rawLog takes the bytes that came in out of PuTTY's log of all raw data.
func rawLog(data []byte) ([]byte, bool) {
	var in []byte
	is, incoming := false, false
	for line := range bytes.Lines(data) {
		text := string(line)
		switch {
		case strings.HasPrefix(text, "Incoming raw data"):
			is, incoming = true, true
		case strings.HasPrefix(text, "Outgoing raw data"):
			incoming = false
		case incoming:
			if found := dumped().FindStringSubmatch(text); found != nil {
				if more, err := hex.DecodeString(strings.ReplaceAll(found[1], " ", "")); err == nil {
					in = append(in, more...)
				}
			}
		}
	}
	return in, is
}

var dumped = compiled(`^ *[0-9a-f]{8} ((?: [0-9a-f]{2}){1,16})(?:  |\s*$)`)

// stamps are the times that programs put before a line.
var stamps = []func() *regexp.Regexp{
	compiled(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) `),          // Handback
	compiled(`^\[\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?\] ?`),                   // minicom, tio, Tera Term
	compiled(`^\[\+?\d\d:\d\d:\d\d\.\d+\] `),                                           // tio
	compiled(`^\[\d{10}\.\d+\] `),                                                      // tio: seconds since 1970
	compiled(`^\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4}\] `),               // Tera Term
	compiled(`^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d [\d:]{8} `), // ts
}

// unstamped takes the times away, if most lines have one.
func unstamped(lines []string) []string {
	for _, stamp := range stamps {
		var without []string
		have := 0
		for _, line := range lines {
			rest := stamp().ReplaceAllString(line, "")
			if rest != line {
				have++
			}
			if rest != "" {
				without = append(without, rest)
			}
		}
		if have*2 > len(lines) {
			return without
		}
	}
	return lines
}

// ownLine is a line that a program wrote about its log.
var ownLine = compiled(`^(?:=~=~=~.*PuTTY log.*|Script (?:started|done)(?: on|:).*|-- \d+:\S* -- time-stamp -- .*|` +
	`Welcome to minicom.*|Press CTRL-A Z for help.*|tio v\d.*|Press ctrl-t q to quit.*|Connected(?: to .*)?|Terminal ready|Event Log: .*)\s*$`)

func withoutOwn(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if !ownLine().MatchString(line) {
			kept = append(kept, line)
		}
	}
	return kept
}

// What Handback types around a command at a POSIX shell, as the built-in profile
// linux-fne has it, and what comes of that.
var (
	wrapping = compiled(`echo "HB""B\d+"; (.*); echo "HB""E\d+:\$\?"\s*$`)
	wrapMark = compiled(`HB[BE]\d+(?::\d+)?\s*$`)
)

// unwrapped leaves of a session that Handback had itself what it meant.
func unwrapped(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if rest := wrapMark().ReplaceAllString(line, ""); rest == "" {
			continue
		} else if rest != line {
			line = rest
		}
		if found := wrapping().FindStringSubmatchIndex(line); found != nil {
			line = line[:found[0]] + line[found[2]:found[3]]
		}
		kept = append(kept, line)
	}
	return kept
}
