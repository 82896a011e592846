package typed

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// MaxCodes is how many codes a message is shown in at most. Nobody scans as
// many; it bounds what a reader keeps.
const MaxCodes = 99

const (
	codeMark   = "HB1"
	codeMarks  = "HB"
	codeDot    = "."
	codeFields = 5
)

// codeFrame is what a code holds beside its body: the mark, its number and
// total of two digits each, the head, the check and what divides them.
const codeFrame = len(codeMark) + len("01/99") + headChars + checkChars + (codeFields-1)*len(codeDot)

// Code is one QR code of a set.
type Code struct {
	Part Part
	Head Head
	Text string // what a scanner reads

	level qr.ErrorCorrectionLevel
}

// Codes cuts the message into the fewest QR codes that fit the screen, each
// with the strongest error correction that does not take more of them. The
// error is [ErrNoRoom], a *[TooManyError], [ErrSize] or [ErrHead].
func Codes(m Message, s Screen) ([]Code, error) {
	h, err := m.head()
	if err != nil {
		return nil, err
	}
	total := h.codesAt(s, qr.L)
	switch {
	case total == 0:
		return nil, fmt.Errorf("%w: it has %d columns and %d rows", ErrNoRoom, s.Columns, s.Rows)
	case total > MaxCodes:
		return nil, &TooManyError{Size: h.Size, Codes: total, Most: MaxCodes, Screen: s}
	}
	level := qr.L
	for level < qr.H && h.codesAt(s, level+1) == total {
		level++
	}
	codes := make([]Code, total)
	for i := range codes {
		part := Part{Number: i + 1, Of: total}
		from, to := h.code(part.Number, total)
		codes[i] = Code{Part: part, Head: h, Text: writeCode(part, h.digits, crockford().EncodeToString(m.Data[from:to])), level: level}
	}
	return codes, nil
}

// codesAt is how many codes the message takes at a level; 0: none fits.
func (h Head) codesAt(s Screen, level qr.ErrorCorrectionLevel) int {
	room := bytesIn(capacity(s.version(), level) - codeFrame)
	if room < 1 {
		return 0
	}
	return (h.Size + room - 1) / room
}

// code gives the bytes of the message that code n of a set carries, from 1.
// They are none when the message is too short for a set of that many.
func (h Head) code(n, of int) (from, to int) {
	each := (h.Size + of - 1) / of
	return min((n-1)*each, h.Size), min(n*each, h.Size)
}

func writeCode(p Part, head, body string) string {
	return strings.Join([]string{
		codeMark, fmt.Sprintf("%02d/%02d", p.Number, p.Of), head, body, check(p.name(), head, body),
	}, codeDot)
}

// isCode reports whether a text is a scanned code: lines begin with a digit.
func isCode(text string) bool {
	return len(text) > len(codeMarks) && strings.HasPrefix(text, codeMarks)
}

// addCode takes the text of a scanned code.
func (e *Entry) addCode(text string) error {
	part, head, body, err := readCode(text)
	if err != nil {
		return &WrongError{part, err}
	}
	if err := e.begin(part, head); err != nil {
		return err
	}
	from, to := e.head.code(part.Number, part.Of)
	if from == to {
		return &WrongError{part, ErrBeyond}
	}
	data, err := crockford().DecodeString(body)
	if err != nil || len(body) != charsFor(to-from) {
		return &WrongError{part, wrongLength(len(body), charsFor(to-from))}
	}
	e.codes = part.Of
	e.take(part, writeCode(part, head, body), from, data)
	return errors.Join(e.release()...)
}

// splitCode divides a code into its fields and compares its check.
func splitCode(text string) (p Part, head, body string, err error) {
	fields := strings.Split(text, codeDot)
	if fields[0] != codeMark {
		return nowhere(), "", "", fmt.Errorf("%w: it begins with %q, not %s", ErrHead, fields[0], codeMark)
	}
	if len(fields) != codeFields {
		return nowhere(), "", "", ErrForm
	}
	number, total, _ := strings.Cut(fields[1], "/")
	p.Number, err = strconv.Atoi(number)
	if err == nil {
		p.Of, err = strconv.Atoi(total)
	}
	if err != nil || p.Of < 1 || p.Of > MaxCodes || p.Number < 1 || p.Number > p.Of {
		return nowhere(), "", "", fmt.Errorf("%w: %q", ErrForm, fields[1])
	}
	for i := 2; i < len(fields); i++ {
		if fields[i], err = clean(fields[i]); err != nil {
			return p, "", "", err
		}
	}
	if check(p.name(), fields[2], fields[3]) != fields[4] {
		return p, "", "", ErrCheck
	}
	return p, fields[2], fields[3], nil
}
