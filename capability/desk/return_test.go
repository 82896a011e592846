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
		"ACT-1: 10 held before, 0 shall remain, 10 come back", "NOT FINISHED", "2-response.bin",
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

func TestOneOpenReturnPerDevice(t *testing.T) {
	w := newHarness(t)
	first := w.start(capability.Order{})
	reading, err := w.desk.Read(t.Context(), w.dev, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.desk.Start(t.Context(), reading, capability.ReturnAll(reading.Licenses), "")
	var open *desk.OpenReturn
	if !errors.As(err, &open) || open.ID != first.ID {
		t.Errorf("a second return was opened: %v", err)
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
