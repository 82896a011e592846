package text

import (
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/ledger"
	"handback/tui/internal/sample"
)

func TestConfirmationIsExplainedBothWays(t *testing.T) {
	asked, unasked := sample.Replay(t, sample.UpTo(8)...), sample.Replay(t, sample.Skipped(8)...)
	if got := Confirmation(asked); !strings.HasPrefix(got, "Required.") {
		t.Error(got)
	}
	if got := Confirmation(unasked); !strings.HasPrefix(got, "Skipped.") || !strings.Contains(got, "never skipped") {
		t.Error(got)
	}
	if got := NextAct(unasked, capability.Next(unasked)); !strings.Contains(got, "not skipped all the same") {
		t.Error(got)
	}
}

// TestEveryStageHasItsWords: the act, the step and the stage, none like another.
func TestEveryStageHasItsWords(t *testing.T) {
	stages, acts := map[string]bool{}, map[string]bool{}
	for _, s := range capability.Stages() {
		stages[Stage(s)] = true
		r := capability.Return{Stage: s, Order: sample.Order(), Before: sample.Reading().Licenses}
		act := capability.Next(r)
		acts[Act(r, act)] = true
		if act.Kind != capability.ActNothing && (Do(act) == Do(capability.Act{}) || Work(act, r.Purpose) == "") {
			t.Errorf("%s has no words for its key", act.Kind)
		}
		for _, step := range capability.Plan(r) {
			if Step(step.Kind) == string(step.Kind) {
				t.Errorf("step %s has no title", step.Kind)
			}
		}
	}
	if len(stages) != len(capability.Stages()) {
		t.Errorf("%d stages have %d words", len(capability.Stages()), len(stages))
	}
	if len(acts) < 14 {
		t.Errorf("only %d texts of acts", len(acts))
	}
}

func TestNumbersHaveNames(t *testing.T) {
	r := sample.At(t, capability.StageOrdered)
	if got := Act(r, capability.Next(r)); !strings.Contains(got, "2 licenses (3 units go back)") {
		t.Error(got)
	}
	if got := Numbers(5, 3); got != "holds 5, 3 remain, 2 go back" {
		t.Error(got)
	}
}

func TestActivationIsListedInItsOwnWords(t *testing.T) {
	s := ledger.Summary{Act: capability.ActMakeRequest, Purpose: capability.ToActivate}
	if got := Summary(s); !strings.Contains(got, "activation") {
		t.Errorf("it says %q", got)
	}
}
