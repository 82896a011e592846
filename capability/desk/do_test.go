package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
)

func TestWholeReturn(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	if r, need := w.advance(); r.Stage != capability.StageRequestSaved || need != capability.NeedsPortal {
		t.Fatalf("stage %s needs %s", r.Stage, need)
	}
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	if r, need := w.advance(); r.Stage != capability.StageConfirmationSaved || need != capability.NeedsPortal {
		t.Fatalf("stage %s needs %s", r.Stage, need)
	}
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	r, need := w.advance()
	if r.Stage != capability.StageClosed || need != capability.NeedsNothing || r.Closing != capability.ClosedOnProof || len(r.Credited) != 2 {
		t.Fatalf("stage %s needs %s, closed on %q, credited %v", r.Stage, need, r.Closing, r.Credited)
	}
	if len(w.dev.held) != 0 || w.dev.loads != 1 || w.dev.makes != 2 {
		t.Errorf("the device holds %v after %d loads and %d requests", w.dev.held, w.dev.loads, w.dev.makes)
	}
	if _, err := w.desk.Verify(t.Context(), w.id); err != nil {
		t.Error(err)
	}
}

func TestPartialReturnLeavesWhatShallRemain(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{Lines: []capability.Line{{ActivationID: "ACT-1", Count: 3}}})
	w.advance()
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	r, _ := w.advance()
	if got := capability.CountOf(r.After, "ACT-1"); got != 3 || capability.CountOf(r.After, "ACT-2") != 1 {
		t.Errorf("%d of ACT-1 remain: %v", got, r.After)
	}
}

