package smp

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
)

const (
	maxChunk  = 1024 // bytes of file in a message; longer ones lose on a bad line
	maxStalls = 8    // how often an upload may go back or stand still
)

// send uploads a file and makes sure that it arrived as it is; once more if it
// did not.
func (c *Client) send(ctx context.Context, name string, data []byte, report capability.Report) error {
	var err error
	for range 2 {
		if err = c.upload(ctx, name, data, report); err != nil {
			return err
		}
		report.Tell("check file", 0, 0)
		if err = c.verify(ctx, name, data); !errors.Is(err, ErrDamaged) {
			return err
		}
	}
	return err
}

// upload sends a file chunk by chunk. The device names the offset that it
// wants next, which after a lost answer may be another than expected.
func (c *Client) upload(ctx context.Context, name string, data []byte, report capability.Report) error {
	report.Tell("send file", 0, int64(len(data)))
	for off, stalls := 0, 0; off < len(data); {
		next, failed := c.uploadChunk(ctx, name, data, off)
		switch {
		case next < 0:
			return failed
		case next <= off:
			if stalls++; stalls > maxStalls {
				return stalled(off, failed)
			}
		}
		off = next
		report.Tell("send file", int64(off), int64(len(data)))
	}
	return nil
}

func stalled(off int, failed error) error {
	err := fmt.Errorf("%w: the upload does not get beyond byte %d", ErrAnswer, off)
	if failed != nil {
		return fmt.Errorf("%w: %w", err, failed)
	}
	return err
}

// uploadChunk sends the bytes at off and returns where to go on, or -1 with
// an error that ends the upload. An error beside an offset was recovered from:
// Zephyr tells what it has with an offset error, Apache with rc 3 while an
// upload is open and not at all after it.
func (c *Client) uploadChunk(ctx context.Context, name string, data []byte, off int) (int, error) {
	args := uploadWire{Off: uint64(off), Data: []byte{}}
	total := uint64(len(data))
	if off == 0 {
		args.Name, args.Len = name, &total
	}
	head, err := encodeBody(args)
	if err != nil {
		return -1, err
	}
	room := min(c.room-headerLen-len(head)-2, maxChunk, len(data)-off) // a longer string's head has 2 bytes more
	if room <= 0 {
		return -1, RCMessageSize
	}
	args.Data = data[off : off+room]

	var answer uploadAnswer
	err = c.ask(ctx, command{op: opWrite, group: groupFile, id: idTransfer, args: args}, &answer)
	next := answer.Off
	switch {
	case errors.Is(err, FileOffset):
		next = answer.Len
	case errors.Is(err, RCInvalid) && next == nil:
		return c.uploaded(ctx, name, len(data)), err
	case err != nil && !errors.Is(err, RCInvalid):
		return -1, err
	}
	if next == nil || *next > total {
		return -1, fmt.Errorf("%w: an upload without an offset that can be used", ErrAnswer)
	}
	return int(*next), err
}

// uploaded is where an upload that the device no longer knows goes on: at the
// end if the file has its full size, else at the start. Its digest is checked
// later.
func (c *Client) uploaded(ctx context.Context, name string, total int) int {
	var answer statAnswer
	err := c.ask(ctx, command{op: opRead, group: groupFile, id: idStat, args: nameWire{Name: name}}, &answer)
	if err != nil || answer.Len != uint64(total) {
		return 0
	}
	return total
}

// verify compares an uploaded file with what was sent, by the device's hash
// command, or by reading it back. A device that can do neither checks the
// digest that comes with the load command.
func (c *Client) verify(ctx context.Context, name string, data []byte) error {
	var answer hashAnswer
	err := c.ask(ctx, command{op: opRead, group: groupFile, id: idHash, args: hashWire{Name: name, Type: hashSHA256}}, &answer)
	if err == nil {
		got, err := toDigest(answer.Output)
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
