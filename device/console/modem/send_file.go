package modem

import (
	"context"
	"errors"
)

// SendXModem1K sends data to a receiver that has been started and asks for it,
// in blocks of 1024 bytes, and of 128 at the end. What fills the last one is
// 0x1A. A receiver that knows no CRC gets sums of 8 bits and small blocks.
//
// The error is one of this package, of the line, or ctx.Err(); the receiver is
// told that the transfer ends.
func SendXModem1K(ctx context.Context, l Line, data []byte, o Options) error {
	s := &sender{talk: newTalk(l, o)}
	err := s.begin(ctx, s.options.Start)
	if err == nil {
		err = s.body(ctx, data)
	}
	return s.part(ctx, err)
}

// SendYModem sends a batch of one file, with its name and length. The errors
// are those of [SendXModem1K], and [ErrName].
func SendYModem(ctx context.Context, l Line, f File, o Options) error {
	if err := checkName(f.Name); err != nil {
		return err
	}
	s := &sender{talk: newTalk(l, o)}
	return s.part(ctx, s.batch(ctx, f))
}

func (s *sender) batch(ctx context.Context, f File) error {
	if err := s.begin(ctx, s.options.Start); err != nil {
		return err
	}
	if err := s.deliver(ctx, appendBlock(nil, 0, headerOf(f), 0, s.sums)); err != nil {
		return err
	}
	// The question that follows is lost when the header had to be sent twice.
	if err := s.begin(ctx, s.options.Wait); err != nil && !errors.Is(err, ErrNoAnswer) {
		return err
	}
	if err := s.body(ctx, f.Data); err != nil {
		return err
	}
	return s.close(ctx)
}

// close says that no more files come. The receiver has all of the file by now,
// so silence is no failure, and nothing is sent again to what may be a shell.
func (s *sender) close(ctx context.Context) error {
	err := s.begin(ctx, s.options.Wait)
	for try := 0; err == nil && try < s.options.Tries; try++ {
		if err = s.line.Write(ctx, appendBlock(nil, 0, nil, 0, s.sums)); err != nil {
			return err
		}
		var c byte
		if c, err = s.answer(ctx); err == nil && c == charACK {
			return nil
		}
	}
	if errors.Is(err, ErrNoAnswer) || errors.Is(err, errStill) {
		return nil
	}
	return err
}
