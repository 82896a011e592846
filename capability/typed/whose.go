package typed

import "fmt"

func wrongLength(got, want int) error {
	return fmt.Errorf("%w: %d, not %d", ErrLength, got, want)
}

// whose says why a check does not agree: the digits may be those of another
// line.
func (e *Entry) whose(body, end string) error {
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
