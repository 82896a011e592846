package line_test

import (
	"testing"
	"testing/synctest"
	"time"

	"handback/device/sim/line"
	"handback/device/smp"
)

// seeds is how many runs with other errors a share is the mean of.
func seeds(bitErrors float64) uint64 {
	switch {
	case bitErrors == 0:
		return 1
	case *every:
		return 40
	case bitErrors < 5e-5:
		return 4
	default:
		return 1
	}
}

// TestShareOfTheLine measures what 64 KiB with their digest take.
func TestShareOfTheLine(t *testing.T) {
	clean := line.Params{Latency: 5 * time.Millisecond}
	usb, noisy, bad := clean, clean, clean
	usb.USBTimer, noisy.BitErrors, bad.BitErrors = 16*time.Millisecond, 1e-5, 1e-4
	small, large := smp.ServerOptions{BufSize: 384}, smp.ServerOptions{BufSize: 1024}
	fast := smp.ServerOptions{BufSize: 1024, Fast: true}
	for name, test := range map[string]struct {
		params   line.Params
		server   smp.ServerOptions
		up, down float64 // least shares; 0: it must only end
	}{
		"384":               {clean, small, 0.62, 0.66},
		"1024":              {clean, large, 0.68, 0.70},
		"fast":              {clean, fast, 0.93, 0.93},
		"1024, USB timer":   {usb, large, 0.68, 0.70},
		"384, errors":       {noisy, small, 0.56, 0.60},
		"1024, errors":      {noisy, large, 0.56, 0.60},
		"fast, errors":      {noisy, fast, 0.75, 0.80},
		"384, many errors":  {bad, small, 0, 0},
		"1024, many errors": {bad, large, 0, 0},
		"fast, many errors": {bad, fast, 0, 0},
	} {
		for direction, least := range map[way]float64{up: test.up, down: test.down} {
			t.Run(name+", "+string(direction), func(t *testing.T) {
				share := meanShare(t, rig{params: test.params, server: test.server}, direction)
				t.Logf("%.3f of the line, %.2f is wanted", share, least)
				if share < least {
					t.Errorf("%.3f of the line, %.2f is wanted", share, least)
				}
			})
		}
	}
}

func meanShare(t *testing.T, r rig, direction way) float64 {
	t.Helper()
	runs := seeds(r.params.BitErrors)
	r.client.Command = time.Second // after a lost command that is waited for, and it is the file that is measured
	sum := 0.0
	for seed := range runs {
		r.params.Seed = seed
		synctest.Test(t, func(t *testing.T) {
			share, err := r.transfer(t.Context(), direction)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			sum += share
		})
	}
	return sum / float64(runs)
}
