package smp

const (
	maxChunk   = 1024 // bytes of file in a message; longer ones lose on a bad line
	leastChunk = 128
	chunkRun   = 8 // exchanges that went well before a longer chunk is tried
)

// chunk rules how much of a file goes into one message: half after a loss,
// twice as much after a run without one. The zero value is the longest.
type chunk struct {
	halved uint // how often
	run    int
}

// size is how many bytes may go where room is for so many.
func (c *chunk) size(room int) int {
	room = min(room, maxChunk)
	return max(room>>c.halved, min(room, leastChunk))
}

// good tells of an exchange that went well.
func (c *chunk) good() {
	if c.run++; c.run >= chunkRun && c.halved > 0 {
		c.halved--
		c.run = 0
	}
}

// lost tells of a loss.
func (c *chunk) lost() {
	if maxChunk>>c.halved > leastChunk {
		c.halved++
	}
	c.run = 0
}
