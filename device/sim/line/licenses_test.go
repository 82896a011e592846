package line_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/sim/line"
	"handback/device/smp"
)

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
			r := rig{params: quick(), station: newShelf(n, 1)}
			b, err := r.setUp(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			count := func(capability.Progress) { pages++ }
			got, err := b.client.Licenses(t.Context(), count)
			if err != nil || !slices.Equal(got, r.station.Held) {
				t.Errorf("%d of %d licenses: %v", len(got), n, err)
			}
			if err := b.close(); err != nil {
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
			r := rig{params: params, server: server, station: newShelf(300, 1)}
			b, err := r.setUp(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			before, start := b.line.Counts(line.BToA).Bytes, time.Now()
			if _, err := b.client.Identify(t.Context()); err != nil {
				t.Error(err)
			}
			if err := readLicenses(t.Context(), b.client, r.station); err != nil {
				t.Error(err)
			}
			took := time.Since(start).Seconds()
			bytes := float64(b.line.Counts(line.BToA).Bytes - before)
			ratio := took / (bytes / params.BytesPerSecond())
			t.Logf("buffer of %d bytes: %.0f bytes, %.3f times their time on the line", server.BufSize, bytes, ratio)
			if ratio > most {
				t.Errorf("buffer of %d bytes: %.3f times their time on the line, at most %.2f is wanted", server.BufSize, ratio, most)
			}
			if err := b.close(); err != nil {
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
				r := rig{params: quick(), station: newShelf(2, 1), server: smp.ServerOptions{Fast: fast}}
				name := fmt.Sprintf("a%cb\x06\x09%c%c", mark, mark, mark)
				r.station.Identity.Model = name
				r.station.Held[0].Feature = name
				b, err := r.setUp(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if id, err := b.client.Identify(t.Context()); err != nil || id.Model != name {
					t.Errorf("%U: the model is %q: %v", mark, id.Model, err)
				}
				if err := errors.Join(readLicenses(t.Context(), b.client, r.station), b.close()); err != nil {
					t.Errorf("%U: %v", mark, err)
				}
			})
		}
	}
	t.Logf("%d characters in names, in both framings", len(marks))
}
