package modem_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/console/modem"
	"handback/device/sim/line"
)

// 64 KiB at 115200 baud and 5 ms each way, as a share of what the line carries.
func TestShareOfTheLine(t *testing.T) {
	for name, p := range protocols() {
		for _, c := range []struct {
			bitErrors, least float64
		}{
			{0, 0.85},
			{1e-5, 0.60},
			{1e-4, 0.20},
		} {
			synctest.Test(t, func(t *testing.T) {
				data := content(64 << 10)
				params := line.Params{Latency: 5 * time.Millisecond, BitErrors: c.bitErrors, Seed: 7}
				l := line.New(params)
				a, b := l.A(), l.B()
				defer a.Close()
				defer b.Close()
				sent := make(chan error, 1)
				began := time.Now()
				go func() {
					sent <- p.send(t.Context(), timed{a, a}, modem.File{Name: "sent.bin", Data: data})
				}()
				got, err := p.receive(t.Context(), timed{b, b}, int64(len(data)))
				took := time.Since(began)
				if err := errors.Join(<-sent, compare(got, data, err)); err != nil {
					t.Errorf("%s, bit errors %g: %v", name, c.bitErrors, err)
				}
				share := float64(len(data)) / took.Seconds() / params.BytesPerSecond()
				t.Logf("%s, bit errors %g: %.2f of the line", name, c.bitErrors, share)
				if share < c.least {
					t.Errorf("%s, bit errors %g: %.2f of the line, want %.2f", name, c.bitErrors, share, c.least)
				}
			})
		}
	}
}
