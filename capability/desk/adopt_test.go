package desk_test

import (
	"encoding/base64"
	"errors"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
	"handback/capability/typed"
)

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
	if !errors.Is(err, desk.ErrNothingToAdopt) || classOf(done.Found, "other.bin") != desk.IsOtherDevice {
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

func TestDamagedResponseIsAdoptedOnAPersonsWord(t *testing.T) {
	w := newHarness(t)
	whole := w.portal.issue(t, w.dev.host, w.dev.held, keepOnly("ACT-1", 4))
	w.put("mail.txt", []byte(base64.StdEncoding.EncodeToString(whole)))
	if done, err := w.desk.Adopt(t.Context(), w.means(), nil); !errors.Is(err, desk.ErrNothingToAdopt) || !done.Found[0].Mendable {
		t.Fatalf("without a word: %v", err)
	}
	done, err := w.desk.AdoptFile(t.Context(), w.means(), desk.Finding{Path: "mail.txt"}, nil)
	if err != nil || done.Return.Response.SHA256 != capability.DigestOf(whole) || len(done.Return.Order.Lines) == 0 {
		t.Fatalf("%+v, %v", done.Return, err)
	}
}

func TestResponseOfThePortalIsAdoptedByHand(t *testing.T) {
	w := newHarness(t)
	foreign := typed.Message{Kind: capability.PortalResponse, Data: w.portal.issue(t, capability.HostID{Type: "STRING", Value: "other"}, w.dev.held, keepOnly("ACT-1", 4))}
	done, err := w.desk.AdoptEntered(t.Context(), w.dev, foreign, nil)
	if !errors.Is(err, desk.ErrNothingToAdopt) || done.Found[0].Class != desk.IsOtherDevice {
		t.Fatalf("%v, %+v", err, done.Found)
	}
	own := typed.Message{Kind: capability.PortalResponse, Data: w.portal.issue(t, w.dev.host, w.dev.held, keepOnly("ACT-1", 4))}
	done, err = w.desk.AdoptEntered(t.Context(), w.dev, own, nil)
	if err != nil || done.Return.Way != capability.FromPortal || done.Return.Stage != capability.StageResponseFound || !done.ByHand {
		t.Fatalf("%+v, %v", done.Return, err)
	}
	if _, err := w.desk.AdoptEntered(t.Context(), w.dev, own, nil); !errors.As(err, new(*desk.OpenReturn)) {
		t.Errorf("again: %v", err)
	}
}
