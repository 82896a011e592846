package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
)

func TestPortalTakesAwayAPartOfTheOrderAtTheSameTime(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.fromPortal("removed.bin", keepOnly("ACT-1", 10)) // ACT-2 is gone, ACT-1 stays
	w.until(capability.StageRequestSaved)
	var missing *desk.Missing
	if _, err := w.do(); !errors.As(err, &missing) || verdictOf(missing.Found, "removed.bin") != desk.IsRemoval {
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
