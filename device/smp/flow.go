package smp

import (
	"math"
	"time"
)

const (
	maxCOBSLosses = 3 // losses in a row that end the COBS framing
	mostLong      = 3 // losses in a row of long messages that raise the question whether they can arrive
	mostLater     = 8 // the same where one did arrive: chance loses three in a row now and then
	leastLines    = 2 // lines of a frame that any device holds: what Zephyr's UART has unless it is configured otherwise
)

// flowControl is what the client has learned about a device and its line: how
// many requests may be under way, how long a message may be, and how long to
// wait for an answer. It outlives the line.
type flowControl struct {
	window     window
	chunk      chunk
	rtt        rtt
	cobsLosses int  // losses in a row in COBS framing
	noCOBS     bool // the COBS framing loses too much on this line
	long       int  // losses in a row of long messages
	carries    bool // a long message arrived
	lines      int  // lines that a frame may have, with one under way; 0: any number
	unclosed   bool // the device has no command to close a file
	forgets    bool // the device forgets an upload when its file is closed
}

// tooLong notes that a long message was lost. It reports whether so many were
// lost in a row that none may ever get through.
func (f *flowControl) tooLong() bool {
	f.long++
	most := mostLong
	if f.carries {
		most = mostLater
	}
	return f.lines == 0 && f.long >= most
}

// narrow limits frames to so many lines from now on, one frame at a time.
func (f *flowControl) narrow(lines int) {
	f.lines, f.window.forGood = lines, true
	f.chunk = chunk{}
}

// good notes an answer.
func (f *flowControl) good() {
	f.window.good()
	f.cobsLosses = 0
}

// lost notes a loss; alone says that no other request was under way. It
// reports whether the client should go back from the COBS framing.
func (f *flowControl) lost(alone bool, framing framing) (leave bool) {
	f.chunk.lost()
	if f.window.lost(alone) {
		f.chunk = chunk{} // it was not the line
	}
	if framing == cobs {
		f.cobsLosses++
		f.noCOBS = f.noCOBS || f.cobsLosses >= maxCOBSLosses
	}
	return f.noCOBS && framing == cobs
}

const (
	mostWindow = 2 // requests under way; more gain nothing
	leastCount = 4 // buffers that a device has to have for two requests
	firstRun   = 1 // good exchanges before a second request is tried again
	strikeRun  = 3 // exchanges after that, within which a loss is a strike
	lastStrike = 3 // strikes in a row that end it for good
)

// window says how many requests may be under way. After a loss it is 1 until a
// run of exchanges went well. A device that drops what doesn't fit into its
// line buffers loses something whenever there are two and never when there is
// one; noise makes no difference between them.
type window struct {
	wide    bool // the device has buffers for two
	single  bool // since a loss
	run     int  // exchanges that went well in a row
	wanted  int  // of them before there are two again
	strikes int
	forGood bool
}

// open takes how many buffers the device has.
func (w *window) open(bufCount int) { w.wide = bufCount >= leastCount }

// size is how many requests may be under way.
func (w *window) size() int {
	if !w.wide || w.single || w.forGood {
		return 1
	}
	return mostWindow
}

// good notes an exchange that went well.
func (w *window) good() {
	w.run++
	if w.single && w.run >= w.wanted {
		w.single, w.run = false, 0
	}
}

// lost notes a loss; alone says that no other request was under way. It
// reports whether the window stays at one request for good from now on.
func (w *window) lost(alone bool) bool {
	switch {
	case w.single && !alone: // the same loss again
		return false
	case !w.single && w.wanted > 0 && w.run < strikeRun:
		w.strikes++
		w.wanted *= 2
	default: // noise: with one request there is nothing to overflow
		w.strikes, w.wanted = 0, firstRun
	}
	w.single, w.run = true, 0
	gone := w.strikes >= lastStrike && !w.forGood
	w.forGood = w.forGood || gone
	return gone
}

const (
	maxChunk   = 1024     // bytes of file in a message; longer ones lose on a bad line
	leastChunk = 128      // bytes
	memory     = 64 << 10 // bytes sent after which losses count half
	doubt      = 8 << 10  // bytes that count as sent before: a first loss says little
)

// chunk says how much of a file goes into one message. Long chunks carry
// little besides the file, short ones lose little at once. The zero value is
// for a line without a loss.
type chunk struct {
	bytes, losses float64 // of late; bytes of file
}

// size is how many bytes to send where room bytes fit and a message has
// overhead bytes besides. A lost chunk costs itself and the one under way
// behind it; the size with the least cost for each byte follows from that.
func (c *chunk) size(room, overhead int) int {
	room = min(room, maxChunk)
	if c.losses == 0 {
		return room
	}
	rate, o := c.losses/(c.bytes+doubt), float64(overhead)
	best := int(math.Sqrt(o*o + o/(2*rate)))
	return min(room, max(best, leastChunk))
}

// sent notes n bytes of file that were sent.
func (c *chunk) sent(n int) {
	c.bytes += float64(n)
	if c.bytes > memory {
		c.bytes /= 2
		c.losses /= 2
	}
}

// lost notes a loss.
func (c *chunk) lost() { c.losses++ }

const (
	leastTimeout = 100 * time.Millisecond // devices write to their flash now and then
	jitter       = 20 * time.Millisecond  // of a USB adapter's latency timer, for example
	maxBackoffs  = 2
)

// rtt estimates how long a device takes to answer, beside the time on the line.
// It learns from the answers as RFC 6298 does. Each loss doubles the timeout,
// until an answer comes that certainly answers the last sending.
type rtt struct {
	first        time.Duration // timeout before the first answer
	mean, spread time.Duration // of the answers so far; 0: none
	backoffs     int           // how often the timeout was doubled
}

// timeout is how long to wait for an answer now.
func (r *rtt) timeout() time.Duration {
	if r.mean == 0 {
		return r.first
	}
	return max(r.mean+4*r.spread, leastTimeout) << r.backoffs
}

// shortTimeout is after how long an answer is most likely lost. It is soon
// enough to keep the line busy with sending again.
func (r *rtt) shortTimeout() time.Duration {
	if r.mean == 0 || r.backoffs > 0 {
		return r.timeout()
	}
	return min(r.mean+4*r.spread+jitter, r.timeout())
}

// answered learns from an answer that took so long; sure says that the request
// was sent once. Another one says at least how slow the device may be.
func (r *rtt) answered(took time.Duration, sure bool) {
	if !sure && r.mean > 0 {
		return
	}
	took = max(took, time.Millisecond)
	r.backoffs = 0
	if r.mean == 0 {
		r.mean, r.spread = took, took/2
		return
	}
	r.spread += ((took - r.mean).Abs() - r.spread) / 4
	r.mean += (took - r.mean) / 8
}

// lost notes that no answer came in time.
func (r *rtt) lost() { r.backoffs = min(r.backoffs+1, maxBackoffs) }
