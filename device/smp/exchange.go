package smp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"handback/capability"
)

// ErrNoAnswer says that a request was sent as often as allowed and never
// answered. Whether it arrived is unknown.
var ErrNoAnswer = errors.New("the device does not answer")

// extraWait is what a device may take to answer beyond the time on the line.
const extraWait = 150 * time.Millisecond

// command is a request: which one, and its arguments.
type command struct {
	op    uint8
	group uint16
	id    uint8
	args  any
}

// ask sends a command that may be repeated without harm, and reads the answer.
func (c *Client) ask(ctx context.Context, cmd command, answer any) error {
	return c.exchange(ctx, cmd, answer, c.options.Tries, 0)
}

// once sends a command that must not be repeated before asking whether it
// arrived. It has more time for its answer.
func (c *Client) once(ctx context.Context, cmd command, answer any) error {
	return c.exchange(ctx, cmd, answer, 1, c.options.Command)
}

// exchange sends the same packet up to tries times, each time waiting for its
// answer, and decodes the answer even where it is an error, because some
// errors carry an offset.
func (c *Client) exchange(ctx context.Context, cmd command, answer any, tries int, wait time.Duration) error {
	body, err := encodeBody(cmd.args)
	if err != nil {
		return err
	}
	if headerLen+len(body) > c.room {
		return fmt.Errorf("a request of %d bytes: %w", headerLen+len(body), RCMessageSize)
	}
	head, answers := c.link.expect(header{Version: version2, Op: cmd.op, Group: cmd.group, ID: cmd.id})
	defer c.link.forget(head)
	raw := packet{header: head, Body: body}.append(nil)

	wait = max(wait, c.options.Wait, c.options.lineTime(len(raw))+c.options.lineTime(c.room)+extraWait)
	for try := range tries {
		p, err := c.try(ctx, raw, try > 0, answers, wait)
		if errors.Is(err, ErrNoAnswer) {
			continue
		}
		if err != nil {
			return err
		}
		return c.read(p, answer)
	}
	return fmt.Errorf("%w (command %d of group %d, sent %d times)", ErrNoAnswer, cmd.id, cmd.group, tries)
}

// try sends a packet once. A repetition begins with a line break, which ends
// what may be left of the packet before it.
func (c *Client) try(ctx context.Context, raw []byte, again bool, answers <-chan packet, wait time.Duration) (packet, error) {
	var frame []byte
	if again {
		frame = append(frame, '\n')
	}
	frame, err := appendFrame(frame, raw)
	if err != nil {
		return packet{}, err
	}
	if err := c.link.write(ctx, frame, wait); errors.Is(err, os.ErrDeadlineExceeded) {
		return packet{}, ErrNoAnswer
	} else if err != nil {
		return packet{}, err
	}
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	select {
	case p := <-answers:
		return p, nil
	case <-timeout.C:
		return packet{}, ErrNoAnswer
	case <-c.link.ended:
		return packet{}, c.link.err
	case <-ctx.Done():
		return packet{}, ctx.Err()
	}
}

// read turns an answer into its error or its contents. A busy device refuses.
func (c *Client) read(p packet, answer any) error {
	failed := outcomeOf(p, c.options.Group)
	if answer != nil {
		if err := decodeBody(p.Body, answer); err != nil && failed == nil {
			return err
		}
	}
	if p.Group == c.options.Group && errors.Is(failed, RCBusy) {
		return &capability.Refusal{Code: capability.Busy}
	}
	return failed
}
