package console_test

import (
	"bytes"
	"testing"

	"handback/capability"
	"handback/device/sim/line"
	"handback/device/sim/shell"
	"handback/device/smp"
)

// TestSpoiledTextIsSentAgain: the device takes text that the line spoiled for a
// bad file, and says so in the middle of it or at its end.
func TestSpoiledTextIsSentAgain(t *testing.T) {
	for _, way := range []string{"base64", "hex"} {
		onBench(t, 1, usual(), shell.Options{}, func(b *bench) {
			setWay(b, way)
			c, response, spoiled := b.connect(), requestOf(9), 0
			_, err := c.LoadResponse(b.Context(), response, func(p capability.Progress) {
				if p.Done > 0 && p.Done < p.Total && spoiled == 0 {
					spoiled++
					b.line.Inject(line.AToB, []byte("!"))
				}
			})
			if err != nil || spoiled != 1 || b.station.loads != 1 || !bytes.Equal(b.station.files[smp.ResponseFile], response) {
				b.Errorf("%s: spoiled %d times, loaded %d times, %v", way, spoiled, b.station.loads, err)
			}
		})
	}
}
