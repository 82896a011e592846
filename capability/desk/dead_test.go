package desk_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
)

func (w *harness) evidence() capability.Evidence {
	return capability.Evidence{
		Cause: capability.NoBoot, Serial: "SN0042", Host: w.dev.host, Source: "label", Who: "kim", Photo: "IMG_7", Remarks: "burned\x1b[2J",
	}
}

func TestDeadDeviceStaysADebtUntilThePortalDecides(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	if _, err := w.desk.Declare(t.Context(), w.id, w.evidence()); err != nil {
		t.Fatal(err)
	}
	r, need := w.advance()
	if r.Stage != capability.StageDeclarationSaved || need != capability.NeedsPortal || !r.Open() {
		t.Fatalf("stage %s needs %s", r.Stage, need)
	}
	dir := filepath.Join(w.dir, "HANDBACK", string(w.id)+"_X200_SN0042")
	data, err := os.ReadFile(filepath.Join(dir, "5-declaration.json"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := message.ReadDeclaration(bytes.NewReader(data))
	if err != nil || got.Return != w.id || got.Cause != capability.NoBoot || len(got.Licenses) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	slip, err := os.ReadFile(filepath.Join(dir, "READ-ME-FIRST.txt"))
	if err != nil || !strings.Contains(string(slip), "OBSOLETE IS PERMANENT") || bytes.ContainsRune(slip, 0x1b) {
		t.Errorf("%v\n%q", err, slip)
	}
	if r, err = w.desk.Decide(t.Context(), w.id, capability.Decided{Outcome: capability.Declined, Who: "lee"}); err != nil || !r.Open() {
		t.Fatalf("declined: stage %s, %v", r.Stage, err)
	}
	r, err = w.desk.Decide(t.Context(), w.id, capability.Decided{Outcome: capability.MadeObsolete, Who: "lee", Reference: "case 9"})
	if err != nil || r.Closing != capability.ClosedOnDecision {
		t.Fatalf("decided: %q, %v", r.Closing, err)
	}
	p, err := w.desk.Where(t.Context(), desk.Means{Device: w.dev}, nil)
	if err != nil || !w.now().HasFlag(capability.FlagAlive) || p.Suggest != desk.HandOver {
		t.Errorf("a device that lives is not flagged: %+v, %v", p, err)
	}
}

func TestDeviceThatLivesAgainGoesOnWhereItWas(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	if _, err := w.desk.Declare(t.Context(), w.id, w.evidence()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Where(t.Context(), desk.Means{Device: w.dev}, nil); err != nil {
		t.Fatal(err)
	}
	if r := w.now(); r.Stage != capability.StageRequestSaved || !r.HasFlag(capability.FlagAlive) {
		t.Fatalf("stage %s, flags %v", r.Stage, r.Flags)
	}
	w.finish()
}

func TestDeadDeviceThatNobodyReadHere(t *testing.T) {
	w := newHarness(t)
	bad := w.evidence()
	bad.Who = ""
	if _, err := w.desk.DeclareUnknown(t.Context(), bad, "X200", ""); !errors.Is(err, capability.ErrEvidence) {
		t.Errorf("nobody says so: %v", err)
	}
	r, err := w.desk.DeclareUnknown(t.Context(), w.evidence(), "X200", "fire")
	if err != nil || r.Stage != capability.StageDeclared || r.Way != capability.FromLabel {
		t.Fatalf("stage %s, %v", r.Stage, err)
	}
	w.id = r.ID
	if r := w.until(capability.StageDeclarationSaved); r.Confirmation != nil {
		t.Error("there is a confirmation of a dead device")
	}
}

// TestDeclarationCutOff: a return from a label whose declaration was cut off waits for
// a person, who declares again.
func TestDeclarationCutOff(t *testing.T) {
	for at := 1; at <= 2; at++ {
		cut := &dyingLedger{at: at}
		w := newHarnessWith(t, func(o *desk.Options) { cut.Ledger, o.Ledger = o.Ledger, cut })
		if _, err := w.desk.DeclareUnknown(t.Context(), w.evidence(), "X200", "fire"); !errors.Is(err, errPower) {
			t.Fatalf("cut at write %d: %v", at, err)
		}
		all, err := w.desk.List(t.Context())
		if err != nil || len(all) != 1 || all[0].Act != capability.ActDeclare {
			t.Fatalf("cut at write %d: %+v, %v", at, all, err)
		}
		w.id = all[0].ID
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err = w.desk.Advance(ctx, w.id, w, nil, func(desk.Done) { cancel() }) // no act can be done
		missing, _ := errors.AsType[*desk.Missing](err)
		if missing == nil || missing.Act.Kind != capability.ActDeclare {
			t.Errorf("it went on to %v", err)
		}
		if r, err := w.desk.Declare(t.Context(), w.id, w.evidence()); err != nil || r.Stage != capability.StageDeclared {
			t.Errorf("declared again: stage %s, %v", r.Stage, err)
		}
	}
}
