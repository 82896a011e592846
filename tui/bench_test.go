package tui

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/bench"
	"handback/device"
	"handback/tui/internal/sample"
	"handback/tui/work"
)

// benchOf is a bench with some devices, each at a port, and its job.
type benchOf struct {
	t      *testing.T
	runner *work.Runner
	job    *work.Running

	mu      sync.Mutex
	devices map[string]*fakeDevice // by port
}

func newBench(t *testing.T, n int) *benchOf {
	h := newHarness(t)
	b := &benchOf{t: t, devices: map[string]*fakeDevice{}}
	for i := range n {
		port := fmt.Sprintf("/dev/ttyUSB%d", i+1)
		host := sample.Host
		host.Value = fmt.Sprint("UNIT", i+1)
		b.devices[port] = &fakeDevice{host: host, held: sample.Reading().Licenses[:2]}
		h.o.BenchPorts = append(h.o.BenchPorts, port)
	}
	h.o.Open = func(_ context.Context, port, _ string, _ device.Options) (device.Met, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.devices[port].met(), nil
	}
	b.runner = work.NewRunner(context.Background(), h.o.WithDefaults())
	b.job = b.runner.Start(work.BenchJob())
	b.until("all were met", func(now work.Bench) bool { return len(now.Units) == n && !now.Asking })
	return b
}

// until waits for the bench to come to something.
func (b *benchOf) until(what string, so func(work.Bench) bool) work.Bench {
	b.t.Helper()
	late := time.After(20 * time.Second)
	for now := b.runner.Bench(); ; now = b.runner.Bench() {
		if so(now) {
			return now
		}
		select {
		case <-late:
			b.t.Fatalf("not in time: %s: %+v", what, now)
		default:
		}
		if f, ended := b.job.Wait().(work.Finished); ended {
			b.t.Fatalf("the job ended before %s: %v", what, f.Err)
		}
	}
}

func (b *benchOf) close() {
	b.t.Helper()
	if ended, err := b.runner.Close(10 * time.Second); !ended || err != nil {
		b.t.Errorf("ended %t: %v", ended, err)
	}
}

// all reports whether each unit stands so.
func all(now work.Bench, standing work.UnitStanding, stage capability.Stage) bool {
	for _, u := range now.Units {
		if now.Standing(u) != standing || u.Return.Stage != stage {
			return false
		}
	}
	return true
}

func keysOf(now work.Bench) (keys []string) {
	for _, u := range now.Units {
		keys = append(keys, u.Key)
	}
	return keys
}

// TestBenchDoesAllAtOnceAndKeepsItsRows: one order opens all, one makes and saves
// all. Units that change their ports go on there, and no row moves.
func TestBenchDoesAllAtOnceAndKeepsItsRows(t *testing.T) {
	b := newBench(t, 3)
	defer b.close()
	now := b.runner.Bench()
	rows := keysOf(now)
	b.runner.Order(work.BenchOrder{Start: now.Units, Reason: "replaced"})
	now = b.until("opened", func(now work.Bench) bool { return all(now, work.UnitReady, capability.StageOrdered) })

	b.mu.Lock()
	b.devices["/dev/ttyUSB1"], b.devices["/dev/ttyUSB3"] = b.devices["/dev/ttyUSB3"], b.devices["/dev/ttyUSB1"]
	b.mu.Unlock()
	b.runner.Order(work.BenchOrder{Do: rows})
	now = b.until("saved", func(now work.Bench) bool { return all(now, work.UnitAtPortal, capability.StageRequestSaved) })
	if got := keysOf(now); fmt.Sprint(got) != fmt.Sprint(rows) {
		t.Errorf("the rows were %v and are %v", rows, got)
	}
	for _, u := range now.Units {
		if u.Return.Reason != "replaced" || u.Err != nil {
			t.Errorf("%s: %q, %v", u.Key, u.Return.Reason, u.Err)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for port, d := range b.devices {
		if d.makes != 1 {
			t.Errorf("the device at %s made %d requests", port, d.makes)
		}
	}
}

// TestLeavingTheBenchLetsAnActEnd: the request that a device makes is kept, and
// nothing is begun after it.
func TestLeavingTheBenchLetsAnActEnd(t *testing.T) {
	b := newBench(t, 2)
	slow := b.devices["/dev/ttyUSB1"]
	slow.gate, slow.begun = make(chan struct{}), make(chan struct{})
	now := b.runner.Bench()
	b.runner.Order(work.BenchOrder{Start: now.Units})
	now = b.until("opened", func(now work.Bench) bool { return all(now, work.UnitReady, capability.StageOrdered) })
	b.runner.Order(work.BenchOrder{Do: keysOf(now)})
	<-slow.begun
	b.until("the other one was saved", func(now work.Bench) bool {
		for _, u := range now.Units {
			if u.Device.Host != slow.host {
				return u.Return.Stage == capability.StageRequestSaved
			}
		}
		return false
	})
	if unfinished := b.runner.Unfinished(); len(unfinished) != 1 {
		t.Errorf("unfinished are %d jobs", len(unfinished))
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		b.close()
	}()
	close(slow.gate)
	<-closed
	for _, u := range b.runner.Bench().Units {
		if u.Device.Host == slow.host && u.Return.Stage != capability.StageRequestMade && u.Return.Stage != capability.StageRequestSaved {
			t.Errorf("it stands at %s, %v", u.Return.Stage, u.Err)
		}
		if u.State == bench.Running {
			t.Errorf("%s still runs", u.Key)
		}
	}
}

// TestTwinsAreNotTouched: two devices with one host ID wait for a person.
func TestTwinsAreNotTouched(t *testing.T) {
	b := newBench(t, 2)
	defer b.close()
	b.mu.Lock()
	b.devices["/dev/ttyUSB2"] = &fakeDevice{host: b.devices["/dev/ttyUSB1"].host, held: sample.Reading().Licenses[:2]}
	b.mu.Unlock()
	b.runner.Order(work.BenchOrder{Meet: true})
	now := b.until("a person was told", func(now work.Bench) bool { return !now.Asking && now.Bad })
	for _, u := range now.Units {
		if twin := u.Device.Host.Value == "UNIT1"; u.Port != "" || twin != (now.Standing(u) == work.UnitFailed) {
			t.Errorf("%s at %q is %s", u.Key, u.Port, now.Standing(u))
		}
	}
}
