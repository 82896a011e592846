package work

import (
	"sync/atomic"

	"handback/device/traffic"
)

// meter counts what passes on the line that is in use. The job begins anew for
// each line; the screens read.
type meter struct {
	line atomic.Pointer[traffic.Counter]
}

func (m *meter) begin() *traffic.Counter {
	c := &traffic.Counter{}
	m.line.Store(c)
	return c
}

func (m *meter) Counts() traffic.Counts { return m.line.Load().Counts() }
