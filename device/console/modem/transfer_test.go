package modem_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/capability/testkit"
	"handback/device/console/modem"
	"handback/device/sim/line"
	"handback/device/traffic"
)

func TestEverySize(t *testing.T) {
	for name, p := range protocols() {
		t.Run(name, func(t *testing.T) {
			for _, size := range []int{0, 1, 127, 128, 129, 896, 897, 1024, 1025, 64 << 10, 300_000} {
				data := content(size)
				o := transfer(t, p, data, none, 0, true)
				if err := errors.Join(o.sent, compare(o.got, data, o.received)); err != nil {
					t.Errorf("%d bytes: %v", size, err)
				}
			}
		})
	}
}

func TestProgressAndCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := newPair(flip, 500, true)
		var last capability.Progress
		var here, there traffic.Counter
		o := modem.Options{Count: &here, Report: func(p capability.Progress) {
			if p.Done < last.Done || p.Total != 3000 {
				t.Errorf("from %v to %v", last, p)
			}
			last = p
		}}
		sent := make(chan error, 1)
		go func() { sent <- modem.SendXModem1K(t.Context(), line.a(), content(3000), o) }()
		if _, err := modem.ReceiveXModem(t.Context(), line.b(), 3000, modem.Options{Count: &there}); err != nil {
			t.Error(err)
		}
		if err := <-sent; err != nil || last.Done != 3000 {
			t.Errorf("%v, %v", last, err)
		}
		if c := here.Counts(); c.Damaged != 1 || c.Again != 1 {
			t.Errorf("the sender counts %+v", c)
		}
		if c := there.Counts(); c.Damaged != 1 || c.Again != 1 {
			t.Errorf("the receiver counts %+v", c)
		}
	})
}

// What goes wrong before anything is carried.
func TestRefusedAtOnce(t *testing.T) {
	line := newPair(none, 0, true)
	for name, c := range map[string]struct {
		got  error
		want error
	}{
		"no name":       {modem.SendYModem(t.Context(), line.a(), modem.File{}, modem.Options{}), modem.ErrName},
		"a long name":   {modem.SendYModem(t.Context(), line.a(), modem.File{Name: string(make([]byte, 101))}, modem.Options{}), modem.ErrName},
		"escapes":       {modem.SendYModem(t.Context(), line.a(), modem.File{Name: "a\x1b"}, modem.Options{}), modem.ErrName},
		"negative size": {second(modem.ReceiveXModem(t.Context(), line.b(), -1, modem.Options{})), modem.ErrSize},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if line.toA.count+line.toB.count > 0 {
		t.Error("something was sent")
	}
}

func second[T any](_ T, err error) error { return err }

func TestBothEndsTellOfTheEnd(t *testing.T) {
	other := func(size int64) func(context.Context, modem.Line, int64) ([]byte, error) {
		return func(ctx context.Context, l modem.Line, _ int64) ([]byte, error) { return receiveX(ctx, l, size) }
	}
	for name, c := range map[string]struct {
		protocol       protocol
		sent, received error
	}{
		"too large": {protocol{sendY, func(ctx context.Context, l modem.Line, size int64) ([]byte, error) {
			return receiveY(ctx, l, size-1)
		}}, modem.ErrCancelled, modem.ErrTooLarge},
		"longer than told":  {protocol{sendX, other(128)}, modem.ErrCancelled, modem.ErrSize},
		"shorter than told": {protocol{sendX, other(900)}, modem.ErrCancelled, modem.ErrSize},
	} {
		t.Run(name, func(t *testing.T) {
			o := transfer(t, c.protocol, content(300), none, 0, true)
			if !errors.Is(o.sent, c.sent) || !errors.Is(o.received, c.received) {
				t.Errorf("the sender has %v, the receiver %v; want %v, %v", o.sent, o.received, c.sent, c.received)
			}
		})
	}
}

// Nobody at the other end, and a context that ends before.
func TestSilence(t *testing.T) {
	for name, act := range map[string]func(context.Context, modem.Line) error{
		"send X":    func(ctx context.Context, l modem.Line) error { return sendX(ctx, l, modem.File{Data: content(9)}) },
		"send Y":    func(ctx context.Context, l modem.Line) error { return sendY(ctx, l, modem.File{Name: "a"}) },
		"receive X": func(ctx context.Context, l modem.Line) error { return second(receiveX(ctx, l, 9)) },
		"receive Y": func(ctx context.Context, l modem.Line) error { return second(receiveY(ctx, l, 9)) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				if err := act(t.Context(), newPair(none, 0, true).a()); !errors.Is(err, modem.ErrNoAnswer) {
					t.Errorf("got %v", err)
				}
				if took := time.Since(began); took < 50*time.Second || took > 70*time.Second {
					t.Errorf("took %s", took)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				if err := act(ctx, newPair(none, 0, true).a()); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

// noisy says something forever, but no protocol.
type noisy struct{ chars []byte }

func (n noisy) Read(ctx context.Context, p []byte) (int, error) {
	time.Sleep(50 * time.Millisecond)
	return copy(p, n.chars), ctx.Err()
}

func (noisy) Write(context.Context, []byte) error { return nil }

func TestAFloodOfNoiseEnds(t *testing.T) {
	for _, chars := range []string{"~", "\x18~", "\x06~", "\x01", "\x02\x01\xfe", "\x04~", "C", "\x15"} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			line := noisy{[]byte(chars)}
			if _, err := receiveY(t.Context(), line, 100); err == nil {
				t.Errorf("%q: received", chars)
			}
			if err := sendY(t.Context(), line, modem.File{Name: "a", Data: content(9)}); err == nil {
				t.Errorf("%q: sent", chars)
			}
			if took := time.Since(began); took > 15*time.Minute {
				t.Errorf("%q: took %s", chars, took)
			}
		})
	}
}

func TestALineThatEnds(t *testing.T) {
	line := newPair(none, 0, true)
	line.hang()
	for _, err := range []error{
		sendX(t.Context(), line.a(), modem.File{Data: content(9)}),
		second(receiveX(t.Context(), line.a(), 9)),
	} {
		if !errors.Is(err, errHungUp) {
			t.Errorf("got %v", err)
		}
	}
}

// outcome is how both ends of a transfer ended.
type outcome struct {
	got            []byte
	sent, received error
	took           time.Duration
	toB, toA       int // bytes
}

// protocol is one of the two, both ends.
type protocol struct {
	send    func(context.Context, modem.Line, modem.File) error
	receive func(context.Context, modem.Line, int64) ([]byte, error)
}

func protocols() map[string]protocol {
	return map[string]protocol{"XMODEM": {sendX, receiveX}, "YMODEM": {sendY, receiveY}}
}

// transfer carries data over a pair with a fault, in virtual time.
func transfer(t *testing.T, p protocol, data []byte, what fault, at int, toB bool) (o outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		line := newPair(what, at, toB)
		began := time.Now()
		sent := make(chan error, 1)
		go func() { sent <- p.send(t.Context(), line.a(), modem.File{Name: "sent.bin", Data: data}) }()
		o.got, o.received = p.receive(t.Context(), line.b(), int64(len(data)))
		o.sent = <-sent
		o.took, o.toB, o.toA = time.Since(began), line.toB.count, line.toA.count
	})
	return o
}

