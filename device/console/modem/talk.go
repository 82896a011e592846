package modem

import (
	"bytes"
	"context"
	"errors"
	"time"
)

// Times that do not depend on the device.
const (
	pause = time.Second            // longest gap inside a block
	still = 100 * time.Millisecond // a line that says nothing for so long has said all
	ask   = 3 * time.Second        // between two questions to begin
	leave = time.Second            // for a farewell that nobody may hear
)

// errStill says that nothing came in time.
var errStill = errors.New("nothing came")

// talk is one transfer on a line.
type talk struct {
	line    Line
	options Options
}

func newTalk(l Line, o Options) *talk { return &talk{line: l, options: o.filled()} }

// fill reads all of p, with gaps of at most wait.
func (t *talk) fill(ctx context.Context, p []byte, wait time.Duration) error {
	for len(p) > 0 {
		n, err := t.read(ctx, p, wait)
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// read reads at least one byte.
func (t *talk) read(ctx context.Context, p []byte, wait time.Duration) (int, error) {
	within, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	n, err := t.line.Read(within, p)
	switch {
	case n > 0:
		return n, nil
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case within.Err() != nil || err == nil:
		return 0, errStill
	default:
		return 0, err
	}
}

// char reads one byte.
func (t *talk) char(ctx context.Context, wait time.Duration) (byte, error) {
	var one [1]byte
	err := t.fill(ctx, one[:], wait)
	return one[0], err
}

// settle drops what comes until the line is still, or does not become so. What
// was under way when a block was lost is gone then, and an answer to the next
// one can't be mistaken.
func (t *talk) settle(ctx context.Context) error {
	var dropped [large]byte
	for end := time.Now().Add(t.options.Wait); time.Now().Before(end); {
		if _, err := t.read(ctx, dropped[:], still); errors.Is(err, errStill) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// cancelled is ErrCancelled when a second CAN follows the first. One alone is
// noise.
func (t *talk) cancelled(ctx context.Context) error {
	next, err := t.char(ctx, still)
	switch {
	case errors.Is(err, errStill):
		return nil
	case err == nil && next == charCAN:
		return ErrCancelled
	default:
		return err
	}
}

// part ends a transfer that failed: unless the other end did, it is told.
func (t *talk) part(ctx context.Context, failed error) error {
	if failed == nil || errors.Is(failed, ErrCancelled) {
		return failed
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leave)
	defer cancel()
	_ = Cancel(ctx, t.line) // the line may be what failed
	return failed
}

// Cancel ends a transfer that the other end may still be at: it is left waiting
// when the last answer to it was lost.
func Cancel(ctx context.Context, l Line) error {
	const times = 8 // lrzsz sends as many, and two are enough
	return l.Write(ctx, bytes.Repeat([]byte{charCAN}, times))
}
