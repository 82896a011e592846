package soak

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"handback/device/sim/line"
)

// report tells what happened on all lines, once they are closed. A run in which
// no cable was pulled shows nothing.
func (w *world) report(t *testing.T) {
	pulls, pulled := 0, false
	for _, b := range w.benches {
		pulls, pulled = pulls+b.hand.pulls, pulled || b.pulled
		t.Log(b.report())
	}
	if pulled && pulls == 0 {
		t.Error("no cable was pulled")
	}
}

// report is what happened at a bench, once it is closed.
func (b *bench) report() string {
	w, c := b.technician, b.technician.traffic.Counts()
	flipped, carried := int64(0), int64(0)
	for _, way := range []line.Direction{line.AToB, line.BToA} {
		counts := b.line.Counts(way)
		flipped += counts.Flipped
		carried += counts.Bytes
	}
	return fmt.Sprintf("%v: %d returns of %v each (median), %d bytes carried, %d bits flipped, %d messages printed, cable pulled %d times;"+
		" port opened %d times and %d times again, %d messages received, %d damaged, %d sent again, %d requests made; once more after %v",
		b, len(w.took), median(w.took).Round(time.Millisecond), carried, flipped, b.hand.messages, b.hand.pulls,
		w.opened, w.redials.Load(), c.Messages, c.Damaged, c.Again, b.did.Makes.Load(), w.again)
}

func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
