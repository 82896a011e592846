package smp

import (
	"math"
	"time"
)

const (
	mostSlips  = 3 // losses in a row that end the COBS framing
	mostLong   = 3 // losses in a row of long messages that raise the question whether they can arrive
	mostLater  = 8 // the same where one did arrive: chance loses three in a row now and then
	leastLines = 2 // lines of a frame that any device holds: what Zephyr's UART has unless it is configured otherwise
)

// pace is what is known of how a device and its line are to be treated. It
// outlives the line.
type pace struct {
	window   window
	chunk    chunk
	patience patience
	slips    int  // losses in a row in COBS framing
	slow     bool // no more COBS framing
	long     int  // losses in a row of long messages
	carries  bool // a long message arrived
	lines    int  // lines that a frame may have, with one under way; 0: any number
	unclosed bool // the device has no command to close a file
	forgets  bool // the device forgets an upload when its file is closed
}

// tooLong tells of a long message that was lost. It reports whether so many
// were that no such message may get through.
func (p *pace) tooLong() bool {
	p.long++
	most := mostLong
	if p.carries {
		most = mostLater
	}
	return p.lines == 0 && p.long >= most
}

// arrived tells of a message that was answered.
func (p *pace) arrived(long bool) {
	if long {
		p.long, p.carries = 0, true
	}
}

// narrow has frames of so many lines from now on, one at a time.
func (p *pace) narrow(lines int) {
	p.lines, p.window.forGood = lines, true
	p.chunk = chunk{}
}

// good tells of an answer.
func (p *pace) good() {
	p.window.good()
	p.slips = 0
}

// lost tells of a loss; alone says that no other request was under way. It
// reports whether the COBS framing is to be left.
func (p *pace) lost(alone bool, f framing) (leave bool) {
	p.chunk.lost()
	if p.window.lost(alone) {
		p.chunk = chunk{} // it was not the line
	}
	if f == cobs {
		p.slips++
		p.slow = p.slow || p.slips >= mostSlips
	}
	return p.slow && f == cobs
}

const (
	mostWindow = 2 // requests under way; more gain nothing
	leastCount = 4 // buffers that a device has to have for two requests
	firstRun   = 1 // good exchanges before a second request is tried again
	strikeRun  = 3 // exchanges after that, within which a loss is a strike
	lastStrike = 3 // strikes in a row that end it for good
)

// window rules how many requests may be under way. A loss makes it 1 until a
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

// open says how many buffers the device has.
func (w *window) open(bufCount int) { w.wide = bufCount >= leastCount }

// size is how many requests may be under way.
func (w *window) size() int {
	if !w.wide || w.single || w.forGood {
		return 1
	}
	return mostWindow
}

// good tells of an exchange that went well.
func (w *window) good() {
	w.run++
	if w.single && w.run >= w.wanted {
		w.single, w.run = false, 0
	}
}

// lost tells of a loss; alone says that no other request was under way. It
// reports whether two requests are given up for good now.
func (w *window) lost(alone bool) bool {
	switch {
	case w.single && !alone: // the same loss again
		return false
	case w.single: // noise: with one request there is nothing to overflow
		w.strikes, w.wanted = 0, firstRun
	case w.wanted > 0 && w.run < strikeRun:
		w.strikes++
		w.wanted *= 2
	default:
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
	doubt      = 8 << 10  // bytes that are taken as sent before: a first loss says little
)

// chunk rules how much of a file goes into one message. Long chunks carry
// little besides the file, short ones lose little at once. The zero value is
// for a line without a loss.
type chunk struct {
	bytes, losses float64 // of late; bytes of file
}

// size is how many bytes may go where room is for so many and overhead is what
// a message has besides. A lost chunk costs itself and the one under way
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

// sent tells of n bytes of file that were sent.
func (c *chunk) sent(n int) {
	c.bytes += float64(n)
	if c.bytes > memory {
		c.bytes /= 2
		c.losses /= 2
	}
}

// lost tells of a loss.
func (c *chunk) lost() { c.losses++ }

const (
	leastPatience = 100 * time.Millisecond // devices write to their flash now and then
	jitter        = 20 * time.Millisecond  // of a USB adapter's latency timer, for example
	mostDoublings = 2
)

// patience is how long a device may take for an answer, beside the time on the
// line: learned from its answers as RFC 6298 does, and doubled after each
// loss, until an answer comes that is certainly one to the last sending.
type patience struct {
	first        time.Duration // before the first answer
	mean, spread time.Duration // of the answers so far; 0: none
	doublings    int
}

// time is how long to wait now.
func (p *patience) time() time.Duration {
	if p.mean == 0 {
		return p.first
	}
	return max(p.mean+4*p.spread, leastPatience) << p.doublings
}

// short is when an answer that should be here is most likely lost: soon enough
// to have the line busy with what is sent again.
func (p *patience) short() time.Duration {
	if p.mean == 0 || p.doublings > 0 {
		return p.time()
	}
	return min(p.mean+4*p.spread+jitter, p.time())
}

// answered tells how long an answer took; sure says that it was asked for
// once. One that isn't sure tells at least how slow the device may be.
func (p *patience) answered(took time.Duration, sure bool) {
	if !sure && p.mean > 0 {
		return
	}
	took = max(took, time.Millisecond)
	p.doublings = 0
	if p.mean == 0 {
		p.mean, p.spread = took, took/2
		return
	}
	p.spread += ((took - p.mean).Abs() - p.spread) / 4
	p.mean += (took - p.mean) / 8
}

// lost tells that no answer came in time.
func (p *patience) lost() { p.doublings = min(p.doublings+1, mostDoublings) }
