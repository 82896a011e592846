package main

import (
	"context"
	"errors"

	"handback/capability/typed"
	"handback/cmd/internal/input"
	"handback/tui/text"
)

// enter reads rows into an entry until it is complete or the input ends. What
// a person types is kept row by row, anything else at the end.
func (s streams) enter(ctx context.Context, entry *typed.Entry, keep func() error) error {
	if entry.State().Complete {
		return nil
	}
	person := input.Terminal(s.in) != nil
	if person {
		s.tell("Enter the lines or codes; Ctrl-D ends.")
		s.tell("%s", entry.State())
	}
	parts := 0
	reading := input.Rows(ctx, s.in, func(row string) (bool, error) {
		parts += len(typed.Parts(row))
		s.tellWrong(entry.Enter(row))
		state := entry.State()
		if !person {
			return state.Complete, nil
		}
		s.tell("%s", state)
		if row == "" && !state.Complete {
			s.tell("%v", &typed.MissingError{Lines: state.MissingLines, Codes: state.MissingCodes})
		}
		return state.Complete, keep()
	})
	if parts == 0 && reading == nil && !person {
		s.tell("%s", text.BroughtNothing)
	}
	return errors.Join(reading, keep())
}

// tellWrong names what was not taken.
func (s streams) tellWrong(wrong []error) {
	for _, err := range wrong {
		s.tell("%v", err)
	}
	if errors.Is(errors.Join(wrong...), typed.ErrOther) {
		s.tell("--afresh forgets what was entered before")
	}
}
