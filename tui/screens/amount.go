package screens

import "strconv"

// amount is how many units of a license remain on the device, while a person
// changes it. None is returned while all remain.
type amount struct {
	held, remain int

	typed  string // the digits typed so far; empty: the next one begins again
	before int    // what remained before the first of them
}

// digit types a digit: the first replaces what stood there, the others go on with
// it. false: so many are not held, and nothing changed.
func (a amount) digit(d string) (amount, bool) {
	next := a.typed + d
	if a.typed == "0" {
		next = d
	}
	n, err := strconv.Atoi(next)
	if err != nil || n > a.held {
		return a, false
	}
	if a.typed == "" {
		a.before = a.remain
	}
	a.typed, a.remain = next, n
	return a, true
}

// tooMany is the number that another digit would have made.
func (a amount) tooMany(d string) string { return a.typed + d }

// erase takes the digit away that was typed last; after the first one what stood
// there is back. false: none was typed, and nothing changed.
func (a amount) erase() (amount, bool) {
	switch len(a.typed) {
	case 0:
		return a, false
	case 1:
		a.typed, a.remain = "", a.before
		return a, true
	}
	a.typed = a.typed[:len(a.typed)-1]
	a.remain, _ = strconv.Atoi(a.typed) // only digits are in it
	return a, true
}

// by lets n more units remain. false: those are not held, or none is left.
func (a amount) by(n int) (amount, bool) {
	if a.remain+n < 0 || a.remain+n > a.held {
		return a, false
	}
	return amount{held: a.held, remain: a.remain + n}, true
}
