package smp

const (
	mostSlips = 3 // losses in a row that end the COBS framing
)

// pace is what is known of how a device and its line are to be treated. It
// outlives the line.
type pace struct {
	window   window
	chunk    chunk
	patience patience
	slips    int  // losses in a row in COBS framing
	slow     bool // no more COBS framing
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
