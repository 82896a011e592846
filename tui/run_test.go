package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/capability/media"
	"handback/device/serial"
	"handback/tui/work"
)

// output is what the program wrote; await tells when a text was written.
type output struct {
	mu      sync.Mutex
	written bytes.Buffer
	more    chan struct{}
}

func newOutput() *output { return &output{more: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.more)
	o.more = make(chan struct{})
	return o.written.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.written.String()
}

func (o *output) await(t *testing.T, text string) {
	t.Helper()
	for {
		o.mu.Lock()
		found, more := bytes.Contains(o.written.Bytes(), []byte(text)), o.more
		o.mu.Unlock()
		if found {
			return
		}
		select {
		case <-more:
		case <-t.Context().Done():
			t.Fatalf("%q was never written", text)
		}
	}
}

// TestSignalLetsTheJobComeToItsEnd: the context ends, as on SIGTERM and when
// the window is closed, while the device makes the request.
func TestSignalLetsTheJobComeToItsEnd(t *testing.T) {
	h := newHarness(t)
	h.driver(t).toSteps()
	h.device.gate, h.device.begun = make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	in, keys := io.Pipe()
	defer keys.Close()
	out := newOutput()
	h.o.In, h.o.Out, h.o.Port = in, out, port
	result := make(chan error, 1)
	go func() { result <- Run(ctx, h.o) }()

	for _, seen := range []string{"you: make the return request", "Enter connects it", "is connected"} {
		out.await(t, seen)
		if _, err := io.WriteString(keys, "\r"); err != nil {
			t.Fatal(err)
		}
	}
	<-h.device.begun
	cancel()
	out.await(t, "finishing what was begun")
	close(h.device.gate)
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
	all, err := h.o.Desk.List(context.Background())
	if err != nil || len(all) != 1 || all[0].Stage != capability.StageRequestMade {
		t.Errorf("the ledger has %+v, %v", all, err)
	}
	if h.device.closed == 0 {
		t.Error("the port was not freed")
	}
}

// TestClosedWindowStopsAJobInTime: Windows waits five seconds.
func TestClosedWindowStopsAJobInTime(t *testing.T) {
	const limit, toFree = 5 * time.Second, 2 * time.Second
	if took := 2*timeoutOf("windows", true) + toFree; took > limit {
		t.Errorf("it may take %s", took)
	}
	synctest.Test(t, func(t *testing.T) {
		r := work.NewRunner(t.Context(), newHarness(t).o.WithDefaults())
		r.Start(work.Job{Title: "Loading", Whole: true, Do: func(ctx context.Context, _ *work.Worker, _ capability.Report) (any, error) {
			<-ctx.Done() // the next safe point
			return nil, ctx.Err()
		}})
		if ended, err := r.Close(time.Millisecond); !ended || err != nil {
			t.Errorf("ended %v, %v", ended, err)
		}
	})
}

func TestRunEndsWithItsContext(t *testing.T) {
	h := newHarness(t)
	ctx, cancel := context.WithCancel(t.Context())
	refreshed := make(chan struct{}, 1)
	sticks := h.o.Sticks
	h.o.Sticks = func(ctx context.Context) ([]media.Stick, error) {
		select {
		case refreshed <- struct{}{}:
		default:
		}
		return sticks(ctx)
	}
	in, keys := io.Pipe()
	defer keys.Close()
	h.o.In, h.o.Out = in, io.Discard
	result := make(chan error, 1)
	go func() { result <- Run(ctx, h.o) }()
	<-refreshed
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
}

func TestRunLeavesOnQ(t *testing.T) {
	h := newHarness(t)
	h.o.In, h.o.Out = strings.NewReader("q"), io.Discard
	if err := Run(t.Context(), h.o); err != nil {
		t.Error(err)
	}
}

// TestScreensAskNothingAndRestWhenIdle: a terminal need not answer; when nothing
// happens for two minutes, nothing is written; a key writes the lines it changes.
func TestScreensAskNothingAndRestWhenIdle(t *testing.T) {
	// The first listener starts what all listeners of the process share.
	shared := make(chan os.Signal, 1)
	signal.Notify(shared, os.Interrupt)
	signal.Stop(shared)
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		ctx, cancel := context.WithCancel(t.Context())
		in, keys := io.Pipe()
		defer keys.Close()
		out := newOutput()
		h.o.In, h.o.Out = in, out
		result := make(chan error, 1)
		go func() { result <- Run(ctx, h.o) }()

		time.Sleep(5 * time.Second)
		shown := out.String()
		if !strings.Contains(shown, "No return is open") {
			t.Errorf("the first screen is %q", shown)
		}
		for _, query := range []string{"\x1b]10;?", "\x1b]11;?", "\x1b[6n", "\x1b[c", "\x1b[>", "\x1bP"} {
			if strings.Contains(shown, query) {
				t.Errorf("the terminal is asked %q", query)
			}
		}
		if n := strings.Count(shown, "\x1b[2J"); n > 1 {
			t.Errorf("the screen is cleared %d times", n)
		}
		time.Sleep(2 * time.Minute)
		if more := strings.TrimPrefix(out.String(), shown); more != "" {
			t.Errorf("an idle screen writes %q", more)
		}
		before := out.String()
		if _, err := io.WriteString(keys, "\x1b[B"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if moved := strings.TrimPrefix(out.String(), before); moved == "" || len(moved) > 400 {
			t.Errorf("a cursor that moves writes %d bytes: %q", len(moved), moved)
		}
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
		time.Sleep(time.Minute) // Bubble Tea leaves a tick that runs to its own end
	})
}

// TestTheFirstFrameWaitsForNothing: it is there while the list of ports, and with
// it the whole look around, is still to come.
func TestTheFirstFrameWaitsForNothing(t *testing.T) {
	h := newHarness(t)
	list, gate := h.o.Ports, make(chan struct{})
	h.o.Ports = func(ctx context.Context, named []string, inUse bool) ([]serial.Port, error) {
		<-gate
		return list(ctx, named, inUse)
	}
	in, keys := io.Pipe()
	defer keys.Close()
	out := newOutput()
	h.o.In, h.o.Out = in, out
	result := make(chan error, 1)
	go func() { result <- Run(t.Context(), h.o) }()
	out.await(t, "Home")
	close(gate)
	out.await(t, "USB0")
	if _, err := io.WriteString(keys, "q"); err != nil {
		t.Fatal(err)
	}
	if err := <-result; err != nil {
		t.Error(err)
	}
}
