package smp

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
