package smp

import (
	"context"
	"errors"
	"time"

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

// ask sends a command that may be repeated without harm, and reads the answer.
func (s *session) ask(ctx context.Context, cmd command, answer any) error {
	return s.exchange(ctx, cmd, answer, 0)
}

// once sends a command that must not be repeated before asking whether it
// arrived. It has more time for its answer.
func (s *session) once(ctx context.Context, cmd command, answer any) error {
	return s.exchange(ctx, cmd, answer, s.options.Command)
}

// exchange sends a command and decodes the answer even where it is an error,
// because some errors carry an offset.
func (s *session) exchange(ctx context.Context, cmd command, answer any, once time.Duration) error {
	f := s.flights()
	f.once = once
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
			return err
		}
	}
	if p.Group == s.options.Group && errors.Is(failed, RCBusy) {
		return &capability.Refusal{Code: capability.Busy}
	}
	return failed
}
