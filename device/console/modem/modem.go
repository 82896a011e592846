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
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"handback/capability"
	"handback/device/crc16"
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

// Options say who watches a transfer. The zero value is nobody.
type Options struct {
	Report capability.Report // nil: none
	Count  *traffic.Counter  // blocks, damaged and repeated ones; nil: none
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

const (
	tries      = 10                     // how often a block is sent or asked for
	start      = time.Minute            // for the other end to begin
	answerTime = 10 * time.Second       // for an answer, the block's time on the line included, or for the next block
	pause      = time.Second            // longest gap inside a block
	still      = 100 * time.Millisecond // a line that says nothing for so long has said all
	ask        = 3 * time.Second        // between two questions to begin
	leave      = time.Second            // for a farewell that nobody may hear
)

// errStill says that nothing came in time.
var errStill = errors.New("nothing came")

// transfer is one transfer on a line, seen from one of its ends.
type transfer struct {
	line    Line
	options Options
}

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
	for end := time.Now().Add(answerTime); time.Now().Before(end); {
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

// The characters of the protocols.
const (
	charSOH = 0x01 // begins a block of 128 bytes
	charSTX = 0x02 // begins a block of 1024 bytes
	charEOT = 0x04 // ends the file
	charACK = 0x06
	charNAK = 0x15
	charCAN = 0x18 // twice: cancels
	charSUB = 0x1a // fills the last block
	charCRC = 'C'  // asks for blocks with a CRC
)

const (
	small = 128  // bytes in a block that SOH begins
	large = 1024 // bytes in a block that STX begins
)

// appendBlock writes a block around data, which is filled up with fill. With
// sums it ends in a sum of 8 bits, as the first XMODEM had it, else in a CRC.
func appendBlock(out []byte, number byte, data []byte, fill byte, sums bool) []byte {
	begin, size := byte(charSOH), small
	if len(data) > small {
		begin, size = charSTX, large
	}
	out = append(out, begin, number, ^number)
	start := len(out)
	out = append(out, data...)
	for len(out)-start < size {
		out = append(out, fill)
	}
	if sums {
		var sum byte
		for _, b := range out[start:] {
			sum += b
		}
		return append(out, sum)
	}
	return binary.BigEndian.AppendUint16(out, crc16.Sum(out[start:]))
}

// parseBlock reads what follows the first character of a block, CRC included.
func parseBlock(rest []byte) (number byte, data []byte, ok bool) {
	number = rest[0]
	return number, rest[2 : len(rest)-2], number == ^rest[1] && crc16.Sum(rest[2:]) == 0
}

// cut takes the data of the next block: a large one unless small ones that
// carry the rest are shorter.
func cut(data []byte, most int) (block, rest []byte) {
	if len(data) <= large-small {
		most = small
	}
	n := min(most, len(data))
	return data[:n], data[n:]
}

// checkName reports whether a name can be sent in a header.
func checkName(name string) error {
	if name == "" || len(name) > MaxName {
		return fmt.Errorf("%w: %d bytes, want 1 to %d", ErrName, len(name), MaxName)
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("%w: %q holds more than printable ASCII without spaces", ErrName, name)
	}
	return nil
}

// headerOf is the data of block 0 of a YMODEM file: its name, a zero, and its
// length in decimal.
func headerOf(f File) []byte {
	return strconv.AppendInt(append([]byte(f.Name), 0), int64(len(f.Data)), 10)
}

// parseHeader reads the data of block 0. An empty name says that no more files
// come. What follows the length (time, mode, serial number) is left alone.
func parseHeader(data []byte) (name string, size int64, err error) {
	raw, rest, found := bytes.Cut(data, []byte{0})
	switch {
	case found && len(raw) == 0:
		return "", 0, nil
	case !found:
		return "", 0, fmt.Errorf("%w: its name does not end", ErrHeader)
	}
	digits := len(rest) - len(bytes.TrimLeft(rest, "0123456789"))
	size, err = strconv.ParseInt(string(rest[:digits]), 10, 64)
	if err != nil {
		return "", 0, fmt.Errorf("%w: it tells no length", ErrHeader)
	}
	if name = capability.Printable(string(raw)); name == "" {
		return "", 0, fmt.Errorf("%w: its name is not printable", ErrHeader)
	}
	return name, size, nil
}
