package line_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/capability/testkit"
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
				if test.params.BitErrors > 0 {
					testkit.Long(t, "each bit of many transfers is drawn")
				}
				share := meanShare(t, setup{params: test.params, server: test.server}, direction)
				t.Logf("%.3f of the line, %.2f is wanted", share, least)
				if share < least {
					t.Errorf("%.3f of the line, %.2f is wanted", share, least)
				}
			})
		}
	}
}

func meanShare(t *testing.T, r setup, direction way) float64 {
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

// quick is a line that costs a test little.
func quick() line.Params { return line.Params{Baud: 3_000_000, FIFO: 4096} }

func TestAnyNumberOfLicenses(t *testing.T) {
	step := 12
	if *every {
		step = 1
	}
	covered, pages := 0, 0
	for n := 0; n <= 300; n += step {
		covered++
		synctest.Test(t, func(t *testing.T) {
			r := setup{params: quick(), station: newDevice(n, 1)}
			c, err := r.connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			count := func(capability.Progress) { pages++ }
			got, err := c.client.Licenses(t.Context(), count)
			if err != nil || !slices.Equal(got, r.station.Held) {
				t.Errorf("%d of %d licenses: %v", len(got), n, err)
			}
			if err := c.close(); err != nil {
				t.Errorf("%d licenses: %v", n, err)
			}
		})
	}
	t.Logf("%d lists of 0 to 300 licenses, in %d pages", covered, pages)
}

// TestLicensesFillTheLine: an identity and 300 licenses take little more time
// than their bytes.
func TestLicensesFillTheLine(t *testing.T) {
	const most = 1.15
	for _, server := range []smp.ServerOptions{{BufSize: 384}, {BufSize: 1024}} {
		synctest.Test(t, func(t *testing.T) {
			params := line.Params{Baud: 115200, Latency: 5 * time.Millisecond}
			r := setup{params: params, server: server, station: newDevice(300, 1)}
			c, err := r.connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			before, start := c.line.Counts(line.BToA).Bytes, time.Now()
			if _, err := c.client.Identify(t.Context()); err != nil {
				t.Error(err)
			}
			if err := readLicenses(t.Context(), c.client, r.station); err != nil {
				t.Error(err)
			}
			took := time.Since(start).Seconds()
			bytes := float64(c.line.Counts(line.BToA).Bytes - before)
			ratio := took / (bytes / params.BytesPerSecond())
			t.Logf("buffer of %d bytes: %.0f bytes, %.3f times their time on the line", server.BufSize, bytes, ratio)
			if ratio > most {
				t.Errorf("buffer of %d bytes: %.3f times their time on the line, at most %.2f is wanted", server.BufSize, ratio, most)
			}
			if err := c.close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestNamesWithControlCharacters: whatever a name holds, it comes as it is, and
// does nothing to the packets around it.
func TestNamesWithControlCharacters(t *testing.T) {
	var marks []rune
	for r := range rune(0xa0) {
		if r < ' ' || r >= 0x7f {
			marks = append(marks, r)
		}
	}
	marks = append(marks, 0x200b, 0x200e, 0x202e, 0x2028, 0x2066, 0xfeff, 0xfffd)
	for _, mark := range marks {
		for _, fast := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				r := setup{params: quick(), station: newDevice(2, 1), server: smp.ServerOptions{Fast: fast}}
				name := fmt.Sprintf("a%cb\x06\x09%c%c", mark, mark, mark)
				r.station.Identity.Model = name
				r.station.Held[0].Feature = name
				c, err := r.connect(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if id, err := c.client.Identify(t.Context()); err != nil || id.Model != name {
					t.Errorf("%U: the model is %q: %v", mark, id.Model, err)
				}
				if err := errors.Join(readLicenses(t.Context(), c.client, r.station), c.close()); err != nil {
					t.Errorf("%U: %v", mark, err)
				}
			})
		}
	}
	t.Logf("%d characters in names, in both framings", len(marks))
}

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
			r := setup{params: p, station: newDevice(20, 1000)}
			c, err := r.connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all.Go(func() {
				start := time.Now()
				err := a.do(t.Context(), c.client, r.station)
				took[i] = time.Since(start)
				if err := errors.Join(err, c.close()); err != nil {
					t.Errorf("%s on line %d: %v", a.name, i, err)
				}
			})
		}
		all.Wait()
	})
	return took
}
