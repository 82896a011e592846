package typed

import (
	"errors"
	"slices"
	"strings"
)

// MaxText is the longest text of one line or code that is read, in bytes.
const MaxText = 4 << 10

// Entry is a message that is being entered: lines and scanned codes in any
// order, as often as it takes. The zero value is one of which nothing is
// known. Nothing wrong is ever taken, and nothing taken is lost by it.
type Entry struct {
	head    *Head
	data    []byte
	have    []bool          // by byte of data
	codes   int             // total of the codes seen last
	taken   map[Part]string // as they are written
	waiting map[int]string  // digits of lines that came before line 0
}

// Enter takes all [Parts] of a text. The errors are in their order.
func (e *Entry) Enter(text string) []error {
	var wrong []error
	for _, part := range Parts(text) {
		if err := e.Add(part); err != nil {
			wrong = append(wrong, err)
		}
	}
	return wrong
}

// Add takes one line or one code; an empty row, and one that begins with #, is
// passed over. The error is a *[WrongError], or several joined when line 0
// shows that lines before it were wrong. A line that comes before line 0 waits
// for it to be checked.
func (e *Entry) Add(text string) error {
	if len(text) > MaxText {
		return &WrongError{nowhere(), ErrLength}
	}
	text = strings.TrimSpace(fold(text))
	switch {
	case text == "" || text[0] == '#':
		return nil
	case isCode(text):
		return e.addCode(text)
	case isForeign(text):
		return &WrongError{nowhere(), ErrLayout}
	}
	n, digits, err := splitLine(text)
	if err != nil {
		return err
	}
	return e.AddLine(n, digits)
}

// AddLine takes what was typed for a line whose number is known; otherwise as
// [Entry.Add].
func (e *Entry) AddLine(n int, text string) error {
	digits, err := clean(fold(text))
	part := Part{Number: n}
	switch {
	case err != nil:
		return &WrongError{part, err}
	case n < 0 || n > maxLines:
		return &WrongError{part, ErrBeyond}
	case len(digits) > headChars+checkChars || len(digits) <= checkChars:
		return &WrongError{part, wrongLength(len(digits), headChars+checkChars)}
	case n == 0:
		return e.addHead(digits)
	case e.head == nil:
		if e.waiting == nil {
			e.waiting = map[int]string{}
		}
		e.waiting[n] = digits
		return nil
	}
	return e.addBody(part, digits)
}

// addHead takes line 0, and then the lines that waited for it.
func (e *Entry) addHead(digits string) error {
	part := Part{}
	if len(digits) != headChars+checkChars {
		return &WrongError{part, wrongLength(len(digits), headChars+checkChars)}
	}
	body, end := digits[:headChars], digits[headChars:]
	if check(part.name(), "", body) != end {
		return &WrongError{part, ErrCheck}
	}
	wrong := []error{e.begin(part, body)}
	if wrong[0] == nil {
		e.take(part, writeLine(0, e.head.lines(), "", body), 0, nil)
		wrong = append(wrong, e.release()...)
	}
	return errors.Join(wrong...)
}

// begin makes room for the message of a head, or finds that it is another.
func (e *Entry) begin(part Part, digits string) error {
	h, err := readHead(digits)
	switch {
	case err != nil:
		return &WrongError{part, err}
	case e.head == nil:
		e.head, e.data, e.have = &h, make([]byte, h.Size), make([]bool, h.Size)
	case *e.head != h:
		return &WrongError{part, ErrOther}
	}
	return nil
}

// release checks the lines that came before the head.
func (e *Entry) release() (wrong []error) {
	lines := make([]int, 0, len(e.waiting))
	for n := range e.waiting {
		lines = append(lines, n)
	}
	slices.Sort(lines)
	for _, n := range lines {
		if err := e.addBody(Part{Number: n}, e.waiting[n]); err != nil {
			wrong = append(wrong, err)
		}
	}
	e.waiting = nil
	return wrong
}

// addBody takes a line with bytes of the message.
func (e *Entry) addBody(part Part, digits string) error {
	if part.Number > e.head.lines() {
		return &WrongError{part, ErrBeyond}
	}
	from, to := e.head.line(part.Number)
	if want := charsFor(to-from) + checkChars; len(digits) != want {
		return &WrongError{part, wrongLength(len(digits), want)}
	}
	body, end := digits[:len(digits)-checkChars], digits[len(digits)-checkChars:]
	if check(part.name(), e.head.digits, body) != end {
		return &WrongError{part, e.whose(body, end)}
	}
	data, err := crockford().DecodeString(body)
	if err != nil {
		return &WrongError{part, ErrLength}
	}
	e.take(part, writeLine(part.Number, e.head.lines(), e.head.digits, body), from, data)
	return nil
}

// take keeps a part that is right. Where another one said otherwise, the later
// counts: it may make good what passed its check by chance.
func (e *Entry) take(part Part, text string, from int, data []byte) {
	if e.taken == nil {
		e.taken = map[Part]string{}
	}
	e.taken[part] = text
	copy(e.data[from:], data)
	for i := range data {
		e.have[from+i] = true
	}
}
