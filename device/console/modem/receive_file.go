package modem

import (
	"context"
	"errors"
	"fmt"
)

// ReceiveXModem receives a file of size bytes from a sender that has been
// started, in blocks of 128 or 1024 bytes with a CRC, and cuts off what fills
// the last one. A file of another size is an [ErrSize].
//
// The error is one of this package, of the line, or ctx.Err(); the sender is
// told that the transfer ends.
func ReceiveXModem(ctx context.Context, l Line, size int64, o Options) ([]byte, error) {
	if size < 0 {
		return nil, fmt.Errorf("%w: %d bytes", ErrSize, size)
	}
	r := &receiver{talk: newTalk(l, o)}
	data, err := r.plain(ctx, size)
	return data, r.part(ctx, err)
}

func (r *receiver) plain(ctx context.Context, size int64) ([]byte, error) {
	r.first(r.questions())
	if err := r.say(ctx, charCRC); err != nil {
		return nil, err
	}
	return r.body(ctx, size)
}

// ReceiveYModem receives the one file of a batch, of at most limit bytes; a
// longer one is an [ErrTooLarge]. Its name is the device's word: untrusted, but
// fit to be shown. Other files of the batch are refused. The errors are those of
// [ReceiveXModem], and [ErrHeader].
func ReceiveYModem(ctx context.Context, l Line, limit int64, o Options) (File, error) {
	r := &receiver{talk: newTalk(l, o)}
	f, err := r.batch(ctx, limit)
	return f, r.part(ctx, err)
}

func (r *receiver) batch(ctx context.Context, limit int64) (File, error) {
	r.head(r.questions())
	if err := r.say(ctx, charCRC); err != nil {
		return File{}, err
	}
	head, err := r.block(ctx)
	if err != nil {
		return File{}, err
	}
	name, size, err := parseHeader(head)
	switch {
	case err != nil:
		return File{}, err
	case name == "":
		return File{}, fmt.Errorf("%w: there is no file", ErrHeader)
	case size > limit:
		return File{}, fmt.Errorf("%w: %d bytes, more than %d", ErrTooLarge, size, limit)
	}
	if err := r.say(ctx, charACK, charCRC); err != nil {
		return File{}, err
	}
	r.first(r.options.Tries, min(ask, r.options.Wait))
	data, err := r.body(ctx, size)
	if err != nil {
		return File{}, err
	}
	return File{Name: name, Data: data}, r.close(ctx)
}

// body receives the blocks of a file up to its end.
func (r *receiver) body(ctx context.Context, size int64) ([]byte, error) {
	data := []byte{}
	for {
		r.options.Report.Tell("fetch file", min(int64(len(data)), size), size)
		whole := int64(len(data)) >= size
		if r.onEnd = errEarly; whole {
			r.onEnd = nil
		}
		block, err := r.block(ctx)
		switch {
		case err != nil:
			return nil, fmt.Errorf("at %d of %d bytes: %w", len(data), size, err)
		case block == nil && whole:
			return data[:size], r.say(ctx, charACK)
		case block == nil:
			return nil, fmt.Errorf("%w: %d bytes of %d", ErrSize, len(data), size)
		case whole:
			return nil, fmt.Errorf("%w: more than %d bytes", ErrSize, size)
		}
		data = append(data, block...)
		r.more()
		if err := r.say(ctx, charACK); err != nil {
			return nil, err
		}
	}
}

// close waits for the word that no more files come. The file is whole, so
// silence is no failure; a sender that is not done is told to stop.
func (r *receiver) close(ctx context.Context) error {
	const tries = 3
	r.head(tries, ask)
	if err := r.say(ctx, charCRC); err != nil {
		return err
	}
	head, err := r.block(ctx)
	switch {
	case err == nil && head[0] == 0:
		return r.say(ctx, charACK)
	case err == nil, errors.Is(err, ErrNoAnswer), errors.Is(err, ErrDamaged), errors.Is(err, ErrOrder):
		return Cancel(ctx, r.line)
	default:
		return err
	}
}
