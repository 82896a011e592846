package desk_test

import (
	"errors"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
)

// fromPortal makes a response that the portal started by itself.
func (w *harness) fromPortal(name string, edit func(*message.Response)) {
	w.t.Helper()
	w.put(name, w.portal.issue(w.t, w.dev.host, w.dev.held, edit))
}

func (w *harness) means() desk.Means {
	w.t.Helper()
	stick, err := w.Stick(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return desk.Means{Device: w.dev, Stick: stick}
}

func keepOnly(id capability.ActivationID, count int) func(*message.Response) {
	return func(r *message.Response) {
		r.Rights = []capability.License{{ActivationID: id, Feature: "imaging", Version: "2.0", Count: count}}
	}
}

func TestReturnThatThePortalStarted(t *testing.T) {
	w := newHarness(t)
	w.fromPortal("somewhere.bin", keepOnly("ACT-1", 4))
	done, err := w.desk.Adopt(t.Context(), w.means(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r := done.Return
	if r.Way != capability.FromPortal || r.Stage != capability.StageResponseFound || len(r.Order.Lines) != 2 {
		t.Fatalf("opened as %+v at %s", r.Order, r.Stage)
	}
	changes := capability.Difference(r.Before, r.Expected, r.Order)
	if len(changes) != 2 || changes[0].After != 4 || changes[1].After != 0 {
		t.Errorf("the difference is %+v", changes)
	}
	w.id = r.ID
	w.advance()
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	if r, _ := w.advance(); r.Closing != capability.ClosedOnProof || w.dev.loads != 1 {
		t.Errorf("closed on %q after %d loads", r.Closing, w.dev.loads)
	}
}

func TestNothingOnTheStickBeginsAReturn(t *testing.T) {
	w := newHarness(t)
	w.put("photo.jpg", []byte("a photo"))
	w.fromPortal("other.bin", func(r *message.Response) { r.Host.Value = "X200-SN0099" })
	done, err := w.desk.Adopt(t.Context(), w.means(), nil)
	if !errors.Is(err, desk.ErrNothingToAdopt) || verdictOf(done.Found, "other.bin") != desk.IsOtherDevice {
		t.Errorf("%v, %+v", err, done.Found)
	}
}

func TestUnreadableResponseIsAdoptedOnAPersonsWord(t *testing.T) {
	w := newHarness(t)
	data := w.portal.issue(t, w.dev.host, w.dev.held, keepOnly("ACT-1", 4))
	w.put("vendor.bin", append([]byte("VENDOR"), data...))
	if _, err := w.desk.Adopt(t.Context(), w.means(), nil); !errors.Is(err, desk.ErrNothingToAdopt) {
		t.Fatalf("it was adopted without a word: %v", err)
	}
	done, err := w.desk.AdoptFile(t.Context(), w.means(), desk.Finding{Path: "vendor.bin"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.id = done.Return.ID
	w.until(capability.StageVerified)
	if r := w.now(); len(r.Order.Lines) != 2 {
		t.Errorf("what went back is known as %+v", r.Order)
	}
}

func TestCancelledReturnComesBackWithALateResponse(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	if r, err := w.desk.Cancel(t.Context(), w.id, "the customer keeps it"); err != nil || r.Stage != capability.StageCancelled {
		t.Fatalf("stage %s, %v", r.Stage, err)
	}
	w.put("late.bin", w.portal.answer(t, w.dev.data, w.dev.held, nil)) // somebody uploaded it all the same
	done, err := w.desk.Adopt(t.Context(), w.means(), nil)
	if err != nil || done.Return.ID != w.id || done.Return.Problem.Kind != capability.ProblemLate {
		t.Fatalf("%s at %s, %v", done.Return.ID, done.Return.Stage, err)
	}
	if r := w.until(capability.StageVerified); len(w.dev.held) != 0 || r.ID != w.id {
		t.Errorf("the device holds %v", w.dev.held)
	}
}

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
	if !errors.As(err, &missing) || verdictOf(missing.Found, "1-return-request.bin") != desk.IsSuperseded {
		t.Errorf("the old file is %q: %v", verdictOf(missing.Found, "1-return-request.bin"), err)
	}
	// The old request was uploaded before anybody knew: its answer does as well.
	w.put("late.bin", w.portal.answer(t, old, r.Before, nil))
	w.until(capability.StageResponseFound)
}

func TestTransferWaitsForTheCreditAndThenActivates(t *testing.T) {
	w := newHarness(t)
	reading, err := w.desk.Read(t.Context(), w.dev, nil)
	if err != nil {
		t.Fatal(err)
	}
	replacement := newFakeDevice("X200-SN0077")
	replacement.held = nil
	if _, err := w.desk.StartForReplacement(t.Context(), reading, capability.ReturnAll(reading.Licenses), "", w.dev.host); !errors.Is(err, desk.ErrSameDevice) {
		t.Errorf("its own replacement: %v", err)
	}
	if r := credited(t, w, replacement); capability.Next(r).Kind != capability.ActActivate {
		t.Fatalf("after the credit comes %s", capability.Next(r).Kind)
	}
	if _, err := w.do(); !errors.Is(err, capability.ErrOtherDevice) {
		t.Fatalf("activated on the device that gave them back: %v", err)
	}
	w.dev = replacement
	done, err := w.do()
	if err != nil || done.Return.Purpose != capability.ToActivate || done.Return.TransferOf != w.id {
		t.Fatalf("%+v, %v", done.Return, err)
	}
	w.id = done.Return.ID
	w.until(capability.StageRequestSaved)
	w.put("grant.bin", w.portal.answer(t, w.dev.data, reading.Licenses, func(r *message.Response) {
		r.Rights, r.Confirm = reading.Licenses, false
	}))
	if r := w.until(capability.StageClosed); r.Closing != capability.ClosedOnReading || len(w.dev.held) != 2 {
		t.Errorf("closed on %q, holds %v", r.Closing, w.dev.held)
	}
}

func TestReturnBegunOnARefusedFileCanBeCancelled(t *testing.T) {
	w := newHarness(t)
	w.put("vendor.bin", []byte("VENDOR of nothing"))
	done, err := w.desk.AdoptFile(t.Context(), w.means(), desk.Finding{Path: "vendor.bin"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.id = done.Return.ID
	w.dev.refuse = &capability.Refusal{Code: capability.BadSignature}
	if _, err := w.do(); !errors.Is(err, w.dev.refuse) {
		t.Fatal(err)
	}
	if r, err := w.desk.Cancel(t.Context(), w.id, "not for this device"); err != nil || r.Open() {
		t.Errorf("stage %s, %v", r.Stage, err)
	}
}
