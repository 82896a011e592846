package modem

import (
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
	if o.Tries <= 0 {
		o.Tries = 10
	}
	if o.Wait <= 0 {
		o.Wait = 10 * time.Second
	}
	if o.Start <= 0 {
		o.Start = time.Minute
	}
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
