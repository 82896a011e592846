package console_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/device/sim/line"
	"handback/device/sim/shell"
)

// redialing plugs the line in again whenever it is asked for.
func (b *bench) redialing() {
	b.options.Redial = func(ctx context.Context) (console.Conn, error) {
		b.line.PlugIn()
		return b.line.A(), sleep(ctx, time.Second)
	}
}

func TestBitErrorsChangeNothing(t *testing.T) {
	for _, rate := range []float64{1e-5, 1e-4} {
		for seed := range uint64(10) {
			p := usual()
			p.BitErrors, p.Seed = rate, seed
			onBench(t, 20, p, shell.Options{}, func(b *bench) {
				b.options.Tries = 12
				if rate > 1e-5 {
					setWay(b, "ymodem") // which repeats blocks, not files
				}
				c, ctx := b.connect(), b.Context()
				all, err := c.Licenses(ctx, nil)
				if err != nil || !slices.Equal(all, b.station.Held) {
					b.Errorf("%g, %d: %d licenses, %v", rate, seed, len(all), err)
				}
				order := []capability.Line{{ActivationID: "ACT-0007", Count: 3}}
				made, err := c.MakeRequest(ctx, order, nil)
				if err != nil || b.station.Makes != 1 || !slices.Equal(b.station.Lines, order) {
					b.Fatalf("%g, %d: %d requests for %v, %v", rate, seed, b.station.Makes, b.station.Lines, err)
				}
				if data, err := c.Fetch(ctx, made, nil); err != nil || !bytes.Equal(data, requestOf(1)) {
					b.Errorf("%g, %d: %d bytes, %v", rate, seed, len(data), err)
				}
				if _, err := c.LoadResponse(ctx, requestOf(2), nil); err != nil || b.station.Loads != 1 {
					b.Errorf("%g, %d: loaded %d times, %v", rate, seed, b.station.Loads, err)
				}
			})
		}
	}
}

func TestHangUpAnywhereLosesNothing(t *testing.T) {
	cuts := 0
	for _, way := range []line.Direction{line.AToB, line.BToA} {
		for at := 1; at < 6000; at += 97 {
			onBench(t, 3, usual(), shell.Options{}, func(b *bench) {
				b.redialing()
				c, ctx := b.connect(), b.Context()
				before := b.line.Counts(way).Bytes
				b.line.HangUpAfter(way, at)
				made, err := c.MakeRequest(ctx, []capability.Line{{ActivationID: "ACT-0001"}}, nil)
				if err != nil || b.station.Makes != 1 {
					b.Fatalf("cut at %d: %d requests, %v", at, b.station.Makes, err)
				}
				if data, err := c.Fetch(ctx, made, nil); err != nil || !bytes.Equal(data, requestOf(1)) {
					b.Errorf("cut at %d: %d bytes, %v", at, len(data), err)
				}
				mark, err := c.LoadResponse(ctx, requestOf(2)[:1500], nil)
				if err != nil || b.station.Loads != 1 || mark.Seq != 1 {
					b.Errorf("cut at %d: loaded %d times, %+v, %v", at, b.station.Loads, mark, err)
				}
				if b.line.Counts(way).Bytes-before >= int64(at) {
					cuts++
				}
			})
		}
	}
	t.Logf("%d hang-ups in the middle of acts", cuts)
	if cuts < 60 {
		t.Errorf("only %d hang-ups fell into an act", cuts)
	}
}

func TestAnotherDeviceIsNoticed(t *testing.T) {
	onBench(t, 3, usual(), shell.Options{}, func(b *bench) {
		b.redialing()
		c := b.connect()
		b.station.Identity.Serial, b.station.Identity.Host.Value = "SN0043", "X200-SN0043"
		b.line.HangUp()
		_, err := c.MakeRequest(b.Context(), nil, nil)
		if !errors.Is(err, capability.ErrOtherDevice) || b.station.Makes != 0 {
			b.Errorf("%d requests, %v", b.station.Makes, err)
		}
	})
}

func TestNoiseAndFloodEndInAReading(t *testing.T) {
	onBench(t, 20, usual(), shell.Options{}, func(b *bench) {
		far := b.line.B()
		if _, err := io.WriteString(b.line.A(), "rm -rf half a line of somebody el"); err != nil {
			b.Fatal(err)
		}
		_ = far.Close()
		ctx, stop := context.WithCancel(b.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for i := 0; sleep(ctx, time.Duration(20+i%70)*time.Millisecond) == nil; i++ {
				b.line.Inject(line.BToA, fmt.Appendf(nil, "[%5d.%06d] eth0: link is up # \r\n", i, i*7919%1000000))
			}
		}()
		all, err := b.connect().Licenses(ctx, nil)
		if err != nil || !slices.Equal(all, b.station.Held) {
			b.Errorf("%d licenses, %v", len(all), err)
		}
		stop()
		<-ended
	})
}

func TestLostAnswers(t *testing.T) {
	for kind, share := range map[shell.Output]float64{shell.Echo: 0.01, shell.Text: 0.2} {
		for seed := range uint64(10) {
			chance, lost := rand.New(rand.NewPCG(seed, 0)), 0
			spoil := func(_ context.Context, k shell.Output, out []byte) ([]byte, error) {
				if k == kind && chance.Float64() < share {
					lost++
					return nil, nil
				}
				return out, nil
			}
			onBench(t, 3, usual(), shell.Options{Spoil: spoil}, func(b *bench) {
				b.options.Tries = 20
				c, ctx := b.connect(), b.Context()
				if made, err := c.MakeRequest(ctx, nil, nil); err != nil || b.station.Makes != 1 {
					b.Errorf("kind %d, %d lost: %+v, %d requests, %v", kind, lost, made, b.station.Makes, err)
				}
				if _, err := c.LoadResponse(ctx, []byte("response"), nil); err != nil || b.station.Loads != 1 {
					b.Errorf("kind %d, %d lost: loaded %d times, %v", kind, lost, b.station.Loads, err)
				}
			})
		}
	}
}

func TestBusyAndRefusingDevices(t *testing.T) {
	onBench(t, 3, usual(), shell.Options{}, func(b *bench) {
		b.station.Busy = 5
		c, ctx := b.connect(), b.Context()
		if made, err := c.MakeRequest(ctx, nil, nil); err != nil || made != *b.station.Made {
			b.Errorf("%+v, %v", made, err)
		}
		b.station.Refusal = &capability.Refusal{Code: capability.RefusedByPolicy, Text: "locked"}
		if _, err := c.MakeRequest(ctx, nil, nil); !errors.Is(err, b.station.Refusal) {
			b.Error(err)
		}
		b.station.Refusal = &capability.Refusal{Code: capability.Stale, Text: "older"}
		if _, err := c.LoadResponse(ctx, []byte("x"), nil); !errors.Is(err, b.station.Refusal) {
			b.Error(err)
		}
	})
}

func TestSilenceAndCancelling(t *testing.T) {
	onBench(t, 0, line.Params{}, shell.Options{}, func(b *bench) {
		silent := line.New(line.Params{})
		_, err := console.Connect(b.Context(), silent.A(), b.profile, b.options)
		if !errors.Is(err, console.ErrNoConsole) {
			b.Error(err)
		}
		ctx, stop := context.WithTimeout(b.Context(), time.Second)
		defer stop()
		if _, err := console.Connect(ctx, silent.A(), b.profile, b.options); !errors.Is(err, context.DeadlineExceeded) {
			b.Error(err)
		}
	})
}
