package line_test

import (
	"bytes"
	"errors"
	"io"
	"math/bits"
	"math/rand/v2"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/sim/line"
)

// random is n bytes that are the same in each run.
func random(n int) []byte {
	data := make([]byte, n)
	source := rand.NewChaCha8([32]byte{5})
	_, _ = source.Read(data) // never fails
	return data
}

// carry writes data to one end and reads it at the other.
func carry(t *testing.T, from, to *line.End, data []byte) (got []byte, took time.Duration) {
	t.Helper()
	start := time.Now()
	written := make(chan error, 1)
	go func() {
		_, err := from.Write(data)
		written <- err
	}()
	got = make([]byte, len(data))
	if _, err := io.ReadFull(to, got); err != nil {
		t.Fatalf("read: %v", err)
	}
	took = time.Since(start)
	if err := <-written; err != nil {
		t.Fatalf("write: %v", err)
	}
	return got, took
}

func TestBytesTakeTheirTime(t *testing.T) {
	for name, test := range map[string]struct {
		params line.Params
		bytes  int
		want   time.Duration
	}{
		"one byte at 9600":     {line.Params{Baud: 9600}, 1, 1041666 * time.Nanosecond},
		"a second at 115200":   {line.Params{Baud: 115200}, 11520, time.Second},
		"a driver with memory": {line.Params{Baud: 115200, FIFO: 4096}, 11520, time.Second},
		"a byte at a time":     {line.Params{Baud: 115200, FIFO: 1}, 11520, time.Second},
		"latency comes once":   {line.Params{Baud: 115200, Latency: 5 * time.Millisecond}, 11520, 1005 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := line.New(test.params)
				data := random(test.bytes)
				got, took := carry(t, l.A(), l.B(), data)
				if !bytes.Equal(got, data) {
					t.Error("other bytes arrived")
				}
				if off := took - test.want; off < -10*time.Microsecond || off > 10*time.Microsecond {
					t.Errorf("took %v, want %v", took, test.want)
				}
				if c := l.Counts(line.AToB); c.Bytes != int64(test.bytes) || c.Flipped != 0 {
					t.Errorf("counts %+v", c)
				}
			})
		})
	}
}

func TestWriteReturnsWhenTheDriverHasAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := line.New(line.Params{Baud: 100, FIFO: 8}).A()
		start := time.Now()
		if _, err := a.Write(make([]byte, 8)); err != nil || time.Since(start) != 0 {
			t.Errorf("what fits took %v: %v", time.Since(start), err)
		}
		if _, err := a.Write(make([]byte, 4)); err != nil || time.Since(start) != 400*time.Millisecond {
			t.Errorf("what doesn't took %v, want 400ms: %v", time.Since(start), err)
		}
	})
}

func TestUSBTimerHoldsBytesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := line.New(line.Params{USBTimer: 16 * time.Millisecond})
		grid := time.Now().Truncate(16 * time.Millisecond)
		_, toDevice := carry(t, l.A(), l.B(), random(3))
		if toDevice > time.Millisecond {
			t.Errorf("to the device took %v", toDevice)
		}
		carry(t, l.B(), l.A(), random(3))
		if at := time.Since(grid); at%(16*time.Millisecond) != 0 {
			t.Errorf("3 bytes arrived %v after a tick", at%(16*time.Millisecond))
		}
		if _, took := carry(t, l.B(), l.A(), random(62)); took > 7*time.Millisecond {
			t.Errorf("a full packet took %v", took)
		}
	})
}

func TestBitErrorsAreAsOftenAsAsked(t *testing.T) {
	for _, rate := range []float64{1e-4, 1e-3, 0.2} {
		synctest.Test(t, func(t *testing.T) {
			data := random(1 << 16)
			l := line.New(line.Params{BitErrors: rate, Seed: 1, FIFO: 4096})
			got, _ := carry(t, l.A(), l.B(), data)
			flipped := 0
			for i := range got {
				flipped += bits.OnesCount8(got[i] ^ data[i])
			}
			want := rate * float64(8*len(data))
			if n := float64(flipped); n < 0.7*want || n > 1.3*want {
				t.Errorf("rate %g: %d bits were flipped, want about %.0f", rate, flipped, want)
			}
			if c := l.Counts(line.AToB); c.Flipped != int64(flipped) {
				t.Errorf("rate %g: %d were counted of %d", rate, c.Flipped, flipped)
			}
		})
	}
}

func TestSeedRepeatsErrors(t *testing.T) {
	run := func(seed uint64) (got []byte) {
		synctest.Test(t, func(t *testing.T) {
			l := line.New(line.Params{BitErrors: 0.01, Seed: seed})
			got, _ = carry(t, l.A(), l.B(), random(1000))
		})
		return got
	}
	if !bytes.Equal(run(3), run(3)) {
		t.Error("the same seed spoiled other bits")
	}
	if bytes.Equal(run(3), run(4)) {
		t.Error("another seed spoiled the same bits")
	}
}

func TestFullEndLosesBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := line.New(line.Params{Room: 10})
		a, b := l.A(), l.B()
		if _, err := a.Write([]byte("0123456789lost")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if _, err := a.Write([]byte("lost too")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		got := make([]byte, 20)
		if n, err := b.Read(got); err != nil || string(got[:n]) != "0123456789" {
			t.Errorf("read %q: %v", got[:n], err)
		}
		if _, err := a.Write([]byte("again")); err != nil {
			t.Fatal(err)
		}
		if n, err := b.Read(got); err != nil || string(got[:n]) != "again" {
			t.Errorf("read %q: %v", got[:n], err)
		}
		if c := l.Counts(line.AToB); c.Lost != 12 {
			t.Errorf("%d bytes counted as lost", c.Lost)
		}
	})
}

func TestInjectedTextComesBetweenWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := line.New(line.Params{FIFO: 8})
		time.AfterFunc(time.Millisecond, func() { l.Inject(line.BToA, []byte("[ 1.0] kernel\r\n")) })
		a, b := l.A(), l.B()
		go b.Write(bytes.Repeat([]byte("x"), 100))
		got := make([]byte, 115)
		if _, err := io.ReadFull(a, got); err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(got, []byte("[ 1.0] kernel\r\n"))
		if at <= 0 || at >= 100 {
			t.Errorf("the text is not within the other: %q", got)
		}
	})
}

func TestOpeningDropsWhatCameBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := line.New(line.Params{})
		b := l.B()
		if _, err := b.Write([]byte("nobody listens")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if got, _ := carry(t, b, l.A(), []byte("now")); string(got) != "now" {
			t.Errorf("read %q", got)
		}
	})
}

func TestHangUpKillsTheLaptopsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := line.New(line.Params{})
		a, b := l.A(), l.B()
		time.AfterFunc(time.Second, l.HangUp)
		if _, err := a.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("read: %v", err)
		}
		if _, err := a.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("write: %v", err)
		}
		if _, err := l.A().Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("an end that was opened while it was pulled: %v", err)
		}
		if _, err := b.Write([]byte("nobody hears")); err != nil {
			t.Errorf("the device noticed: %v", err)
		}
		l.PlugIn()
		fresh := l.A()
		if _, err := a.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("the dead end: %v", err)
		}
		if got, _ := carry(t, fresh, b, []byte("hello")); string(got) != "hello" {
			t.Errorf("the device reads %q", got)
		}
		if got, _ := carry(t, b, fresh, []byte("world")); string(got) != "world" {
			t.Errorf("the laptop reads %q", got)
		}
	})
}

func TestHangUpAfterBytes(t *testing.T) {
	for n := 1; n <= 100; n++ {
		synctest.Test(t, func(t *testing.T) {
			l := line.New(line.Params{Latency: 5 * time.Millisecond})
			l.HangUpAfter(line.BToA, n)
			a, b := l.A(), l.B()
			defer b.Close()
			go b.Write(random(1000))
			got, err := io.ReadAll(a)
			if err != nil || !bytes.Equal(got, random(1000)[:n]) {
				t.Errorf("%d bytes came before the line ended, want %d: %v", len(got), n, err)
			}

			l.PlugIn()
			l.HangUpAfter(line.AToB, n)
			sent := make(chan error, 1)
			go func() {
				_, err := l.A().Write(random(1000))
				sent <- err
			}()
			got = make([]byte, n)
			if _, err := io.ReadFull(b, got); err != nil || !bytes.Equal(got, random(1000)[:n]) {
				t.Errorf("%d bytes went other than they were: %v", n, err)
			}
			if err := <-sent; !errors.Is(err, io.ErrClosedPipe) {
				t.Errorf("write: %v", err)
			}
		})
	}
}

func TestWaitsEnd(t *testing.T) {
	for name, end := range map[string]struct {
		do   func(e *line.End) error
		want error
	}{
		"close":    {(*line.End).Close, net.ErrClosed},
		"deadline": {func(e *line.End) error { return e.SetDeadline(time.Now()) }, os.ErrDeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := line.New(line.Params{}).A()
				read, written := make(chan error, 1), make(chan error, 1)
				go func() {
					_, err := a.Read(make([]byte, 1))
					read <- err
				}()
				go func() {
					_, err := a.Write(make([]byte, 1<<20))
					written <- err
				}()
				time.Sleep(time.Second)
				if err := end.do(a); err != nil {
					t.Fatal(err)
				}
				if err := <-read; !errors.Is(err, end.want) {
					t.Errorf("read: %v", err)
				}
				if err := <-written; !errors.Is(err, end.want) {
					t.Errorf("write: %v", err)
				}
			})
		})
	}
}
