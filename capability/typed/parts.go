package typed

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"handback/capability"
)

// Parts are the lines and codes that a text holds, in their order. Rows end
// however some system ends them; a row may hold several codes, or several lines
// where tabs or full lines tell them apart. Empty rows and those that begin
// with # hold none. What is neither a line nor a code is a part as well, to be
// named.
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

// between is what else stands between codes in one row.
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
	groups := strings.FieldsFunc(row, func(r rune) bool { return divides(r) || strings.ContainsRune(behindNumber, r) })
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
		case isNumber(strings.TrimRight(cell, behindNumber)):
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
