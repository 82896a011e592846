// Package modem carries one file over a line by XMODEM-1K or YMODEM, as
// X/YMODEM Protocol Reference (Chuck Forsberg, 1988) describes them: blocks of
// 128 or 1024 bytes, each with its number and a CRC-16, each answered before the
// next is sent.
//
// XMODEM carries no length: the receiver must be told it, and cuts off what
// fills the last block. The protocols find damage by a CRC of 16 bits, so the
// caller should compare a digest of the whole file afterwards.
//
// A transfer reads no byte more than it needs, so that what a shell says after
// it is left to the caller.
package modem

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"time"

	"handback/capability"
	"handback/device/traffic"
)

// Line is a line to a device.
type Line interface {
	// Read waits for at least one byte. It ends with ctx.Err() when ctx does,
	// and what comes later is there for the next Read.
	Read(ctx context.Context, p []byte) (int, error)

	// Write hands over all of p, or tells why not.
	Write(ctx context.Context, p []byte) error
}

// File is what is carried.
type File struct {
	Name string // as it is on the device: printable ASCII, at most MaxName bytes
	Data []byte
}

// MaxName is the length of the longest name of a [File], in bytes.
const MaxName = 100

// Options tune a transfer. The zero value suits a device on a serial port.
type Options struct {
	Report capability.Report // nil: none
	Tries  int               // how often a block is sent or asked for; 0: 10
	Wait   time.Duration     // for an answer, the block's time on the line included, or for the next block; 0: 10 s
	Start  time.Duration     // for the other end to begin; 0: 1 min
	Count  *traffic.Counter  // blocks, damaged and repeated ones; nil: none
}

func (o Options) filled() Options {
	o.Tries = cmp.Or(max(o.Tries, 0), 10)
	o.Wait = cmp.Or(max(o.Wait, 0), 10*time.Second)
	o.Start = cmp.Or(max(o.Start, 0), time.Minute)
	return o
}

// Errors of a transfer. Those of the line and of the context come as they are.
var (
	ErrCancelled = errors.New("the other end cancelled the transfer")
	ErrNoAnswer  = errors.New("no answer to the transfer")
	ErrDamaged   = errors.New("the transfer comes through damaged again and again")
	ErrOrder     = errors.New("a block of the transfer is missing")
	ErrSize      = errors.New("the file does not have the size that was told")
	ErrTooLarge  = errors.New("the file is too large")
	ErrHeader    = errors.New("the head of the file can't be read")
	ErrName      = errors.New("not a name for a file that is sent")
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

// transfer is one transfer on a line, seen from one of its ends.
type transfer struct {
	line    Line
	options Options
}

func newTransfer(l Line, o Options) *transfer { return &transfer{line: l, options: o.filled()} }

// fill reads all of p, with gaps of at most wait.
func (t *transfer) fill(ctx context.Context, p []byte, wait time.Duration) error {
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
func (t *transfer) read(ctx context.Context, p []byte, wait time.Duration) (int, error) {
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
func (t *transfer) char(ctx context.Context, wait time.Duration) (byte, error) {
	var one [1]byte
	err := t.fill(ctx, one[:], wait)
	return one[0], err
}

// settle drops what comes until the line is still, for at most the time of an
// answer. What was under way when a block was lost is gone then, so that it
// can't be mistaken for an answer to the next one.
func (t *transfer) settle(ctx context.Context) error {
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
func (t *transfer) cancelled(ctx context.Context) error {
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

// giveUp tells the other end that the transfer failed, unless it ended it.
func (t *transfer) giveUp(ctx context.Context, failed error) error {
	if failed == nil || errors.Is(failed, ErrCancelled) {
		return failed
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leave)
	defer cancel()
	_ = Cancel(ctx, t.line) // the line may be what failed
	return failed
}

// Cancel ends a transfer that the other end may still wait in, because the last
// answer to it was lost.
func Cancel(ctx context.Context, l Line) error {
	const times = 8 // lrzsz sends as many, and two are enough
	return l.Write(ctx, bytes.Repeat([]byte{charCAN}, times))
}
