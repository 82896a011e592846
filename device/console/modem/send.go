package modem

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// sender is the end of a transfer that has the file.
type sender struct {
	*transfer
	sums    bool // the receiver asked for sums of 8 bits
	spoiled int  // times that a block did not come through at the second try
	small   int  // small blocks to come, because the line spoils large ones
	buf     []byte
}

// SendXModem1K sends data to a receiver that has been started and asks for it,
// in blocks of 1024 bytes, and of 128 at the end. What fills the last one is
// 0x1A. A receiver that knows no CRC gets sums of 8 bits and small blocks.
//
// The error is one of this package, of the line, or ctx.Err(); the receiver is
// told that the transfer ends.
func SendXModem1K(ctx context.Context, l Line, data []byte, o Options) error {
	s := &sender{transfer: &transfer{line: l, options: o}}
	err := s.begin(ctx, start)
	if err == nil {
		err = s.body(ctx, data)
	}
	return s.giveUp(ctx, err)
}

// SendYModem sends a batch of one file, with its name and length. The errors
// are those of [SendXModem1K], and [ErrName].
func SendYModem(ctx context.Context, l Line, f File, o Options) error {
	if err := checkName(f.Name); err != nil {
		return err
	}
	s := &sender{transfer: &transfer{line: l, options: o}}
	return s.giveUp(ctx, s.batch(ctx, f))
}

func (s *sender) batch(ctx context.Context, f File) error {
	if err := s.begin(ctx, start); err != nil {
		return err
	}
	if err := s.deliver(ctx, appendBlock(nil, 0, headerOf(f), 0, s.sums)); err != nil {
		return err
	}
	// The question that follows is lost when the header had to be sent twice.
	if err := s.begin(ctx, answerTime); err != nil && !errors.Is(err, ErrNoAnswer) {
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
	err := s.begin(ctx, answerTime)
	for try := 0; err == nil && try < tries; try++ {
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

// most is the size of the next block. Receivers that want sums know no large
// ones.
func (s *sender) most() int {
	if s.sums || s.small > 0 {
		s.small--
		return small
	}
	return large
}

// begin waits until the receiver asks for the first block.
func (s *sender) begin(ctx context.Context, wait time.Duration) error {
	within, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		c, err := s.char(within, wait)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case within.Err() != nil, errors.Is(err, errStill):
			return fmt.Errorf("%w: the receiver does not begin", ErrNoAnswer)
		case err != nil:
			return err
		}
		switch c {
		case charCRC, charNAK:
			s.sums = c == charNAK
			return nil
		case charCAN:
			if err := s.cancelled(ctx); err != nil {
				return err
			}
		}
	}
}

// body sends the data in blocks from number 1, and the end of the file.
func (s *sender) body(ctx context.Context, data []byte) error {
	s.report(0, len(data))
	number := byte(1)
	for left := data; len(left) > 0; number++ {
		var block []byte
		block, left = cut(left, s.most())
		s.buf = appendBlock(s.buf[:0], number, block, charSUB, s.sums)
		if err := s.deliver(ctx, s.buf); err != nil {
			return fmt.Errorf("at %d of %d bytes: %w", len(data)-len(left)-len(block), len(data), err)
		}
		s.report(len(data)-len(left), len(data))
	}
	if err := s.deliver(ctx, []byte{charEOT}); err != nil {
		return fmt.Errorf("at the end of the file: %w", err)
	}
	return nil
}

// shrink makes the next blocks small after one was spoiled, and more of them
// each time that one does not come through at the second try either.
func (s *sender) shrink(try int) {
	const first, doublings = 8, 8
	if try > 1 {
		s.spoiled = min(s.spoiled+1, doublings)
	}
	s.small = first << s.spoiled
}

func (s *sender) report(done, total int) {
	s.options.Report.Tell("send file", int64(done), int64(total))
}

// deliver sends a block until it is acknowledged.
func (s *sender) deliver(ctx context.Context, block []byte) error {
	failed := ErrNoAnswer
	for try := range tries {
		if try > 0 {
			s.shrink(try)
			s.options.Count.Again()
			if err := s.settle(ctx); err != nil {
				return err
			}
		}
		if err := s.line.Write(ctx, block); err != nil {
			return err
		}
		c, err := s.answer(ctx)
		switch {
		case errors.Is(err, errStill):
			failed = ErrNoAnswer
		case err != nil:
			return err
		case c == charACK:
			s.options.Count.Message()
			return nil
		default:
			failed = ErrDamaged
			s.options.Count.Damaged()
		}
	}
	return failed
}

// answer waits for what the receiver says to a block. What is no answer is
// noise, except that a second question to begin says that the first block was
// not heard.
func (s *sender) answer(ctx context.Context) (byte, error) {
	for end := time.Now().Add(answerTime); ; {
		wait := time.Until(end)
		if wait <= 0 {
			return 0, errStill
		}
		c, err := s.char(ctx, wait)
		if err != nil {
			return 0, err
		}
		switch c {
		case charACK, charNAK, charCRC:
			return c, nil
		case charCAN:
			if err := s.cancelled(ctx); err != nil {
				return 0, err
			}
		}
	}
}