// Each byte of a transfer is spoiled in each way. What the receiver takes for
// the file is the file; and but for a line that hung up, it gets it.
func TestEveryByteSpoiled(t *testing.T) {
	data := content(200)
	for name, p := range protocols() {
		t.Run(name, func(t *testing.T) {
			clean := transfer(t, p, data, none, 0, true)
			if err := errors.Join(clean.sent, compare(clean.got, data, clean.received)); err != nil {
				t.Fatal(err)
			}
			runs := 0
			for what := flip; what <= hangUp; what++ {
				for place := 0; place < clean.toB+clean.toA; place += testkit.Step(7) {
					at, toB := place, place < clean.toB
					if !toB {
						at -= clean.toB
					}
					o := transfer(t, p, data, what, at, toB)
					runs++
					last := !toB && at == clean.toA-1
					if err := problem(what, last, o, data); err != nil {
						t.Errorf("%s at %d, to the receiver %t: %v", what, at, toB, err)
					}
				}
			}
			t.Logf("%d transfers of %d and %d bytes on the line, each byte spoiled in %d ways", runs, clean.toB, clean.toA, hangUp)
		})
	}
}

// problem says what is wrong with an outcome. Only when the last answer is lost
// may the sender not know that the file arrived.
func problem(what fault, last bool, o outcome, data []byte) error {
	switch {
	case o.took > 5*time.Minute:
		return fmt.Errorf("took %s", o.took)
	case o.received == nil && !bytes.Equal(o.got, data):
		return errors.New("the receiver took something else for the file")
	case o.received != nil && what != hangUp:
		return fmt.Errorf("the receiver: %w", o.received)
	case o.received != nil && o.sent == nil:
		return fmt.Errorf("the sender is content, but the receiver: %w", o.received)
	case o.received == nil && o.sent != nil && what != hangUp && !last:
		return fmt.Errorf("the sender: %w", o.sent)
	}
	return nil
}

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
