package desk_test

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/evident"
	"handback/capability/message"
	"handback/capability/typed"
)

// enter types an answer to the return of the harness.
func (w *harness) enter(kind capability.ArtifactKind, data []byte) (desk.Done, error) {
	w.t.Helper()
	page, err := typed.Text(typed.Message{Kind: kind, Data: data})
	if err != nil {
		w.t.Fatal(err)
	}
	var entry typed.Entry
	if wrong := entry.Enter(page); wrong != nil {
		w.t.Fatal(wrong)
	}
	return w.desk.TakeEntered(w.t.Context(), w.id, &entry)
}

// carry reads what a person at the portal reads from the screen.
func (w *harness) carry() []byte {
	w.t.Helper()
	m, err := w.desk.ToCarry(w.id, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return m.Data
}

// TestReturnWithoutAStick: nothing is ever saved, and it closes on proof.
func TestReturnWithoutAStick(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	done, err := w.enter(capability.PortalResponse, w.portal.answer(t, w.carry(), w.now().Before, nil))
	if err != nil || done.Act.Kind != capability.ActFetchResponse || !done.ByHand || done.Return.Stage != capability.StageResponseFound {
		t.Fatalf("%+v at %s, %v", done.Act, done.Return.Stage, err)
	}
	w.until(capability.StageConfirmationMade)
	done, err = w.enter(capability.PortalReceipt, w.portal.answer(t, w.carry(), nil, nil))
	if err != nil || done.Return.Closing != capability.ClosedOnProof || done.Act.Kind != capability.ActUploadConfirmation {
		t.Fatalf("closed on %q, %v", done.Return.Closing, err)
	}
	for _, e := range w.now().Entries {
		if found, ok := e.Fact.(capability.ResponseFound); ok && !strings.HasPrefix(found.Path, "typed/") {
			t.Errorf("it is noted as found at %q", found.Path)
		}
	}
	if files, err := os.ReadDir(w.dir); err != nil || len(files) != 0 {
		t.Errorf("on the stick are %v, %v", files, err)
	}
	if _, err := w.enter(capability.PortalResponse, []byte("one more")); !errors.Is(err, desk.ErrNoAnswerDue) {
		t.Errorf("after the end: %v", err)
	}
}

// TestWhatIsNotTheAnswerIsRefused, with the classes that it would have on a
// stick, and leaves no draft behind.
func TestWhatIsNotTheAnswerIsRefused(t *testing.T) {
	tests := []struct {
		name string
		data func(w *harness) []byte
		want desk.Class
	}{
		{"for another device", func(w *harness) []byte {
			return w.portal.answer(w.t, w.carry(), w.now().Before, func(r *message.Response) { r.Host.Value = "X200-SN0099" })
		}, desk.IsOtherDevice},
		{"the request itself", (*harness).carry, desk.IsRequest},
		{"damaged", func(w *harness) []byte {
			return bytes.TrimSuffix(w.carry(), w.carry()[200:])
		}, desk.IsDamaged},
		{"no message", func(*harness) []byte { return []byte("\x00a vendor's own") }, desk.IsNoMessage},
		{"text", func(*harness) []byte { return []byte("a shopping list") }, desk.IsSomethingElse},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newHarness(t)
			w.start(capability.Order{})
			r := w.until(capability.StageRequestMade)
			_, err := w.enter(capability.PortalResponse, tt.data(w))
			var missing *desk.Missing
			if !errors.As(err, &missing) || missing.Need != capability.NeedsPortal || missing.Found[0].Class != tt.want {
				t.Fatalf("got %v", err)
			}
			if now := w.now(); now.Stage != r.Stage || len(now.Entries) != len(r.Entries) {
				t.Errorf("it was noted: %s", now.Stage)
			}
			if entry, err := w.desk.Entered(w.id); err != nil || entry.State().Head != nil {
				t.Errorf("it is still there: %v", err)
			}
		})
	}
}

func TestEntryIsPutDownAndTakenUp(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	lines, err := typed.Lines(typed.Message{Kind: capability.PortalResponse, Data: w.portal.answer(t, w.carry(), w.now().Before, nil)})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		entry, err := w.desk.Entered(w.id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.desk.TakeEntered(t.Context(), w.id, entry); !errors.As(err, new(*typed.MissingError)) {
			t.Fatalf("taken too early: %v", err)
		}
		if err := entry.Add(line); err != nil {
			t.Fatal(err)
		}
		if err := w.desk.KeepEntered(w.id, entry); err != nil {
			t.Fatal(err)
		}
	}
	entry, err := w.desk.Entered(w.id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.TakeEntered(t.Context(), w.id, entry); err != nil {
		t.Error(err)
	}
	if entry, err := w.desk.Entered(w.id); err != nil || entry.Text() != "" {
		t.Errorf("%q is left: %v", entry.Text(), err)
	}
}

// TestDraftOfAKnownAnswerIsForgotten: a cut came after the answer was noted
// and before its draft was taken away.
func TestDraftOfAKnownAnswerIsForgotten(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	answer := w.portal.answer(t, w.carry(), w.now().Before, nil)
	if _, err := w.enter(capability.PortalResponse, answer); err != nil {
		t.Fatal(err)
	}
	page, err := typed.Text(typed.Message{Kind: capability.PortalResponse, Data: answer})
	if err != nil {
		t.Fatal(err)
	}
	var left typed.Entry
	left.Enter(page)
	if err := w.desk.KeepEntered(w.id, &left); err != nil {
		t.Fatal(err)
	}
	if entry, err := w.desk.Entered(w.id); err != nil || entry.State().Head != nil {
		t.Errorf("it is entered again: %v", err)
	}
}

func TestNothingToCarryYet(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	for _, kind := range []capability.ArtifactKind{"", capability.ConfirmationRequest, capability.DeclarationFile} {
		if _, err := w.desk.ToCarry(w.id, kind); !errors.Is(err, desk.ErrNothingToUpload) {
			t.Errorf("%q: %v", kind, err)
		}
	}
}

func TestDamagedResponseIsMendedWhenEntered(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	whole := w.portal.answer(t, w.carry(), w.now().Before, nil)
	done, err := w.enter(capability.PortalResponse, append(slices.Clip(whole), '\n'))
	if err != nil || done.Return.Response.SHA256 != capability.DigestOf(whole) {
		t.Fatalf("%+v, %v", done.Found, err)
	}
	noted := done.Return.Entries[len(done.Return.Entries)-1].Fact.(capability.ResponseFound)
	if noted.Mended != string(evident.Padded) || !noted.ByHand {
		t.Errorf("noted is %+v", noted)
	}
}
