package smp

import (
	"context"
	"errors"

	"handback/capability"
)

// send uploads a file and makes sure that it arrived as it is; once more if it
// did not.
func (c *Client) send(ctx context.Context, name string, data []byte, report capability.Report) error {
	var err error
	for range 2 {
		if err = c.upload(ctx, name, data, report); err != nil {
			return err
		}
		if err = c.closeFile(ctx); err != nil {
			return err
		}
		report.Tell("check file", 0, 0)
		if err = c.verify(ctx, name, data); !errors.Is(err, ErrDamaged) {
			return err
		}
	}
	return err
}

// closeFile closes the file that the device may hold open: what it has is only
// then on its medium, and only then a new start is one. Many devices have no
// such command, and need none.
func (c *Client) closeFile(ctx context.Context) error {
	if c.pace.unclosed {
		return nil
	}
	err := c.ask(ctx, command{op: opWrite, group: groupFile, id: idClose, args: none{}}, nil)
	if isDeviceError(err) {
		c.pace.unclosed = errors.Is(err, RCNotSupported)
		return nil // the digest tells whether it matters
	}
	return err
}

// uploaded is where an upload that the device no longer knows goes on: at the
// end if the file has its full size, else at the start. Its digest is checked
// later.
func (c *Client) uploaded(ctx context.Context, name string, total int) (int, error) {
	var answer statAnswer
	err := c.ask(ctx, command{op: opRead, group: groupFile, id: idStat, args: nameWire{Name: name}}, &answer)
	switch {
	case err != nil && !isDeviceError(err):
		return 0, err
	case err != nil || answer.Len != uint64(total):
		return 0, nil
	}
	return total, nil
}

// verify compares an uploaded file with what was sent, by the device's hash
// command, or by reading it back. A device that can do neither checks the
// digest that comes with the load command.
func (c *Client) verify(ctx context.Context, name string, data []byte) error {
	var answer hashAnswer
	err := c.ask(ctx, command{op: opRead, group: groupFile, id: idHash, args: hashWire{Name: name, Type: hashSHA256}}, &answer)
	if err == nil {
		got, err := toDigest("file hash", "output", answer.Output)
		if err != nil || got != capability.DigestOf(data) || answer.Len != uint64(len(data)) {
			return errors.Join(ErrDamaged, err)
		}
		return nil
	}
	if !isDeviceError(err) {
		return err
	}
	back, err := c.download(ctx, name, nil)
	switch {
	case isDeviceError(err):
		return nil
	case err != nil:
		return err
	case capability.DigestOf(back) != capability.DigestOf(data):
		return ErrDamaged
	}
	return nil
}

// isDeviceError reports whether the device answered with an error, as opposed
// to not at all.
func isDeviceError(err error) bool {
	var rc RC
	var file FileError
	return errors.As(err, &rc) || errors.As(err, &file)
}
