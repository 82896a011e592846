package typed

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MaxText is the longest text of one line or code that is read, in bytes.
const MaxText = 4 << 10

// Entry is a message that is being entered: lines and scanned codes in any
// order, as often as it takes. The zero value is ready. A line or code that is
// wrong changes nothing.
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
		return &WrongError{noPart(), ErrLength}
	}
	text = strings.TrimSpace(fold(text))
	switch {
	case text == "" || text[0] == '#':
		return nil
	case isCode(text):
		return e.addCode(text)
	case isForeign(text):
		return &WrongError{noPart(), ErrLayout}
	}
	n, digits, err := splitLine(text)
	if err != nil {
		return err
	}
	return e.addLine(n, digits)
}

// addLine takes the digits of a line with their check.
func (e *Entry) addLine(n int, digits string) error {
	part := Part{Number: n}
	switch {
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
	for _, n := range slices.Sorted(maps.Keys(e.waiting)) {
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
		return &WrongError{part, e.explainCheck(body, end)}
	}
	data, err := crockford().DecodeString(body)
	if err != nil {
		return &WrongError{part, ErrLength}
	}
	e.take(part, writeLine(part.Number, e.head.lines(), e.head.digits, body), from, data)
	return nil
}

// explainCheck says why a check does not agree: the digits may be those of another
// line.
func (e *Entry) explainCheck(body, end string) error {
	other := 0
	for n := 1; n <= e.head.lines(); n++ {
		if check(Part{Number: n}.name(), e.head.digits, body) != end {
			continue
		}
		if other > 0 { // by chance
			return ErrCheck
		}
		other = n
	}
	if other == 0 {
		return ErrCheck
	}
	return fmt.Errorf("%w: it is line %d", ErrMoved, other)
}

func wrongLength(got, want int) error {
	return fmt.Errorf("%w: %d, not %d", ErrLength, got, want)
}

// take keeps a part that is right. A later one replaces an earlier one, which may
// have passed its check by chance.
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

// Message gives what was entered once it is complete. The error is a
// *[MissingError], or [ErrDigest] when a wrong part passed its check by chance;
// entering it once more puts that right.
func (e *Entry) Message() (Message, error) {
	s := e.State()
	switch {
	case len(s.MissingLines) > 0:
		return Message{}, &MissingError{Lines: s.MissingLines, Codes: s.MissingCodes}
	case !s.Complete:
		return Message{}, ErrDigest
	}
	return Message{Kind: e.head.Kind, Data: slices.Clone(e.data)}, nil
}

// Text writes down all that was taken, with the lines that wait for line 0. A new
// Entry that it is entered into has the same state.
func (e *Entry) Text() string {
	parts := slices.SortedFunc(maps.Keys(e.taken), func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Number, b.Number))
	})
	var out strings.Builder
	for _, p := range parts {
		fmt.Fprintln(&out, e.taken[p])
	}
	for _, n := range slices.Sorted(maps.Keys(e.waiting)) {
		fmt.Fprintln(&out, n, inFours(e.waiting[n]))
	}
	return out.String()
}

// State is how far an [Entry] is.
type State struct {
	Head         *Head // nil: neither line 0 nor a code came so far
	Lines, Codes int   // of the whole message; line 0 is not counted, codes are 0 when none came
	Waiting      int   // lines that can't be checked before line 0

	MissingLines, MissingCodes []int // ascending; of the codes only when some came

	Complete bool // nothing is missing, and the SHA-256 agrees
}

// State tells what is there and what is missing.
func (e *Entry) State() State {
	if e.head == nil {
		return State{Waiting: len(e.waiting), MissingLines: []int{0}}
	}
	h := *e.head
	s := State{Head: &h, Lines: h.lines(), Codes: e.codes}
	for n := 1; n <= s.Lines; n++ {
		if from, to := h.line(n); !e.whole(from, to) {
			s.MissingLines = append(s.MissingLines, n)
		}
	}
	for n := 1; n <= s.Codes; n++ {
		if from, to := h.code(n, s.Codes); !e.whole(from, to) {
			s.MissingCodes = append(s.MissingCodes, n)
		}
	}
	s.Complete = len(s.MissingLines) == 0 && h.fits(e.data)
	return s
}

func (e *Entry) whole(from, to int) bool { return !slices.Contains(e.have[from:to], false) }
