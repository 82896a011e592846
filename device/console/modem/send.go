package modem

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// sender is the end of a transfer that has the file.
type sender struct {
	*talk
	sums    bool // the receiver asked for sums of 8 bits
	spoiled int  // times that a block did not come through at the second try
	careful int  // small blocks to come, because the line spoils large ones
	buf     []byte
}

// most is the size of the next block. Receivers that want sums know no large
// ones.
func (s *sender) most() int {
	if s.sums || s.careful > 0 {
		s.careful--
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

// beware makes the next blocks small after one was spoiled, and more of them
// each time that one does not come through at the second try either.
func (s *sender) beware(try int) {
	const first, doublings = 8, 8
	if try > 1 {
		s.spoiled = min(s.spoiled+1, doublings)
	}
	s.careful = first << s.spoiled
}

func (s *sender) report(done, total int) {
	s.options.Report.Tell("send file", int64(done), int64(total))
}

// deliver sends a block until it is acknowledged.
func (s *sender) deliver(ctx context.Context, block []byte) error {
	failed := ErrNoAnswer
	for try := range s.options.Tries {
		if try > 0 {
			s.beware(try)
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
	for end := time.Now().Add(s.options.Wait); ; {
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
