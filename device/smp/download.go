package smp

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
)

// ErrDamaged says that a file's size or digest is not what was announced.
var ErrDamaged = errors.New("the file is damaged")

// Fetch reads a made request and checks its size and digest.
func (c *Client) Fetch(ctx context.Context, made capability.Made, report capability.Report) ([]byte, error) {
	data, err := c.download(ctx, made.Name, report)
	if err != nil {
		return nil, fmt.Errorf("fetch the request: %w", err)
	}
	if int64(len(data)) != made.Size || capability.DigestOf(data) != made.SHA256 {
		return nil, fmt.Errorf("fetch the request: %w: %d bytes with SHA-256 %s, announced were %d with %s",
			ErrDamaged, len(data), capability.DigestOf(data).Short(), made.Size, made.SHA256.Short())
	}
	return data, nil
}

// download reads a whole file, at most MaxFile bytes.
func (c *Client) download(ctx context.Context, name string, report capability.Report) ([]byte, error) {
	var data []byte
	var total uint64
	for {
		var answer downloadAnswer
		cmd := command{op: opRead, group: groupFile, id: idTransfer, args: downloadWire{Off: uint64(len(data)), Name: name}}
		if err := c.ask(ctx, cmd, &answer); err != nil {
			return nil, err
		}
		if len(data) == 0 && answer.Len != nil {
			total = *answer.Len
		}
		end := uint64(len(data)) + uint64(len(answer.Data))
		switch {
		case total > MaxFile:
			return nil, fmt.Errorf("%w: a file of %d bytes, more than %d", ErrAnswer, total, MaxFile)
		case answer.Off != uint64(len(data)) || end > total:
			return nil, fmt.Errorf("%w: bytes %d to %d of %d", ErrAnswer, answer.Off, end, total)
		case len(answer.Data) == 0 && end < total:
			return nil, fmt.Errorf("%w: no bytes at %d of %d", ErrAnswer, end, total)
		}
		data = append(data, answer.Data...)
		report.Tell("fetch file", int64(end), int64(total))
		if end == total {
			return data, nil
		}
	}
}
