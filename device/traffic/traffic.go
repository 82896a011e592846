// Package traffic counts what passes on a serial line, for the screen and for
// the hints on a silent one.
package traffic

import "sync/atomic"

// Counter counts the traffic of one line. It may be used by several
// goroutines at once, and a nil one counts nothing. The zero value is ready.
type Counter struct {
	sent, received           atomic.Int64
	messages, damaged, again atomic.Int64
}

// Counts are what a [Counter] stood at.
type Counts struct {
	Sent     int64 // bytes
	Received int64 // bytes
	Messages int64 // whole messages received: frames, answers to commands
	Damaged  int64 // messages received that had to be dropped: a wrong CRC or digest
	Again    int64 // messages sent once more
}

// Sent counts n bytes that went out.
func (c *Counter) Sent(n int) {
	if c != nil {
		c.sent.Add(int64(n))
	}
}

// Received counts bytes that came in.
func (c *Counter) Received(p []byte) {
	if c != nil {
		c.received.Add(int64(len(p)))
	}
}

// Message counts a whole message that came in.
func (c *Counter) Message() {
	if c != nil {
		c.messages.Add(1)
	}
}

// Damaged counts a message that came in and had to be dropped.
func (c *Counter) Damaged() {
	if c != nil {
		c.damaged.Add(1)
	}
}

// Again counts a message that is sent once more.
func (c *Counter) Again() {
	if c != nil {
		c.again.Add(1)
	}
}

// Counts tells where the counter stands.
func (c *Counter) Counts() Counts {
	if c == nil {
		return Counts{}
	}
	return Counts{
		Sent: c.sent.Load(), Received: c.received.Load(),
		Messages: c.messages.Load(), Damaged: c.damaged.Load(), Again: c.again.Load(),
	}
}
