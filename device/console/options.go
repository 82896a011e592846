package console

import (
	"cmp"
	"context"
	"time"

	"handback/device/traffic"
	"handback/device/wire"
)

// Conn is the line to a device.
type Conn = wire.Conn

// Options tune a [Client]. The zero value suits a serial port at the profile's
// first rate, of a device that doesn't ask for a password.
type Options struct {
	Ask Ask // puts questions to a person; nil: nobody is there to answer

	// Log takes what the device prints but files as text, masked, a line of at most 512 bytes at
	// once, from the goroutine of the act; nil: nobody does.
	Log func(line string)

	// Traffic counts answers, and those that were damaged or asked for again.
	// The bytes are counted by who has the line; nil: nothing is counted.
	Traffic *traffic.Counter

	// Redial opens the line anew after it ended during an act, and waits for
	// it as long as its caller is patient. The act goes on when the same
	// device answers there; nil: the act fails when the line ends.
	Redial func(ctx context.Context) (Conn, error)

	Tries int           // how often a reading or a transfer is made; 0: 4
	Poll  time.Duration // time between two questions to a busy device; 0: 500 ms
}

func (o Options) filled() Options {
	o.Tries = cmp.Or(max(o.Tries, 0), 4)
	o.Poll = cmp.Or(max(o.Poll, 0), 500*time.Millisecond)
	return o
}
