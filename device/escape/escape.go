// Package escape removes from a text what controls a terminal: the control
// sequences and control strings of ECMA-48, and those of real terminals.
package escape

import (
	"strings"

	"github.com/charmbracelet/x/ansi/parser"
)

// Limits of one sequence or string, in bytes. Anything longer is taken for text:
// a byte that got lost on the line must not hide all that comes after it.
const (
	MaxSequence = 256     // of a control sequence
	MaxString   = 4 << 10 // of a control string, such as a window's title
)

// Kind is what a byte is to a terminal.
type Kind int

// The kinds of bytes.
const (
	Text   Kind = iota // of a character, or a control character on its own
	Hidden             // part of a sequence or a string
	Cursor             // the last byte of the question for the cursor's position
)

// Filter tells text from what controls a terminal, byte by byte. What is sent is
// taken for UTF-8, so the 8-bit controls of ECMA-48 are none. The zero value
// is ready.
type Filter struct {
	state   parser.State
	length  int  // bytes of the sequence or string so far
	opener  byte // the byte after the ESC of a string
	palette int  // bytes that a Linux console's color still lacks
	asks    bool // the sequence can still become the question for the cursor
}

// The controls that end a string.
const (
	bel    = 0x07
	escape = 0x1b
)

// Take takes the next byte.
func (f *Filter) Take(b byte) Kind {
	switch {
	case f.state == parser.GroundState && b != escape:
		return Text
	case f.palette > 0:
		return f.color(b)
	case b == escape:
		f.state, f.length, f.opener, f.asks = parser.EscapeState, 0, 0, true
		return Hidden
	}
	f.length++
	if f.inString() {
		return f.string(b)
	}
	return f.sequence(b)
}

// sequence takes a byte of anything that is no string.
func (f *Filter) sequence(b byte) Kind {
	if b >= 0x80 || f.length > MaxSequence {
		f.state = parser.GroundState
		return Text
	}
	if f.state == parser.EscapeState && b == 'k' { // screen and tmux: a title
		f.state, f.opener = parser.ApcStringState, b
		return Hidden
	}
	before := f.state
	next, action := parser.Table.Transition(f.state, b)
	f.state = next
	if action == parser.ExecuteAction {
		f.asks = false
		return Text
	}
	if before == parser.EscapeState && f.inString() {
		f.opener = b
	}
	const question = "[6n" // ECMA-48 8.3.35
	f.asks = f.asks && f.length <= len(question) && b == question[f.length-1]
	if f.asks && f.length == len(question) {
		return Cursor
	}
	return Hidden
}

// inString reports whether a control string has begun. BEL and ST end it, and
// CAN and SUB drop it; ST begins with ESC.
func (f *Filter) inString() bool {
	switch f.state {
	case parser.OscStringState, parser.DcsEntryState, parser.DcsIntermediateState, parser.DcsParamState, parser.DcsStringState,
		parser.SosStringState, parser.PmStringState, parser.ApcStringState:
		return true
	}
	return false
}

// string takes a byte of a string, whatever it means there.
func (f *Filter) string(b byte) Kind {
	const cancel, substitute = 0x18, 0x1a
	first := f.opener == ']' && f.length == 2
	switch {
	case b == bel, b == cancel, b == substitute:
		f.state = parser.GroundState
	case first && b == 'R': // Linux: the colors as they were, without an end
		f.state = parser.GroundState
	case first && b == 'P': // Linux: a color, as seven digits without an end
		f.palette = 7
	case f.length > MaxString:
		f.state = parser.GroundState
		return Text
	}
	return Hidden
}

// color takes a digit of a Linux console's color.
func (f *Filter) color(b byte) Kind {
	digit := b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F'
	if !digit {
		f.palette = 0
		return f.Take(b) // a string after all
	}
	if f.palette--; f.palette == 0 {
		f.state = parser.GroundState
	}
	return Hidden
}

// Strip is text without what controls a terminal. Control characters on their
// own stay.
func Strip(text string) string {
	var f Filter
	var out strings.Builder
	for i := range len(text) {
		if f.Take(text[i]) == Text {
			out.WriteByte(text[i])
		}
	}
	return out.String()
}