func TestStickTellsThePortalPersonWhatToDo(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	r, _ := w.advance()
	dir := filepath.Join(w.dir, "HANDBACK", string(w.id)+"_X200_SN0042")
	slip, err := os.ReadFile(filepath.Join(dir, "READ-ME-FIRST.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		string(w.id), "Offline Device Management", "Generate license", "1-return-request.bin", r.Request.SHA256.String(),
		"ACT-1: 10 held before, 0 should remain, 10 to return", "NOT FINISHED", "2-response.bin",
	} {
		if !strings.Contains(string(slip), want) {
			t.Errorf("the slip doesn't say %q:\n%s", want, slip)
		}
	}
	for _, name := range []string{"1-return-request.bin", "return.json", "SHA256SUMS"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestMissingMeansAreNamed(t *testing.T) {
	tests := []struct {
		stage capability.Stage
		need  capability.Need
	}{
		{capability.StageOrdered, capability.NeedsDevice},
		{capability.StageRequestMade, capability.NeedsStick},
		{capability.StageRequestSaved, capability.NeedsPortal},
	}
	w := newHarness(t)
	w.start(capability.Order{})
	for _, tt := range tests {
		w.until(tt.stage)
		_, err := w.desk.Do(t.Context(), w.id, desk.Means{}, nil)
		var missing *desk.Missing
		if !errors.As(err, &missing) || missing.Need != tt.need {
			t.Errorf("%s: %v", tt.stage, err)
		}
	}
}

func TestAnotherDeviceIsNoticedBeforeAnythingIsSent(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.dev.host.Value = "X200-SN0043"
	if _, err := w.do(); !errors.Is(err, capability.ErrOtherDevice) {
		t.Errorf("got %v", err)
	}
	if w.dev.makes != 0 || w.now().Stage != capability.StageOrdered {
		t.Error("the other device was told to make a request")
	}
}

func TestFlaggedReceiptKeepsTheReturnOpen(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.advance()
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	w.advance()
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", func(r *message.Response) {
		r.Notes = []message.Note{{Code: message.NoteRollback, Text: "older than\x1b[2J proved"}}
	})
	done, err := w.do()
	if err != nil || done.Return.Stage == capability.StageClosed || done.Return.Problem == nil {
		t.Fatalf("stage %s, problem %v, %v", done.Return.Stage, done.Return.Problem, err)
	}
	if strings.ContainsRune(done.Return.Problem.Text, 0x1b) {
		t.Error("an escape sequence came through")
	}
}

func TestPortalWithoutConfirmationClosesAfterTheReading(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.advance()
	w.atPortal("1-return-request.bin", "2-response.bin", func(r *message.Response) { r.Confirm = false })
	r, need := w.advance()
	if r.Stage != capability.StageClosed || need != capability.NeedsNothing || r.Closing != capability.ClosedOnTrust || w.dev.loads != 1 {
		t.Errorf("stage %s, closed on %q, %d loads", r.Stage, r.Closing, w.dev.loads)
	}
}

func TestOpaqueMessagesAreCarriedUnread(t *testing.T) {
	w := newHarness(t)
	w.dev.opaque = true
	w.start(capability.Order{})
	w.advance()
	dir := filepath.Join("HANDBACK", string(w.id)+"_X200_SN0042")
	w.put(filepath.Join(dir, "notes.bin"), []byte("\x00somebody's notes"))
	request, err := os.ReadFile(filepath.Join(w.dir, dir, "1-return-request.bin"))
	if err != nil {
		t.Fatal(err)
	}
	w.put(filepath.Join(dir, "capabilityResponse.bin"), append([]byte("VENDOR"), w.portal.answer(t, request, w.now().Before, nil)...))
	if r, need := w.advance(); r.Stage != capability.StageRequestSaved || need != capability.NeedsPortal {
		t.Fatalf("without a person's word: stage %s needs %s", r.Stage, need)
	}
	w.takes(w.seen(filepath.ToSlash(filepath.Join(dir, "capabilityResponse.bin"))), nil)
	if r, need := w.advance(); r.Stage != capability.StageConfirmationSaved || need != capability.NeedsPortal {
		t.Fatalf("stage %s needs %s", r.Stage, need)
	}
	if len(w.dev.held) != 0 {
		t.Errorf("the device holds %v", w.dev.held)
	}
}

func TestPortalTakesAwayAPartOfTheOrderAtTheSameTime(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.fromPortal("removed.bin", keepOnly("ACT-1", 10)) // ACT-2 is gone, ACT-1 stays
	w.until(capability.StageRequestSaved)
	var missing *desk.Missing
	if _, err := w.do(); !errors.As(err, &missing) || classOf(missing.Found, "removed.bin") != desk.IsRemoval {
		t.Fatalf("a removal that the portal began was taken for the answer to the request: %v", err)
	}
	done, err := w.desk.TakeFile(t.Context(), w.id, w.means().Stick, desk.Finding{Path: "removed.bin"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found := done.Return.Entries[len(done.Return.Entries)-1].Fact.(capability.ResponseFound); !found.Began {
		t.Errorf("it was noted as %+v", found)
	}
	w.until(capability.StageLoaded)
	if done, err := w.do(); !errors.Is(err, desk.ErrPartlyGone) || done.Return.Problem.Kind != capability.ProblemPartly {
		t.Fatalf("a part is gone: %+v, %v", done.Return.Problem, err)
	}
	// A device refuses a request for what it does not hold any more.
	w.until(capability.StageRequestMade)
	m, err := message.Decode(w.dev.data)
	if err != nil || len(m.Request.Lines) != 1 || m.Request.Lines[0].ActivationID != "ACT-1" {
		t.Fatalf("asked for %+v, %v", m.Request.Lines, err)
	}
	if r := w.now(); len(r.Order.Lines) != 2 {
		t.Errorf("the order became %+v", r.Order)
	}
}

func TestReceiptThatCreditsNothingIsLoadedAndThenOver(t *testing.T) {
	w := newHarness(t)
	w.giveBack()
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", func(r *message.Response) {
		r.Rights = nil
		r.Notes = []message.Note{{ActivationID: "ACT-1", Code: message.NoteRemoved}}
	})
	w.until(capability.StageResponseFound)
	w.where()
	if stage := w.now().Stage; stage != capability.StageResponseFound {
		t.Errorf("a look at the device led to %s, though the newer response is not loaded", stage)
	}
	w.until(capability.StageConfirmationSaved)
	if w.dev.loads != 2 {
		t.Errorf("%d loads", w.dev.loads)
	}
	if r, need := w.advance(); need != capability.NeedsPortal || r.Stage != capability.StageConfirmationSaved {
		t.Errorf("with the old receipt on the stick: %s needs %s", r.Stage, need)
	}
}

func TestDeviceThatForgotItsResponseLoadsItAgain(t *testing.T) {
	for _, held := range []bool{true, false} {
		w := newHarness(t)
		image := *w.dev
		w.answered()
		w.until(capability.StageVerified)
		w.dev.last = image.last // none at all
		if held {
			w.dev.held = image.held
		}
		done, err := w.do()
		if err != nil || done.Act.Kind != capability.ActCheckLicenses || done.Return.Stage != capability.StageResponseFound {
			t.Fatalf("held %v: %s led to %s, %v", held, done.Act.Kind, done.Return.Stage, err)
		}
		if r := w.until(capability.StageVerified); !r.HasFlag(capability.FlagRollback) || w.dev.loads != 2 {
			t.Errorf("held %v: flags %v, %d loads", held, r.Flags, w.dev.loads)
		}
	}
}

func TestResponseByOtherHandsAfterTheReadingIsReadOnce(t *testing.T) {
	w := newHarness(t)
	w.answered()
	w.until(capability.StageVerified)
	newer := *w.dev.last
	newer.Seq++
	newer.SHA256[0]++
	w.dev.last = &newer
	if done, err := w.do(); err != nil || done.Act.Kind != capability.ActCheckLicenses {
		t.Fatalf("%s, %v", done.Act.Kind, err)
	}
	if done, err := w.do(); err != nil || done.Return.Stage != capability.StageConfirmationMade {
		t.Errorf("%s led to %s, %v", done.Act.Kind, done.Return.Stage, err)
	}
}

func TestRestoredBeforeTheReadingLoadsThePortalsResponseAgain(t *testing.T) {
	w := newHarness(t)
	image := *w.dev
	w.fromPortal("removed.bin", keepOnly("ACT-1", 4))
	done, err := w.desk.Adopt(t.Context(), w.means(), nil)
	if err != nil {
		t.Fatal(err)
	}
	w.id = done.Return.ID
	w.until(capability.StageLoaded)
	w.dev.held, w.dev.last = image.held, image.last
	if done, err = w.do(); !errors.Is(err, desk.ErrStillThere) || done.Return.Stage != capability.StageAtPortal {
		t.Fatalf("at %s, %v", done.Return.Stage, err)
	}
	w.until(capability.StageVerified) // by the same file
}

func TestResponseThatOnlyAnotherLaptopHasIsFetchedAgain(t *testing.T) {
	w := newHarness(t)
	w.answered()
	w.until(capability.StageResponseFound)
	if _, err := w.desk.SaveAgain(t.Context(), w.id, w.means().Stick, nil); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(w.dir, "HANDBACK", "*", "2-response.bin"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	response, err := os.ReadFile(found[0])
	if err != nil || os.Remove(found[0]) != nil {
		t.Fatal(err)
	}
	second := w.another()
	second.takeIn()
	second.until(capability.StageAtPortal)
	second.put("again.bin", response)
	second.until(capability.StageVerified)
}

func TestReceiptThatIsOlderThanTheDeviceIsNotLoaded(t *testing.T) {
	w := newHarness(t)
	w.giveBack()
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", func(r *message.Response) {
		r.Rights, r.Notes = nil, []message.Note{{ActivationID: "ACT-1", Code: message.NoteRemoved}}
	})
	newer := *w.dev.last // by other hands
	newer.Seq, newer.SHA256[0] = 9, newer.SHA256[0]+1
	w.dev.last = &newer
	if _, err := w.desk.Where(t.Context(), desk.Means{Device: w.dev}, nil); err != nil {
		t.Fatal(err)
	}
	done, err := w.do()
	if err != nil || done.Return.Stage != capability.StageVerified || done.Return.Problem == nil {
		t.Fatalf("at %s with %v, %v", done.Return.Stage, done.Return.Problem, err)
	}
	w.until(capability.StageConfirmationSaved)
	if w.dev.loads != 1 {
		t.Errorf("%d loads", w.dev.loads)
	}
}

// TestADeviceThatWasReadEmptyHoldsNothing: what it held before is not what it holds.
func TestADeviceThatWasReadEmptyHoldsNothing(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	w.until(capability.StageLoaded)
	if r := w.now(); r.After != nil {
		t.Errorf("before it is read again it is said to hold %v", r.After)
	}
	w.until(capability.StageVerified)
	if r := w.now(); r.After == nil || len(r.Held()) != 0 {
		t.Errorf("it was read empty, and is said to hold %v", r.Held())
	}
}
