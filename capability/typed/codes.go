package typed

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/boombuler/barcode/qr"
)

// MaxCodes is the most codes that one message is shown in. Nobody scans as many;
// it bounds what a reader keeps.
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

// The sizes of QR codes that are drawn. Larger ones take a screen that few
// have, and a steady hand.
const (
	maxVersion  = 20
	quietZone   = 4 // modules around a code (ISO/IEC 18004, 9.1)
	baseModules = 17
	perVersion  = 4 // modules that each version has more
)

// Screen is the room that a code has.
type Screen struct{ Columns, Rows int }

// version is the largest code that fits with its quiet zone: a module is a
// column wide and half a row high. It is below 1 when none does.
func (s Screen) version() int {
	modules := min(s.Columns, 2*s.Rows) - 2*quietZone
	return min(maxVersion, (modules-baseModules)/perVersion)
}

// capacity is how many alphanumeric characters a QR code of a version holds
// at a level (ISO/IEC 18004, table 7); 0 when there is no such code.
func capacity(version int, level qr.ErrorCorrectionLevel) int {
	table := [...][4]int{
		{25, 20, 16, 10},
		{47, 38, 29, 20},
		{77, 61, 47, 35},
		{114, 90, 67, 50},
		{154, 122, 87, 64},
		{195, 154, 108, 84},
		{224, 178, 125, 93},
		{279, 221, 157, 122},
		{335, 262, 189, 143},
		{395, 311, 221, 174},
		{468, 366, 259, 200},
		{535, 419, 296, 227},
		{619, 483, 352, 259},
		{667, 528, 376, 283},
		{758, 600, 426, 321},
		{854, 656, 470, 365},
		{938, 734, 531, 408},
		{1046, 816, 574, 452},
		{1153, 909, 644, 493},
		{1249, 970, 702, 557},
	}
	if version < 1 || version > len(table) || int(level) >= len(table[0]) {
		return 0
	}
	return table[version-1][level]
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

// readCode reads a code as it is, or as it comes from another keyboard. The error
// is that of the reading that got furthest, or [ErrLayout].
func readCode(text string) (p Part, head, body string, err error) {
	p, head, body, err = splitCode(text)
	for _, l := range layouts {
		if err == nil {
			break
		}
		other := l.Replace(text)
		if other == text {
			continue
		}
		at, h, b, wrong := splitCode(other)
		if wrong == nil || p == noPart() && at != noPart() {
			p, head, body, err = at, h, b, wrong
		}
	}
	if p == noPart() && hasForeign(text) {
		err = ErrLayout
	}
	return p, head, body, err
}

// splitCode divides a code into its fields and compares its check.
func splitCode(text string) (p Part, head, body string, err error) {
	fields := strings.Split(text, codeDot)
	if fields[0] != codeMark {
		return noPart(), "", "", fmt.Errorf("%w: it begins with %q, not %s", ErrHead, fields[0], codeMark)
	}
	if len(fields) != codeFields {
		return noPart(), "", "", ErrForm
	}
	number, total, _ := strings.Cut(fields[1], "/")
	p.Number, err = strconv.Atoi(number)
	if err == nil {
		p.Of, err = strconv.Atoi(total)
	}
	if err != nil || p.Of < 1 || p.Of > MaxCodes || p.Number < 1 || p.Number > p.Of {
		return noPart(), "", "", fmt.Errorf("%w: %q", ErrForm, fields[1])
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

// layouts turn a code back that a scanner typed for an American keyboard on a
// computer set to another one: what the computer took, and what was meant. The
// check decides which of them it was.
var layouts = []*strings.Replacer{
	strings.NewReplacer("-", "/"),                                              // Italian, Spanish, Portuguese, Nordic
	strings.NewReplacer(";", "/"),                                              // Brazilian
	strings.NewReplacer(".", "/", "Ç", "."),                                    // Turkish
	strings.NewReplacer("-", "/", "Y", "Z", "Z", "Y"),                          // German, Swiss, Croatian
	strings.NewReplacer("-", "/", "Y", "Z", "Z", "Y", "Ö", "0"),                // Hungarian
	strings.NewReplacer(pairs("+ĚŠČŘŽÝÁÍÉ-YZ", "1234567890/ZY")...),            // Czech
	strings.NewReplacer(pairs("+ĽŠČŤŽÝÁÍÉ-YZ", "1234567890/ZY")...),            // Slovak
	strings.NewReplacer(pairs("+ĚŠČŘŽÝÁÍÉ-", "1234567890/")...),                // Czech, with the letters in the American order
	strings.NewReplacer(pairs("&É\"'(-È_ÇÀ!:AQZW?,", "1234567890/.QAWZMM")...), // French
	strings.NewReplacer(pairs("&É\"'(§È!ÇÀ=:AQZW?,", "1234567890/.QAWZMM")...), // Belgian
}

// pairs are the arguments of a replacer.
func pairs(taken, meant string) []string {
	var all []string
	to := []rune(meant)
	for i, r := range []rune(taken) {
		all = append(all, string(r), string(to[i]))
	}
	return all
}

// hasForeign reports whether a text holds what no line and no code does.
func hasForeign(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r > unicode.MaxASCII && unicode.IsLetter(r) || strings.ContainsRune("&+!=;?_\"'(§", r)
	})
}

// isForeign reports whether a text may be a code of which not even the mark can
// be read: one long word in characters that no code has.
func isForeign(text string) bool {
	return len(text) >= codeFrame && hasForeign(text) && !strings.ContainsFunc(text, divides)
}
