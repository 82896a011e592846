package work

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
)

func newTestRunner() *Runner { return NewRunner(context.Background(), Options{Now: time.Now}) }

// lasting is a job that takes that long, and twice as long to stop when it is
// stubborn.
func lasting(d time.Duration, whole, stubborn bool) Job {
	return Job{Whole: whole, Do: func(ctx context.Context, _ *Worker, _ capability.Report) (any, error) {
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
		job   Job
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
				r := newTestRunner()
				run := r.Start(tt.job)
				begun := time.Now()
				ended, err := r.Close(10 * time.Second)
				if took := time.Since(begun); ended != tt.ended || err != nil || took != tt.takes {
					t.Errorf("ended %v, %v after %s", ended, err, took)
				}
				if f := run.Wait().(Finished); ended && !errors.Is(f.Err, tt.err) {
					t.Errorf("the job ended with %v", f.Err)
				}
			})
		})
	}
}

func TestJobsRunOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTestRunner()
		inside := 0
		count := Job{Do: func(ctx context.Context, _ *Worker, _ capability.Report) (any, error) {
			inside++
			defer func() { inside-- }()
			time.Sleep(time.Second)
			return inside, ctx.Err()
		}}
		first := r.Start(count)
		synctest.Wait()
		second := r.Start(count)
		if f := first.Wait().(Finished); !errors.Is(f.Err, context.Canceled) {
			t.Errorf("the first was not told to give way: %v", f.Err)
		}
		if f := second.Wait().(Finished); f.Msg != 1 || f.Err != nil || f.Number != first.Number+1 {
			t.Errorf("the second: %+v", f)
		}
	})
}

// TestPortalIsWaitedForBesideOtherJobs: neither holds the other up nor stops it, and
// both are waited for at the end.
func TestPortalIsWaitedForBesideOtherJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTestRunner()
		slow := lasting(time.Minute, true, false)
		slow.Portal = true
		atPortal := r.Start(slow)
		begun := time.Now()
		for range 3 {
			if f := r.Start(lasting(time.Second, false, false)).Wait().(Finished); f.Err != nil {
				t.Errorf("a job beside it: %v", f.Err)
			}
		}
		if took := time.Since(begun); took != 3*time.Second {
			t.Errorf("three jobs took %s", took)
		}
		quiet := lasting(time.Hour, false, false)
		quiet.Quiet = true
		beside := r.Start(quiet)
		if all := r.Unfinished(); len(all) != 1 || r.Running(atPortal.Number) != atPortal || r.Running(beside.Number) != beside || r.Running(1000) != nil {
			t.Errorf("unfinished are %d jobs", len(all))
		}
		if ended, err := r.Close(time.Hour); !ended || err != nil || time.Since(begun) != time.Minute {
			t.Errorf("ended %v, %v after %s", ended, err, time.Since(begun))
		}
		if f := atPortal.Wait().(Finished); f.Err != nil {
			t.Errorf("it was cut: %v", f.Err)
		}
	})
}

func TestStopLeavesQuietJobsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTestRunner()
		quiet, shown := lasting(time.Second, false, false), lasting(time.Hour, true, false)
		quiet.Quiet, shown.Portal = true, true
		beside, stopped := r.Start(quiet), r.Start(shown)
		r.Stop()
		if f := stopped.Wait().(Finished); !errors.Is(f.Err, context.Canceled) {
			t.Errorf("it was not stopped: %v", f.Err)
		}
		if f := beside.Wait().(Finished); f.Err != nil {
			t.Errorf("the quiet one ended with %v", f.Err)
		}
	})
}

func TestProgressNeverHoldsAJobUp(t *testing.T) {
	r := newTestRunner()
	run := r.Start(Job{Do: func(_ context.Context, _ *Worker, report capability.Report) (any, error) {
		for i := range int64(1000) {
			report.Tell("send file", i, 1000)
		}
		return nil, nil
	}})
	<-run.ended
	var last capability.Progress
	for range 2 {
		if p, ok := run.Wait().(Progressed); ok {
			last = p.Progress
		}
	}
	if last.Done != 0 && last.Done != 999 {
		t.Errorf("kept is %+v, not the newest", last)
	}
}

func TestLogIsBoundedAndPrintable(t *testing.T) {
	var out bytes.Buffer
	l := &logbook{out: &out}
	for range maxLog + 10 {
		l.add("\x1b[31mred\nsecond")
	}
	if n := len(l.lines()); n != maxLog {
		t.Errorf("%d lines are kept", n)
	}
	if strings.Contains(out.String(), "\x1b") || strings.Count(out.String(), "\n") != 2*(maxLog+10) {
		t.Error("what was written is not what was logged, printable")
	}
}
