package capability_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	. "handback/capability"
)

// TestEveryActKindHasARow holds the table of acts: each kind that is declared
// has one row, and each row says who acts and what is needed.
func TestEveryActKindHasARow(t *testing.T) {
	kinds := ActKinds()
	for _, kind := range declaredActKinds(t) {
		if !slices.Contains(kinds, kind) {
			t.Errorf("%q is declared and not in the table", kind)
		}
	}
	if len(kinds) != len(declaredActKinds(t)) {
		t.Errorf("%d rows for %d kinds", len(kinds), len(declaredActKinds(t)))
	}
	for _, kind := range kinds {
		checkAct(t, kind, ActOf(kind))
	}
	if none := ActOf("unheard-of"); none != (Act{}) {
		t.Errorf("an unknown kind has the act %+v", none)
	}
}

func checkAct(t *testing.T, kind ActKind, act Act) {
	t.Helper()
	switch {
	case act.Kind != kind:
		t.Errorf("%s: the row is that of %q", kind, act.Kind)
	case act.Who == "" || act.Need == "":
		t.Errorf("%s: who %q, need %q", kind, act.Who, act.Need)
	case (act.Who == Nobody) != (kind == ActNothing):
		t.Errorf("%s: done by %s", kind, act.Who)
	case (act.Who == PortalPerson) != (act.Need == NeedsPortal):
		t.Errorf("%s: done by the %s, with the %s", kind, act.Who, act.Need)
	case act.OnlyLooks && (!act.CanBeUndone || act.File != ""):
		t.Errorf("%s: it only looks, can be undone %t, file %q", kind, act.CanBeUndone, act.File)
	case act.File != "" && !slices.Contains(ArtifactKinds(), act.File), act.Answer != "" && !slices.Contains(ArtifactKinds(), act.Answer):
		t.Errorf("%s: file %q, answer %q", kind, act.File, act.Answer)
	case act.File != "" && ActOn(act.File, act.Need) != act:
		t.Errorf("%s: another act is about the same file and needs the same", kind)
	}
}

// TestEveryActIsReached: a row that no stage leads to is dead.
func TestEveryActIsReached(t *testing.T) {
	reached := map[ActKind]bool{}
	for _, stage := range Stages() {
		reached[Next(at(t, stage)).Kind] = true
	}
	label := Return{Stage: StageOrdered, Way: FromLabel}
	transfer := Return{Stage: StageClosed, Closing: ClosedOnProof, Replacement: &HostID{Type: "STRING", Value: "new"}}
	reached[Next(label).Kind], reached[Next(transfer).Kind] = true, true
	for _, kind := range ActKinds() {
		if !reached[kind] {
			t.Errorf("no return comes to %s", kind)
		}
	}
}

// declaredActKinds reads the constants of type ActKind out of the source.
func declaredActKinds(t *testing.T) []ActKind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "act.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []ActKind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != "ActKind" {
			return true
		}
		for _, value := range spec.Values {
			text, err := strconv.Unquote(value.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, ActKind(text))
		}
		return true
	})
	return kinds
}
