package plain

import (
	"strconv"
	"strings"
)

// answer is what a line means where choices have numbers.
type answer int

// The answers.
const (
	chose   answer = iota // a number from 1 on
	closed                // 0
	asked                 // ?
	refused               // nothing that is possible
)

// maxDigits bounds a number that is typed.
const maxDigits = 6

// parse reads an answer to so many choices, of which Enter alone takes the offered
// one: a number from 0 on, or -1 for none. A full stop or a bracket after the
// number is as good.
func parse(line string, choices, offered int) (answer, int) {
	line = strings.TrimSpace(line)
	n := offered
	switch {
	case line == "?":
		return asked, 0
	case line != "":
		n = number(strings.TrimRight(line, ".)"))
	}
	switch {
	case n == 0:
		return closed, 0
	case n > 0 && n <= choices:
		return chose, n
	default:
		return refused, 0
	}
}

// number is a number without a sign; -1: the text is none.
func number(digits string) int {
	if len(digits) == 0 || len(digits) > maxDigits {
		return -1
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return -1
		}
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}
