package smp

import "math"

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
