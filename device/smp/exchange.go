package smp

import (
	"context"
	"errors"

	"handback/capability"
)

// ErrNoAnswer says that a request was sent as often as allowed and never
// answered. Whether it arrived is unknown.
var ErrNoAnswer = errors.New("the device does not answer")

// command is a request: which one, and its arguments.
type command struct {
	op    uint8
	group uint16
	id    uint8
	args  any
}

// ask sends a command that may be repeated without harm, and reads the answer
// even where it is an error, because some errors carry an offset.
func (s *session) ask(ctx context.Context, cmd command, answer any) error {
	f := s.flights()
	defer f.clear()
	if err := f.launch(ctx, cmd, 0, 0); err != nil {
		return err
	}
	x, err := f.next(ctx)
	if err != nil {
		return err
	}
	if x.clean() {
		s.pace.good()
	}
	return s.read(*x.answer, answer)
}

// read turns an answer into its error or its contents. A busy device refuses.
func (s *session) read(p packet, answer any) error {
	failed := outcomeOf(p, s.options.Group)
	if answer != nil {
		if err := decodeBody(p.Body, answer); err != nil && failed == nil {
			return undecodable(commandName(p.header, s.options.Group), p.Body, answer)
		}
	}
	if p.Group == s.options.Group && errors.Is(failed, RCBusy) {
		return &capability.Refusal{Code: capability.Busy}
	}
	return failed
}
