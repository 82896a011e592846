package desk_test

import (
	"errors"
	"testing"

	"handback/capability"
	"handback/capability/desk"
)

func TestCancelIsTooLateAfterTheUpload(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	if _, err := w.desk.ClaimUploaded(t.Context(), w.id, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Cancel(t.Context(), w.id, ""); !errors.Is(err, capability.ErrUnexpected) || !errors.Is(err, desk.ErrUploaded) {
		t.Errorf("got %v", err)
	}
	if r, err := w.desk.Withdraw(t.Context(), w.id, "it was another file"); err != nil || r.Stage != capability.StageRequestSaved {
		t.Fatalf("withdrawn: stage %s, %v", r.Stage, err)
	}
	if _, err := w.desk.Cancel(t.Context(), w.id, ""); err != nil {
		t.Error(err)
	}
}

func TestReplacedRequestIsSupersededEverywhere(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	old := w.dev.data
	if _, err := w.desk.Replace(t.Context(), w.id, "the stick was lost"); err != nil {
		t.Fatal(err)
	}
	r := w.until(capability.StageRequestSaved)
	if w.dev.makes != 2 || len(r.Superseded) != 1 || r.Superseded[0].SHA256 != capability.DigestOf(old) {
		t.Fatalf("%d requests, superseded %v", w.dev.makes, r.Superseded)
	}
	_, err := w.do()
	var missing *desk.Missing
	if !errors.As(err, &missing) || classOf(missing.Found, "1-return-request.bin") != desk.IsSuperseded {
		t.Errorf("the old file is %q: %v", classOf(missing.Found, "1-return-request.bin"), err)
	}
	// The old request was uploaded before anybody knew: its answer does as well.
	w.put("late.bin", w.portal.answer(t, old, r.Before, nil))
	w.until(capability.StageResponseFound)
}

func TestClaimLeadsOnWithoutTheStick(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	if _, err := w.desk.ClaimUploaded(t.Context(), w.id, ""); !errors.Is(err, desk.ErrNothingToUpload) {
		t.Errorf("a claim before the request: %v", err)
	}
	w.advance()
	r, err := w.desk.ClaimUploaded(t.Context(), w.id, "ticket 7")
	if err != nil || r.Stage != capability.StageAtPortal {
		t.Fatalf("stage %s, %v", r.Stage, err)
	}
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	w.advance()
	r, err = w.desk.ClaimUploaded(t.Context(), w.id, "ticket 8")
	if err != nil || r.Closing != capability.ClosedOnClaim {
		t.Fatalf("closed on %q, %v", r.Closing, err)
	}
}
