package typed

import (
	"fmt"
	"strconv"
	"strings"

	"handback/capability"
)

// lineBytes is what a line carries, line 0 as well: with its number and its
// check it has at most 39 columns, so that it fits the smallest terminal.
const (
	lineBytes = headBytes
	maxLines  = (MaxSize + lineBytes - 1) / lineBytes
)

// Lines gives the message as lines to type, line 0 first. The error is
// [ErrSize] or [ErrHead].
func Lines(m Message) ([]string, error) {
	h, err := m.head()
	if err != nil {
		return nil, err
	}
	lines := []string{writeLine(0, h.lines(), "", h.digits)}
	for n := 1; n <= h.lines(); n++ {
		from, to := h.line(n)
		lines = append(lines, writeLine(n, h.lines(), h.digits, crockford().EncodeToString(m.Data[from:to])))
	}
	return lines, nil
}

// Text gives the message as a page to read from and type: a heading, each line
// of which begins with # and is passed over by a reader, and the [Lines].
func Text(m Message) (string, error) {
	lines, err := Lines(m)
	if err != nil {
		return "", err
	}
	h, err := m.head()
	return fmt.Sprintf("# %s\n# line 0 and %d more, in any order; letters in any case, O is 0, I and L are 1\n# %s\n%s\n",
		h, h.lines(), whither(m.Kind), strings.Join(lines, "\n")), err
}

// whither says what takes the lines in: a person may have nothing but the page.
func whither(kind capability.ArtifactKind) string {
	const in, answer = "'handback carry in --out FILE' makes the file of them", "'handback type' takes them in"
	switch kind {
	case capability.PortalResponse, capability.PortalReceipt:
		return answer
	case AnyFile:
		return in + "; of a response " + answer
	default:
		return in
	}
}

// lines is how many lines follow line 0.
func (h Head) lines() int { return (h.Size + lineBytes - 1) / lineBytes }

// line gives the bytes of the message that line n carries, from 1.
func (h Head) line(n int) (from, to int) {
	return (n - 1) * lineBytes, min(n*lineBytes, h.Size)
}

func writeLine(n, last int, head, digits string) string {
	digits += check(Part{Number: n}.name(), head, digits)
	return fmt.Sprintf("%*d %s", len(strconv.Itoa(last)), n, inFours(digits))
}

// behindNumber is what people set behind the number of a line.
const behindNumber = ".:)/"

// splitLine divides what was typed into the number and the digits. The error
// is a *[WrongError] with [ErrNumber] or [ErrCharacter].
func splitLine(text string) (n int, digits string, err error) {
	text = strings.TrimSpace(text)
	end := strings.IndexFunc(text, func(r rune) bool { return divides(r) || strings.ContainsRune(behindNumber, r) })
	if end < 0 {
		return 0, "", &WrongError{nowhere(), ErrNumber}
	}
	number, err := clean(text[:end])
	if err == nil {
		n, err = strconv.Atoi(number)
	}
	if err != nil || n < 0 || n > maxLines {
		return 0, "", &WrongError{nowhere(), ErrNumber}
	}
	digits, err = clean(strings.TrimLeft(text[end:], behindNumber))
	if err != nil {
		return n, "", &WrongError{Part{Number: n}, err}
	}
	return n, digits, nil
}
