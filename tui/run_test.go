package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/media"
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
	r := work.NewRunner(t.Context(), newHarness(t).o.WithDefaults())
	r.Start(work.Job{Title: "Loading", Whole: true, Do: func(ctx context.Context, _ *work.Worker, _ capability.Report) (any, error) {
		<-ctx.Done() // the next safe point
		return nil, ctx.Err()
	}})
	if ended, err := r.Close(time.Millisecond); !ended || err != nil {
		t.Errorf("ended %v, %v", ended, err)
	}
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
