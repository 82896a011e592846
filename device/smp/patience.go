package smp

import "time"

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
