package smp

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// The commands of group 0, operating system.
const (
	idEcho   = 0
	idParams = 6
	idOSInfo = 7
)

type echoWire struct {
	Text string `cbor:"d"`
}

type echoAnswer struct {
	Text string `cbor:"r"`
}

type paramsAnswer struct {
	BufSize  uint64 `cbor:"buf_size"`
	BufCount uint64 `cbor:"buf_count"`
}

type osInfoWire struct {
	Format string `cbor:"format,omitempty"`
}

type osInfoAnswer struct {
	Output string `cbor:"output"`
}

// params asks how long a message may be and how many the device holds. Devices of
// version 1 have no such command.
func (s *session) params(ctx context.Context) (int, error) {
	var answer paramsAnswer
	err := s.ask(ctx, command{op: opRead, group: groupOS, id: idParams, args: none{}}, &answer)
	switch _, refused := errors.AsType[RC](err); {
	case refused:
		return usualBuf, nil
	case errors.Is(err, ErrNoAnswer):
		return 0, fmt.Errorf("%w: %w", ErrNotSMP, err)
	case err != nil:
		return 0, err
	case answer.BufSize < leastBuf:
		return 0, fmt.Errorf("%w: %w", ErrSmallBuffer, wrong("params", "buf_size", answer.BufSize, "at least %d bytes", leastBuf))
	}
	s.count = int(min(answer.BufCount, mostBuf))
	return int(min(answer.BufSize, mostBuf)), nil
}

// osInfo is what the device says about its operating system; empty where it says
// nothing.
func (s *session) osInfo(ctx context.Context) string {
	var answer osInfoAnswer
	cmd := command{op: opRead, group: groupOS, id: idOSInfo, args: osInfoWire{Format: "a"}}
	if err := s.ask(ctx, cmd, &answer); err != nil {
		return ""
	}
	return bounded(answer.Output)
}

// calling puts a device's own name behind an error.
func calling(system string) string {
	if system == "" {
		return ""
	}
	return fmt.Sprintf("; it calls itself %q", system)
}

// tryLength makes sure, with an echo, that a message of length bytes arrives,
// unless a long one did before. Any answer is proof. It fails with errLong when
// the message is lost.
func (c *Client) tryLength(ctx context.Context, length int) error {
	frame := pending{raw: make([]byte, length)}
	if c.flow.carries || c.flow.lines > 0 || c.current().framing != console || !frame.long() {
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

// narrow limits messages to two lines from now on, one under way, if the device
// answers a short question: then long messages are not lost on a bad line, but
// dropped by a device whose line buffers are too small. No answer tells how many
// it has.
func (c *Client) narrow(ctx context.Context) error {
	cmd := command{op: opRead, group: groupOS, id: idParams, args: none{}}
	if err := c.ask(ctx, cmd, nil); err != nil && !isDeviceError(err) {
		return err
	}
	c.flow.narrow(leastLines)
	return nil
}

// serveOS carries out the commands of group 0.
func (s *server) serveOS(ctx context.Context, request packet) (any, error) {
	switch request.ID {
	case idEcho:
		args, err := arguments[echoWire](request)
		return contents(echoAnswer(args), err)
	case idParams:
		if s.options.Version1 {
			return nil, RCNotSupported
		}
		return paramsAnswer{BufSize: uint64(s.options.BufSize), BufCount: uint64(s.options.BufCount)}, nil
	case idOSInfo:
		id, err := s.station.Identify(ctx)
		return contents(osInfoAnswer{Output: id.Vendor + " " + id.Model + " " + id.Firmware}, err)
	default:
		return nil, RCNotSupported
	}
}
