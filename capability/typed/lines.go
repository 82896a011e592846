package typed

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

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
		h, h.lines(), howToEnter(m.Kind), strings.Join(lines, "\n")), err
}

// howToEnter says what takes the lines in: a person may have nothing but the page.
func howToEnter(kind capability.ArtifactKind) string {
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

// afterNumber is what people put after the number of a line.
const afterNumber = ".:)/"

// splitLine divides what was typed into the number and the digits. The error
// is a *[WrongError] with [ErrNumber] or [ErrCharacter].
func splitLine(text string) (n int, digits string, err error) {
	text = strings.TrimSpace(text)
	end := strings.IndexFunc(text, func(r rune) bool { return divides(r) || strings.ContainsRune(afterNumber, r) })
	if end < 0 {
		return 0, "", &WrongError{noPart(), ErrNumber}
	}
	number, err := clean(text[:end])
	if err == nil {
		n, err = strconv.Atoi(number)
	}
	if err != nil || n < 0 || n > maxLines {
		return 0, "", &WrongError{noPart(), ErrNumber}
	}
	digits, err = clean(strings.TrimLeft(text[end:], afterNumber))
	if err != nil {
		return n, "", &WrongError{Part{Number: n}, err}
	}
	return n, digits, nil
}

// Parts are the lines and codes that a text holds, in their order. Rows end
// however some system ends them; a row may hold several codes, or several lines
// where tabs or full lines tell them apart. Empty rows and those that begin
// with # hold none. What is neither a line nor a code is a part as well, so that
// an error can name it.
func Parts(text string) []string {
	var all []string
	for _, row := range strings.FieldsFunc(text, capability.EndsRow) {
		all = append(all, partsOf(fold(row))...)
	}
	return all
}

// beginsCode finds where a code begins in a row, be it typed by a scanner for
// another keyboard, with the mark that some scanners set before it. A check
// can't be taken for the number that follows the mark: it holds no slash.
var beginsCode = regexp.MustCompile(`(?:\]Q\d)?HB[1&+][.:Ç]..[-/!=;.]..[.:Ç]`)

// between is what else is between codes in one row.
const between = " ,;|"

func partsOf(row string) []string {
	row = strings.TrimSpace(row)
	for strings.HasPrefix(row, "#") {
		_, row, _ = strings.Cut(row, "\t")
		row = strings.TrimSpace(row)
	}
	begins := beginsCode.FindAllStringIndex(row, -1)
	if begins == nil {
		return linesOf(row)
	}
	all := linesOf(strings.Trim(row[:begins[0][0]], between))
	for i, at := range begins {
		end := len(row)
		if i+1 < len(begins) {
			end = begins[i+1][0]
		}
		code, more, _ := strings.Cut(row[at[0]:end], "\t")
		all = append(all, strings.Trim(code[strings.Index(code, codeMarks):], between))
		all = append(all, partsOf(more)...)
	}
	return all
}

// linesOf divides a row of lines. One that reads as a single line is one,
// whatever divides its groups; else each full line ends where its characters
// do, or at a tab.
func linesOf(row string) []string {
	if row == "" {
		return nil
	}
	if all := fullLines(row); all != nil {
		return all
	}
	if cells := strings.Split(row, "\t"); len(cells) > 1 {
		return joinNumbers(cells)
	}
	return []string{row}
}

// fullLines are the lines of a row of which all but the last are full; nil: it
// holds something else.
func fullLines(row string) []string {
	var all []string
	groups := strings.FieldsFunc(row, func(r rune) bool { return divides(r) || strings.ContainsRune(afterNumber, r) })
	for len(groups) > 0 {
		number, digits := groups[0], ""
		groups = groups[1:]
		for len(groups) > 0 && len(digits) < headChars+checkChars {
			digits += groups[0]
			groups = groups[1:]
		}
		if !isNumber(number) || digits == "" || len(digits) > headChars+checkChars {
			return nil
		}
		all = append(all, number+" "+digits)
	}
	return all
}

// joinNumbers makes lines of the cells of a table, in which a number may have a
// cell of its own.
func joinNumbers(cells []string) []string {
	var all []string
	number := ""
	for _, cell := range cells {
		cell = strings.TrimSpace(cell)
		switch {
		case cell == "" || cell[0] == '#':
		case isNumber(strings.TrimRight(cell, afterNumber)):
			number = cell + " "
		default:
			all = append(all, number+cell)
			number = ""
		}
	}
	return all
}

// isNumber reports whether a text is the number of a line.
func isNumber(text string) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }) {
		return false
	}
	n, err := strconv.Atoi(text)
	return err == nil && n <= maxLines
}
