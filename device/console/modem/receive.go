package modem

import (
	"context"
	"errors"
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
	*talk
	want  byte          // number of the next block
	asks  byte          // what is said to get it: charCRC at the start, then charNAK
	tries int           // how often
	wait  time.Duration // and for how long each time
	onEnd error         // what the end of the file means now; nil: just that
	buf   [2 + large + 2]byte
}

// head makes the receiver ready for a block 0.
func (r *receiver) head(tries int, wait time.Duration) {
	r.want, r.asks, r.onEnd = 0, charCRC, errRepeated
	r.tries, r.wait = tries, wait
}

// first makes it ready for block 1, which is asked for.
func (r *receiver) first(tries int, wait time.Duration) {
	r.want, r.asks = 1, charCRC
	r.tries, r.wait = tries, wait
}

// more makes it ready for the blocks that follow.
func (r *receiver) more() {
	r.asks = charNAK
	r.tries, r.wait = r.options.Tries, r.options.Wait
}

// questions is how often a sender is asked to begin, and at what distance.
func (r *receiver) questions() (tries int, wait time.Duration) {
	wait = min(ask, r.options.Start)
	return int(r.options.Start / wait), wait
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
			say = r.again()
		case errors.Is(err, errEarly):
			r.onEnd, say = nil, []byte{charNAK} // an end is believed the second time
		default:
			return nil, err
		}
	}
	return nil, failed
}

// again acknowledges what came once more, because the sender did not hear it.
func (r *receiver) again() []byte {
	if r.asks == charCRC {
		return []byte{charACK, charCRC}
	}
	return []byte{charACK}
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
	size := sizeOf(begin)
	if size == 0 {
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
