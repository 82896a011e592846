package line_test

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/sim/line"
)

// TestTwoDevicesAtOnce: what goes on, and wrong, on one line does nothing to
// the other.
func TestTwoDevicesAtOnce(t *testing.T) {
	clean := line.Params{Latency: 5 * time.Millisecond}
	noisy := clean
	noisy.BitErrors = 1e-4
	for _, a := range acts() {
		alone := timeOf(t, a, clean)
		both := timeOf(t, a, clean, noisy)
		if both[0] != alone[0] {
			t.Errorf("%s: %v beside another device, %v without", a.name, both[0], alone[0])
		}
	}
}

// timeOf is how long an act takes on each of several lines at once.
func timeOf(t *testing.T, a act, lines ...line.Params) []time.Duration {
	t.Helper()
	took := make([]time.Duration, len(lines))
	synctest.Test(t, func(t *testing.T) {
		var all sync.WaitGroup
		for i, p := range lines {
			r := rig{params: p, station: newShelf(20, 1000)}
			b, err := r.setUp(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all.Go(func() {
				start := time.Now()
				err := a.do(t.Context(), b.client, r.station)
				took[i] = time.Since(start)
				if err := errors.Join(err, b.close()); err != nil {
					t.Errorf("%s on line %d: %v", a.name, i, err)
				}
			})
		}
		all.Wait()
	})
	return took
}
