package tui

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"

	tea "github.com/charmbracelet/bubbletea"
)

func aRunner() *runner {
	log := &logbook{}
	return &runner{base: context.Background(), worker: &worker{log: log}, now: time.Now, log: log}
}

// lasting is a job that takes that long, and twice as long to stop when it is
// stubborn.
func lasting(d time.Duration, whole, stubborn bool) job {
	return job{whole: whole, do: func(ctx context.Context, _ *worker, _ capability.Report) (tea.Msg, error) {
		if stubborn {
			ctx = context.Background()
		}
		select {
		case <-time.After(d):
			return "done", nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}}
}

func TestClosingWaitsForWhatMustBeWhole(t *testing.T) {
	tests := []struct {
		name  string
		job   job
		ended bool
		err   error
		takes time.Duration
	}{
		{"whole and in time", lasting(9*time.Second, true, false), true, nil, 9 * time.Second},
		{"whole and too long", lasting(time.Hour, true, false), true, context.Canceled, 10 * time.Second},
		{"need not be whole", lasting(time.Hour, false, false), true, context.Canceled, 0},
		{"does not listen", lasting(time.Hour, true, true), false, nil, 20 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := aRunner()
				run := r.start(tt.job)
				begun := time.Now()
				ended, err := r.close(10 * time.Second)
				if took := time.Since(begun); ended != tt.ended || err != nil || took != tt.takes {
					t.Errorf("ended %v, %v after %s", ended, err, took)
				}
				if f := run.wait().(finished); ended && !errors.Is(f.err, tt.err) {
					t.Errorf("the job ended with %v", f.err)
				}
			})
		})
	}
}

func TestJobsRunOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := aRunner()
		inside := 0
		count := job{do: func(ctx context.Context, _ *worker, _ capability.Report) (tea.Msg, error) {
			inside++
			defer func() { inside-- }()
			time.Sleep(time.Second)
			return inside, ctx.Err()
		}}
		first := r.start(count)
		synctest.Wait()
		second := r.start(count)
		if f := first.wait().(finished); !errors.Is(f.err, context.Canceled) {
			t.Errorf("the first was not told to give way: %v", f.err)
		}
		if f := second.wait().(finished); f.msg != 1 || f.err != nil || f.number != first.number+1 {
			t.Errorf("the second: %+v", f)
		}
	})
}

func TestProgressNeverHoldsAJobUp(t *testing.T) {
	r := aRunner()
	run := r.start(job{do: func(_ context.Context, _ *worker, report capability.Report) (tea.Msg, error) {
		for i := range int64(1000) {
			report.Tell("send file", i, 1000)
		}
		return nil, nil
	}})
	<-run.ended
	var last capability.Progress
	for range 2 {
		if p, ok := run.wait().(progressed); ok {
			last = p.Progress
		}
	}
	if last.Done != 0 && last.Done != 999 {
		t.Errorf("kept is %+v, not the newest", last)
	}
}

func TestLogIsBoundedAndPrintable(t *testing.T) {
	var out bytes.Buffer
	b := &logbook{out: &out}
	for range maxLog + 10 {
		b.add("\x1b[31mred\nsecond")
	}
	if n := len(b.lines()); n != maxLog {
		t.Errorf("%d lines are kept", n)
	}
	if strings.Contains(out.String(), "\x1b") || strings.Count(out.String(), "\n") != 2*(maxLog+10) {
		t.Error("what was written is not what was logged, printable")
	}
}
