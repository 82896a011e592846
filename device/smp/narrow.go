package smp

import (
	"context"
	"strings"
)

// narrow has messages of two lines from now on, with one under way, if the
// device answers a short question: then it is no bad line that loses the long
// ones, but a device that drops what its line buffers don't hold. How many it
// has, no answer tells.
func (c *Client) narrow(ctx context.Context) error {
	cmd := command{op: opRead, group: groupOS, id: idParams, args: none{}}
	if err := c.ask(ctx, cmd, nil); err != nil && !isDeviceError(err) {
		return err
	}
	c.pace.narrow(leastLines)
	return nil
}

// tryLength makes sure, with an echo, that a message of so many bytes arrives,
// unless one as long as that is known to. Any answer is proof. It fails with
// errLong where the message is lost.
func (c *Client) tryLength(ctx context.Context, length int) error {
	frame := flight{raw: make([]byte, length)}
	if c.pace.carries || c.pace.lines > 0 || c.talk().framing != console || !frame.long() {
		return nil
	}
	empty, err := encodeBody(echoWire{})
	if err != nil {
		return err
	}
	text := strings.Repeat("x", max(0, length-headerLen-len(empty)-2)) // a longer string's head has 2 bytes more
	err = c.ask(ctx, command{op: opWrite, group: groupOS, id: idEcho, args: echoWire{Text: text}}, nil)
	if isDeviceError(err) {
		return nil
	}
	return err
}
