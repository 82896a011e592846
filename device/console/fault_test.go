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
	"handback/capability/testkit"
	"handback/device/console"
	"handback/device/sim/line"
	"handback/device/sim/shell"
	"handback/device/station"
)

// redialing plugs the line in again whenever it is asked for.
func (b *harness) redialing() {
	b.options.Redial = func(ctx context.Context) (console.Conn, error) {
		b.line.PlugIn()
		return b.line.A(), sleep(ctx, time.Second)
	}
}

func TestBitErrorsChangeNothing(t *testing.T) {
	for _, rate := range []float64{1e-5, 1e-4} {
		for seed := uint64(0); seed < 10; seed += uint64(testkit.Step(5)) {
			p := usual()
			p.BitErrors, p.Seed = rate, seed
			withHarness(t, 20, p, shell.Options{}, func(b *harness) {
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
		for at := 1; at < 6000; at += 97 * testkit.Step(9) {
			withHarness(t, 3, usual(), shell.Options{}, func(b *harness) {
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
	if cuts < 60/testkit.Step(9) {
		t.Errorf("only %d hang-ups fell into an act", cuts)
	}
}

func TestAnotherDeviceIsNoticed(t *testing.T) {
	withHarness(t, 3, usual(), shell.Options{}, func(b *harness) {
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
	withHarness(t, 20, usual(), shell.Options{}, func(b *harness) {
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
			withHarness(t, 3, usual(), shell.Options{ReplaceOutput: spoil}, func(b *harness) {
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
	withHarness(t, 3, usual(), shell.Options{}, func(b *harness) {
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
	withHarness(t, 0, line.Params{}, shell.Options{}, func(b *harness) {
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

// TestSpoiledTextIsSentAgain: the device takes text that the line spoiled for a
// bad file, and says so in the middle of it or at its end.
func TestSpoiledTextIsSentAgain(t *testing.T) {
	for _, way := range []string{"base64", "hex"} {
		withHarness(t, 1, usual(), shell.Options{}, func(b *harness) {
			setWay(b, way)
			c, response, spoiled := b.connect(), requestOf(9), 0
			_, err := c.LoadResponse(b.Context(), response, func(p capability.Progress) {
				if p.Done > 0 && p.Done < p.Total && spoiled == 0 {
					spoiled++
					b.line.Inject(line.AToB, []byte("!"))
				}
			})
			if err != nil || spoiled != 1 || b.station.Loads != 1 || !bytes.Equal(b.station.Files[station.ResponseFile], response) {
				b.Errorf("%s: spoiled %d times, loaded %d times, %v", way, spoiled, b.station.Loads, err)
			}
		})
	}
}

// TestSpoiledClockIsReadAgain: a clock that seems to go back would speak
// against the device.
func TestSpoiledClockIsReadAgain(t *testing.T) {
	told, spoiled := 0, 0
	o := shell.Options{ReplaceOutput: func(_ context.Context, _ shell.Output, out []byte) ([]byte, error) {
		clock := []byte("\nclock: 1")
		if bytes.Contains(out, clock) {
			if told++; told == spoiled {
				return bytes.Replace(out, clock, []byte("\nclock: 3"), 1), nil
			}
		}
		return out, nil
	}}
	withHarness(t, 1, usual(), o, func(b *harness) {
		c := b.connect()
		for _, which := range []int{1, 2} {
			told, spoiled = 0, which
			id, err := c.Identify(b.Context())
			if err != nil || told < which || !id.Clock.Equal(b.station.Identity.Clock) {
				b.Errorf("spoiled in answer %d of %d: the clock shows %v, %v", which, told, id.Clock, err)
			}
		}
	})
}

// TestSpoiledMarkIsNotMissing: a device that seems to have lost the response
// that it processed last would be taken for one that was set back.
func TestSpoiledMarkIsNotMissing(t *testing.T) {
	told := 0
	o := shell.Options{ReplaceOutput: func(_ context.Context, _ shell.Output, out []byte) ([]byte, error) {
		last := []byte("\nlast: 7 ")
		if bytes.Contains(out, last) {
			if told++; told <= 2 {
				return bytes.Replace(out, last, []byte("\nlasd: 7 "), 1), nil
			}
		}
		return out, nil
	}}
	withHarness(t, 1, usual(), o, func(b *harness) {
		b.station.Identity.Last = &capability.Mark{Seq: 7, SHA256: capability.DigestOf([]byte("a response"))}
		c := b.connect()
		told = 0
		id, err := c.Identify(b.Context())
		if err != nil || told < 3 || id.Last == nil || *id.Last != *b.station.Identity.Last {
			b.Errorf("after %d answers its last response is %v, %v", told, id.Last, err)
		}
	})
}

// forgetful loses a text that is sent once.
type forgetful struct {
	*line.End
	from, to string
}

func (f *forgetful) Write(p []byte) (int, error) {
	if f.from != "" && bytes.Contains(p, []byte(f.from)) {
		changed := bytes.Replace(p, []byte(f.from), []byte(f.to), 1)
		f.from = ""
		_, err := f.End.Write(changed)
		return len(p), err
	}
	return f.End.Write(p)
}

// TestLostSpaceIsTypedAgain: a command without one of its spaces is another.
func TestLostSpaceIsTypedAgain(t *testing.T) {
	for _, columns := range []int{0, 18} {
		withHarness(t, 1, usual(), shell.Options{Columns: columns}, func(b *harness) {
			end := &forgetful{b.line.A(), "load /lic", "load/lic"}
			c, err := console.Connect(b.Context(), end, b.profile, b.options)
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			if _, err := c.LoadResponse(b.Context(), requestOf(9), nil); err != nil || end.from != "" || b.station.Loads != 1 {
				b.Errorf("%d columns: loaded %d times, %v", columns, b.station.Loads, err)
			}
		})
	}
}
