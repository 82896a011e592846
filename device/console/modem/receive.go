package modem

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// What may come in place of the block that is wanted.
var (
	errDamaged  = errors.New("a block is damaged")
	errRepeated = errors.New("a block came again")
	errEarly    = errors.New("the end came early")
)

// receiver is the end of a transfer that gets the file.
type receiver struct {
	*transfer
	want  byte          // number of the next block
	asks  byte          // what is said to get it: charCRC at the start, then charNAK
	tries int           // how often
	wait  time.Duration // and for how long each time
	onEnd error         // what the end of the file means now; nil: just that
	buf   [2 + large + 2]byte
}

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
	r := &receiver{transfer: &transfer{line: l, options: o}}
	var data []byte
	err := r.begin(ctx, 1)
	if err == nil {
		data, err = r.body(ctx, size)
	}
	return data, r.giveUp(ctx, err)
}

// ReceiveYModem receives the one file of a batch, of at most limit bytes; a
// longer one is an [ErrTooLarge]. Its name is the device's word: untrusted, but
// fit to be shown. Other files of the batch are refused. The errors are those of
// [ReceiveXModem], and [ErrHeader].
func ReceiveYModem(ctx context.Context, l Line, limit int64, o Options) (File, error) {
	r := &receiver{transfer: &transfer{line: l, options: o}}
	f, err := r.batch(ctx, limit)
	return f, r.giveUp(ctx, err)
}

func (r *receiver) batch(ctx context.Context, limit int64) (File, error) {
	if err := r.begin(ctx, 0); err != nil {
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
	r.expect(1, tries, min(ask, answerTime))
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
		r.asks, r.tries, r.wait = charNAK, tries, answerTime
		if err := r.say(ctx, charACK); err != nil {
			return nil, err
		}
	}
}

// close waits for the word that no more files come. The file is whole, so
// silence is no failure; a sender that is not done is told to stop.
func (r *receiver) close(ctx context.Context) error {
	const few = 3
	r.expect(0, few, ask)
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

// expect makes the receiver ready for block 0 or 1, which it asks for. Before
// block 0 the end of a file can only be the one before, which came again.
func (r *receiver) expect(number byte, tries int, wait time.Duration) {
	r.want, r.asks, r.tries, r.wait = number, charCRC, tries, wait
	if number == 0 {
		r.onEnd = errRepeated
	}
}

// begin asks a sender to begin with block 0 or 1.
func (r *receiver) begin(ctx context.Context, number byte) error {
	wait := min(ask, start)
	r.expect(number, int(start/wait), wait)
	return r.say(ctx, charCRC)
}

func (r *receiver) say(ctx context.Context, c ...byte) error { return r.line.Write(ctx, c) }

// block waits for the block that is wanted and asks for it as often as it may.
// Its data are nil at the end of the file, and valid until the next call.
func (r *receiver) block(ctx context.Context) ([]byte, error) {
	var failed error
	var say []byte
	for try := range r.tries {
		if try > 0 {
			r.options.Count.Again()
			if err := r.say(ctx, say...); err != nil {
				return nil, err
			}
		}
		data, err := r.next(ctx)
		failed, say = ErrDamaged, []byte{r.asks}
		switch {
		case err == nil:
			r.options.Count.Message()
			return data, nil
		case errors.Is(err, errStill):
			failed = ErrNoAnswer
		case errors.Is(err, errDamaged):
			r.options.Count.Damaged()
			if err := r.settle(ctx); err != nil {
				return nil, err
			}
		case errors.Is(err, errRepeated):
			say = []byte{charACK} // the sender did not hear it
			if r.asks == charCRC {
				say = append(say, charCRC)
			}
		case errors.Is(err, errEarly):
			r.onEnd, say = nil, []byte{charNAK} // an end is believed the second time
		default:
			return nil, err
		}
	}
	return nil, failed
}

// next reads one block.
func (r *receiver) next(ctx context.Context) ([]byte, error) {
	begin, err := r.char(ctx, r.wait)
	if err != nil {
		return nil, err
	}
	switch begin {
	case charEOT:
		return nil, r.onEnd
	case charCAN:
		if err := r.cancelled(ctx); err != nil {
			return nil, err
		}
	}
	size, begins := map[byte]int{charSOH: small, charSTX: large}[begin]
	if !begins {
		return nil, errDamaged
	}
	rest := r.buf[:2+size+2]
	if err := r.fill(ctx, rest, pause); errors.Is(err, errStill) {
		return nil, errDamaged
	} else if err != nil {
		return nil, err
	}
	number, data, ok := parseBlock(rest)
	switch {
	case !ok:
		return nil, errDamaged
	case number == r.want:
		r.want++
		return data, nil
	case number == r.want-1:
		return nil, errRepeated
	default:
		return nil, ErrOrder
	}
}
