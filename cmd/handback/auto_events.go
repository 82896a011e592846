package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"sync"
	"time"

	"handback/capability/asciijson"
	"handback/capability/auto"
	"handback/tui/text"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Limits of the program that is told each event.
const (
	programTime  = 10 * time.Second // for one event; then it is ended
	programGrace = time.Second      // for what it started and left behind
	maxUntold    = 1000             // events that wait for it; further ones are not told to it
)

// teller tells each event: a line of JSON on standard output, one in the bounded log
// of events, and one on the standard input of the policy's program.
type teller struct {
	out     io.Writer
	log     *logFile
	failed  func(error) // when standard output takes no more
	explain func(error) // what the program failed with

	mu      sync.Mutex
	program []string // as the policy names it now
	quiet   bool     // the program failed, and was told so

	untold chan told
	ended  chan struct{}
}

type told struct {
	program []string
	event   []byte
}

// newTeller begins to tell. Close ends it.
func newTeller(out io.Writer, log *logFile, failed, explain func(error)) *teller {
	t := &teller{out: out, log: log, failed: failed, explain: explain, untold: make(chan told, maxUntold), ended: make(chan struct{})}
	go t.run()
	return t
}

// use names the program from now on.
func (t *teller) use(program []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.program, t.quiet = program, false
}

// tell tells one event.
func (t *teller) tell(e auto.Event) {
	e.Text = text.AutoEvent(e)
	line, err := asciijson.Marshal(e)
	if err != nil { // never: it holds texts and times
		return
	}
	line = append(line, '\n')
	if _, err := t.out.Write(line); err != nil {
		t.failed(err)
	}
	t.log.add(line)
	t.mu.Lock()
	program := t.program
	t.mu.Unlock()
	if len(program) == 0 {
		return
	}
	select {
	case t.untold <- told{program, line}:
	default: // it is slower than things happen; the log has them all
	}
}

// close waits until the program was told what came before.
func (t *teller) close() {
	close(t.untold)
	<-t.ended
}

func (t *teller) run() {
	defer close(t.ended)
	for one := range t.untold {
		ctx, cancel := context.WithTimeout(context.Background(), programTime)
		err := runProgram(ctx, one.program, one.event)
		cancel()
		t.mu.Lock()
		first := err != nil && !t.quiet
		t.quiet = t.quiet || first
		t.mu.Unlock()
		if first {
			t.explain(err)
		}
	}
}

// runProgram runs a program, without a shell, with the event as its input, and ends
// it with ctx.
func runProgram(ctx context.Context, program []string, event []byte) error {
	cmd := exec.CommandContext(ctx, program[0], program[1:]...)
	cmd.Stdin = bytes.NewReader(event)
	cmd.WaitDelay = programGrace
	return errors.Join(cmd.Run(), ctx.Err())
}

// heart tells the service manager that auto is alive, as often as it asks for.
type heart struct {
	every time.Duration // 0: it does not ask
	last  time.Time
}

func newHeart() (*heart, error) {
	limit, err := daemon.SdWatchdogEnabled(false)
	return &heart{every: limit / 2}, err
}

func (h *heart) beat() {
	if h.every > 0 && time.Since(h.last) >= h.every/2 {
		h.last = time.Now()
		_, _ = daemon.SdNotify(false, daemon.SdNotifyWatchdog) // what it misses it makes good by a restart
	}
}
