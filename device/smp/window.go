package smp

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
