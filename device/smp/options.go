package smp

import (
	"context"
	"time"

	"handback/device/redact"
	"handback/device/traffic"
)

// Options tune a [Client]. The zero value suits a device with a real serial
// port at 115200 baud.
type Options struct {
	Group   uint16 // number of the licensing group; 0: DefaultGroup
	Baud    int    // bits a second on the line, for the time that bytes take; 0: 115200
	BufSize int    // bytes of one message where the device doesn't tell; 0: 256
	Lines   int    // lines of a frame that the device holds; 0: as many as a message needs, until that proves wrong

	Tries   int           // how often a packet is sent, three times as often once the device answered; 0: 4
	Wait    time.Duration // time for an answer until the client knows how fast the device is; 0: 500 ms
	Command time.Duration // time for an answer to make or load; 0: 30 s
	Busy    time.Duration // longest time that a busy device is polled; 0: 2 min
	Poll    time.Duration // time between two polls; 0: 500 ms

	// Log takes console text from the device, at most 512 bytes at once and
	// without control characters and secrets, on the goroutine that reads the
	// line; nil: none.
	Log func(line string)

	// Count counts frames: those received, those damaged, those sent again.
	// Whoever has the line counts the bytes; nil: nothing is counted.
	Count *traffic.Counter

	// Redial opens the line anew after it ended during an act, and waits for it
	// until ctx ends. The act goes on when the same device answers there; nil:
	// the act fails when the line ends.
	Redial func(ctx context.Context) (Conn, error)
}

// flow is the flow control for a device that is not known yet.
func (o Options) flow() *flowControl {
	f := &flowControl{rtt: rtt{first: o.Wait}}
	if o.Lines > 0 {
		f.narrow(o.Lines)
	}
	return f
}

func (o Options) filled() Options {
	o.Group = or(o.Group, DefaultGroup)
	o.Baud = or(o.Baud, 115200)
	o.BufSize = or(o.BufSize, 256)
	o.Tries = or(o.Tries, 4)
	o.Wait = or(o.Wait, 500*time.Millisecond)
	o.Command = or(o.Command, 30*time.Second)
	o.Busy = or(o.Busy, 2*time.Minute)
	o.Poll = or(o.Poll, 500*time.Millisecond)
	return o
}

// byteTime is how long n bytes take on the line, 10 bits each.
func (o Options) byteTime(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(o.Baud)
}

// log is Log for text as it came: without escapes and what looks like a secret.
func (o Options) log() func(line string) {
	if o.Log == nil {
		return nil
	}
	return func(line string) { o.Log(redact.Line(line)) }
}

// or is value, or instead where value is not set.
func or[T int | uint16 | time.Duration](value, instead T) T {
	if value <= 0 {
		return instead
	}
	return value
}
