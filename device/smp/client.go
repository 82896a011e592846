package smp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handback/capability"
)

// Why there is nobody to talk to about licenses.
var (
	// ErrNotSMP says that not even the first question was answered.
	ErrNotSMP = errors.New("nothing on the line speaks SMP")

	// ErrNoLicensing says that a device speaks SMP but has no licensing group
	// of the configured number.
	ErrNoLicensing = errors.New("the device has no licensing commands")
)

const (
	reserved   = 4        // bytes of a device's buffer for the length and the CRC
	leastBuf   = 128      // bytes; no device with a smaller buffer can be served
	mostBuf    = 16 << 10 // bytes; more is never used
	quietWhile = 50 * time.Millisecond
	quietLimit = time.Second
)

// Client is a device on the other end of a line. It implements
// [capability.Device].
type Client struct {
	link    *link
	options Options
	room    int // bytes of the longest packet that the device takes
}

var _ capability.Device = (*Client)(nil)

// Connect takes over a line and finds out who is there, with packets of one
// line only, so that nothing is done to a device that doesn't speak SMP. It
// closes the line if it fails: with [ErrNotSMP], [ErrNoLicensing], or what the
// line or the device said.
func Connect(ctx context.Context, conn Conn, o Options) (*Client, error) {
	o = o.filled()
	c := &Client{link: newLink(conn, o.Log), options: o, room: leastBuf - reserved}
	if err := c.probe(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// probe ends a half line left in the device, lets its console run out, and
// asks for the buffer and the identity.
func (c *Client) probe(ctx context.Context) error {
	if err := c.link.write(ctx, []byte{'\n'}, c.options.Wait); err != nil {
		return err
	}
	if err := c.link.quiet(ctx, quietWhile, quietLimit); err != nil {
		return err
	}
	buf, err := c.bufSize(ctx)
	if err != nil {
		return err
	}
	if _, err := c.Identify(ctx); errors.Is(err, RCNotSupported) {
		return fmt.Errorf("%w in group %d%s", ErrNoLicensing, c.options.Group, c.osInfo(ctx))
	} else if err != nil {
		return err
	}
	c.room = buf - reserved
	return nil
}

// bufSize asks how long a message may be. Devices of version 1 don't know.
func (c *Client) bufSize(ctx context.Context) (int, error) {
	var answer paramsAnswer
	err := c.ask(ctx, command{op: opRead, group: groupOS, id: idParams, args: none{}}, &answer)
	var rc RC
	switch {
	case errors.As(err, &rc):
		return max(c.options.BufSize, leastBuf), nil
	case errors.Is(err, ErrNoAnswer):
		return 0, fmt.Errorf("%w: %w", ErrNotSMP, err)
	case err != nil:
		return 0, err
	case answer.BufSize < leastBuf:
		return 0, fmt.Errorf("%w: a buffer of %d bytes", ErrAnswer, answer.BufSize)
	default:
		return int(min(answer.BufSize, mostBuf)), nil
	}
}

// osInfo is what the device says of its operating system, to be put behind an
// error; empty where it says nothing.
func (c *Client) osInfo(ctx context.Context) string {
	var answer osInfoAnswer
	cmd := command{op: opRead, group: groupOS, id: idOSInfo, args: osInfoWire{Format: "a"}}
	if err := c.ask(ctx, cmd, &answer); err != nil || answer.Output == "" {
		return ""
	}
	return fmt.Sprintf("; it calls itself %q", bounded(answer.Output))
}

// Identify asks who is there.
func (c *Client) Identify(ctx context.Context) (capability.Identity, error) {
	var answer infoWire
	if err := c.ask(ctx, c.licensing(opRead, idInfo, none{}), &answer); err != nil {
		return capability.Identity{}, fmt.Errorf("ask for the identity: %w", err)
	}
	return answer.identity()
}

// licensing is a command of the licensing group.
func (c *Client) licensing(op, id uint8, args any) command {
	return command{op: op, group: c.options.Group, id: id, args: args}
}

// Close frees the line. It may be called twice.
func (c *Client) Close() error { return c.link.close() }
