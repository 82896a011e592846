package line_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/sim/line"
)

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
