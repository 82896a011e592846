package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
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
	if got := NextAct(unasked, capability.Next(unasked)); !strings.Contains(got, "this step is never skipped") {
		t.Error(got)
	}
}

// TestEveryActHasItsWords walks the kinds of acts that the rules have, and the
// kinds of steps that their sources name.
func TestEveryActHasItsWords(t *testing.T) {
	seen := map[string]capability.ActKind{}
	for _, kind := range capability.ActKinds() {
		w := wordsFor(kind)
		if w.kind != kind {
			t.Errorf("%s has no row in the table of acts", kind)
			continue
		}
		for what, words := range map[string]string{"a short name": w.short, "a key": w.key, "an undo": Undo(kind), "a person": string(capability.ActOf(kind).Who)} {
			if words == "" {
				t.Errorf("%s has not %s", kind, what)
			}
		}
		if kind != capability.ActNothing && (w.work == "" || w.done == nil && kind != capability.ActDeclare) {
			t.Errorf("%s has no words while it runs, or when it is done", kind)
		}
		for _, words := range []string{w.short, w.does(capability.Return{}, capability.Act{Kind: kind, File: capability.ReturnRequest})} {
			if other, twice := seen[words]; twice && words != saveText(capability.Return{}, capability.Act{File: capability.ReturnRequest}) {
				t.Errorf("%s and %s are both called %q", kind, other, words)
			}
			seen[words] = kind
		}
	}
	for _, name := range constantsOf(t, "StepKind") {
		for _, p := range []capability.Purpose{capability.ToReturn, capability.ToActivate} {
			if title := stepNames(p, capability.StepKind(name)).title; title == "" || title == name {
				t.Errorf("step %s has no title", name)
			}
		}
	}
}

// constantsOf are the values of the constants of a type of package capability.
func constantsOf(t *testing.T, kind string) []string {
	t.Helper()
	files, err := filepath.Glob("../../capability/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 {
				of, _ := v.Type.(*ast.Ident)
				value, _ := v.Values[0].(*ast.BasicLit)
				if of != nil && value != nil && of.Name == kind {
					text, _ := strconv.Unquote(value.Value)
					all = append(all, text)
				}
			}
			return true
		})
	}
	if len(all) < 14 {
		t.Fatalf("only %d constants of %s were found", len(all), kind)
	}
	return all
}

// TestEveryStageHasItsWords: the act, the step and the stage, none like another.
func TestEveryStageHasItsWords(t *testing.T) {
	stages, acts := map[string]bool{}, map[string]bool{}
	for _, s := range capability.Stages() {
		stages[Stage(s)] = true
		r := capability.Return{Stage: s, Order: sample.Order(), Before: sample.Reading().Licenses}
		act := capability.Next(r)
		acts[Act(r, act)] = true
		undo := Undo(act.Kind)
		if who := capability.ActOf(act.Kind).Who; who != act.Who || undo == "cannot be undone" && act.CanBeUndone {
			t.Errorf("%s is done by %s: %s", act.Kind, who, undo)
		}
		if act.Kind != capability.ActNothing && (Do(act) == Do(capability.Act{}) || Work(act, r.Purpose) == "") {
			t.Errorf("%s has no words for its key", act.Kind)
		}
		for _, step := range capability.Plan(r) {
			if stepNames(capability.ToReturn, step.Kind).title == string(step.Kind) {
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
	if got := Act(r, capability.Next(r)); !strings.Contains(got, "2 licenses (3 units to return)") {
		t.Error(got)
	}
	if got := Numbers(5, 3); got != "holds 5, 3 remain, 2 to return" {
		t.Error(got)
	}
}

func TestActivationIsListedInItsOwnWords(t *testing.T) {
	s := ledger.Summary{Act: capability.ActMakeRequest, Purpose: capability.ToActivate}
	if got := Summary(s); !strings.Contains(got, "activation") {
		t.Errorf("it says %q", got)
	}
}
