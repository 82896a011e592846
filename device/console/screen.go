package console

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"handback/device/escape"
)

// Limits of what is kept of a device's words.
const (
	maxLine   = 256 << 10 // bytes; a longer line is cut in two
	maxScreen = 4 << 20   // bytes of all lines
)

// screen turns what a device prints into lines of text: it removes escape
// sequences, a backspace removes a character, and any of CR LF, LF and CR ends a
// line. It removes noise, such as kernel messages, as soon as their line ends, so
// that a line that they broke is whole again.
type screen struct {
	noise []*regexp.Regexp
	log   func(line string) // each line that ended, noise too

	lines   []string // whole ones, since the last clear
	size    int      // bytes of lines
	current []byte   // the line that has not ended
	full    bool     // there was more than could be kept

	escapes escape.Filter
	cr      bool // the last byte was a CR that ended the line
	asked   bool // the cursor's position was asked for
}

// event is what happened on a line.
type event int

const (
	byteCame   event = iota // and nothing ended with it
	lineEnded               // a line, that was not noise
	noiseEnded              // noise, which is removed again
	silence                 // for a while
)

// clear forgets the lines.
func (s *screen) clear() {
	s.lines, s.size, s.current, s.full, s.asked = nil, 0, nil, false, false
}

// feed takes one byte and tells what happened with it.
func (s *screen) feed(b byte) event {
	switch kind := s.escapes.Take(b); {
	case kind != escape.Text:
		s.asked = s.asked || kind == escape.Cursor
		return byteCame
	case b == '\n' && s.cr:
		s.cr = false
		return byteCame
	case b == '\r' || b == '\n':
		s.cr = b == '\r'
		return s.end()
	}
	s.cr = false
	switch {
	case b == '\b' || b == 0x7f:
		_, n := utf8.DecodeLastRune(s.current)
		s.current = s.current[:len(s.current)-n]
	case b >= ' ' || b == '\t':
		s.current = append(s.current, b)
	}
	if len(s.current) >= maxLine {
		return s.end()
	}
	return byteCame
}

// end ends the current line. After noise, what stood before it goes on. An empty
// line counts as none.
func (s *screen) end() event {
	line := string(s.current)
	if line == "" {
		return byteCame
	}
	if s.log != nil {
		s.log(line)
	}
	for _, re := range s.noise {
		if at := re.FindStringIndex(line); at != nil && at[1] == len(line) {
			s.current = s.current[:at[0]]
			return noiseEnded
		}
	}
	s.current = s.current[:0]
	if s.size+len(line) > maxScreen {
		s.full = true
		return lineEnded
	}
	s.lines, s.size = append(s.lines, line), s.size+len(line)
	return lineEnded
}

// cursor answers the question for the cursor's position (ECMA-48 8.3.14) once:
// some line editors ask at each prompt. It is empty when nobody asked.
func (s *screen) cursor() string {
	if !s.asked {
		return ""
	}
	s.asked = false
	return fmt.Sprintf("\x1b[24;%dR", min(utf8.RuneCount(s.current)+1, 80))
}

// state is different when anything but noise has come.
func (s *screen) state() string { return fmt.Sprintf("%d %s", s.size, s.current) }
