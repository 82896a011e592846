package main

import (
	"errors"
	"fmt"
	"testing"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/device"
)

// TestStatusOfManyDevices: one that failed hides no other, and what a technician
// can do first decides.
func TestStatusOfManyDevices(t *testing.T) {
	at := func(s capability.Stage) capability.Return { return capability.Return{Stage: s} }
	missing := func(need capability.Need) error { return &desk.Missing{Need: need} }
	var codes []int
	for _, tt := range []struct {
		r    capability.Return
		err  error
		want int
	}{
		{at(capability.StageCancelled), nil, exitDone},
		{at(capability.StageRequestSaved), missing(capability.NeedsPortal), exitPortal},
		{at(capability.StageRequestMade), missing(capability.NeedsStick), exitStick},
		{at(capability.StageResponseFound), bench.ErrNeedsPerson, exitDevice},
		{at(capability.StageOrdered), fmt.Errorf("%w: %w", missing(capability.NeedsDevice), bench.ErrNotThere), exitDevice},
		{at(capability.StageOrdered), device.ErrSilent, exitDevice},
		{at(capability.StageOrdered), bench.ErrTwice, exitFailed},
	} {
		got := statusOf(tt.r, tt.err)
		if got != tt.want {
			t.Errorf("%v, %v: status %d, want %d", tt.r.Stage, tt.err, got, tt.want)
		}
		codes = append(codes, got)
	}
	for n, want := range map[int]int{1: exitDone, 2: exitPortal, 3: exitStick, 6: exitDevice, 7: exitFailed} {
		if got := exitCode(worst(codes[:n])); got != want {
			t.Errorf("of %v: status %d, want %d", codes[:n], got, want)
		}
	}
}

// TestAnAnswerOnOneOfSeveralSticksCounts: what is on the others doesn't hide it.
func TestAnAnswerOnOneOfSeveralSticksCounts(t *testing.T) {
	waits := func(id capability.ReturnID, path string) bench.Outcome {
		return bench.Outcome{Return: capability.Return{ID: id}, Err: &desk.Missing{Need: capability.NeedsPortal, Found: []desk.Finding{{Path: path}}}}
	}
	came := bench.Outcome{Return: capability.Return{ID: "R-7F3A2"}, Done: []desk.Done{{}}}
	all := mergeTaken(nil, []bench.Outcome{waits("R-7F3A2", "a"), waits("R-7F3B2", "a")})
	all = mergeTaken(all, []bench.Outcome{came, waits("R-7F3B2", "b")})
	all = mergeTaken(all, []bench.Outcome{waits("R-7F3A2", "c")})
	if len(all) != 2 || all[0].Err != nil || len(all[0].Done) != 1 {
		t.Fatalf("%+v", all)
	}
	missing, ok := errors.AsType[*desk.Missing](all[1].Err)
	if !ok || len(missing.Found) != 2 {
		t.Errorf("the one that waits: %+v", all[1])
	}
}
