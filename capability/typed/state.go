package typed

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// State is how far an [Entry] is.
type State struct {
	Head         *Head // nil: neither line 0 nor a code came so far
	Lines, Codes int   // of the whole message; line 0 is not counted, codes are 0 when none came
	Waiting      int   // lines that can't be checked before line 0

	MissingLines, MissingCodes []int // ascending; of the codes only when some came

	Complete bool // nothing is missing, and the SHA-256 agrees
}

// String says how far it is, in words.
func (s State) String() string {
	switch {
	case s.Head == nil && s.Waiting == 0:
		return "nothing was entered so far"
	case s.Head == nil && s.Waiting == 1:
		return "1 line waits for line 0"
	case s.Head == nil:
		return fmt.Sprintf("%d lines wait for line 0", s.Waiting)
	case s.Complete:
		return s.Head.String() + ": complete"
	case len(s.MissingLines) == 0:
		return ErrDigest.Error()
	case s.Codes > 0:
		return fmt.Sprintf("%s: %d of %d codes", s.Head, s.Codes-len(s.MissingCodes), s.Codes)
	default:
		return fmt.Sprintf("%s: %d of %d lines", s.Head, s.Lines-len(s.MissingLines), s.Lines)
	}
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

// Message gives what was entered once it is complete. The error is a
// *[MissingError], or [ErrDigest] when a wrong part passed its check by chance;
// entered once more it is made good.
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

// Text writes down all that was taken, also the lines that wait for line 0. An
// Entry into which it is entered is where this one is.
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
