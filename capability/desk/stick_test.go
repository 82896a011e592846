package desk_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
)

func stripped(request []byte) []byte { return bytes.TrimPrefix(request, []byte("VENDOR")) }

func keepAll(held []capability.License) func(*message.Response) {
	return func(r *message.Response) { r.Rights = held }
}

// TestEveryFileOnTheStickIsNamed lays everything that is not the response
// beside it, one at a time, and then the response.
func TestEveryFileOnTheStickIsNamed(t *testing.T) {
	other := func(r *message.Response) { r.Host.Value = "X200-SN0099" }
	strange := func(r *message.Response) {
		r.Answers = &message.ID{0xff}
		r.Rights = []capability.License{{ActivationID: "ACT-1", Feature: "imaging", Version: "2.0", Count: 4}}
	}
	tests := []struct {
		name string
		lay  func(w *harness, good func(edit func(*message.Response)) []byte)
		want desk.Verdict
	}{
		{"for another device", func(w *harness, good func(func(*message.Response)) []byte) {
			w.put("response.bin", good(other))
		}, desk.IsOtherDevice},
		{"for another request", func(w *harness, good func(func(*message.Response)) []byte) {
			w.put("response.bin", good(strange))
		}, desk.IsOtherRequest},
		{"truncated", func(w *harness, good func(func(*message.Response)) []byte) {
			data := good(nil)
			w.put("response.bin", data[:len(data)-20])
		}, desk.IsDamaged},
		{"rubbish", func(w *harness, _ func(func(*message.Response)) []byte) {
			w.put("response.bin", []byte("\x00hello"))
		}, desk.IsNoMessage},
		{"text", func(w *harness, _ func(func(*message.Response)) []byte) {
			w.put("response.bin", []byte("hello"))
		}, desk.IsSomethingElse},
		{"100 MB of zeros", func(w *harness, _ func(func(*message.Response)) []byte) {
			w.put("response.bin", nil)
			if err := os.Truncate(filepath.Join(w.dir, "response.bin"), 100<<20); err != nil {
				w.t.Fatal(err)
			}
		}, desk.IsNotLookedInto},
		{"link", func(w *harness, good func(func(*message.Response)) []byte) {
			outside := filepath.Join(w.t.TempDir(), "response.bin")
			w.put(outside, good(nil))
			if err := os.Symlink(outside, filepath.Join(w.dir, "response.bin")); err != nil {
				w.t.Skip(err)
			}
		}, desk.IsNotLookedInto},
		{"folder", func(w *harness, _ func(func(*message.Response)) []byte) {
			if err := os.Mkdir(filepath.Join(w.dir, "response.bin"), 0o755); err != nil {
				w.t.Fatal(err)
			}
		}, desk.IsNotLookedInto},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newHarness(t)
			w.start(capability.Order{})
			w.until(capability.StageRequestSaved)
			request, held := w.dev.data, w.now().Before
			tt.lay(w, func(edit func(*message.Response)) []byte { return w.portal.answer(t, request, held, edit) })
			_, err := w.do()
			var missing *desk.Missing
			if !errors.As(err, &missing) {
				t.Fatalf("it was taken for the response: %v", err)
			}
			if got := verdictOf(missing.Found, "response.bin"); got != tt.want {
				t.Errorf("verdict %q, want %q", got, tt.want)
			}
			w.atPortal("1-return-request.bin", "anything.dat", nil)
			if r := w.until(capability.StageResponseFound); r.Response == nil {
				t.Error("the right response was not found beside it")
			}
		})
	}
}

func verdictOf(found []desk.Finding, name string) desk.Verdict {
	for _, f := range found {
		if filepath.Base(f.Path) == name {
			return f.Verdict
		}
	}
	return "not seen"
}

// TestResponseWithoutTheOrderIsLoadedAndAskedAgain: it brings the device in line
// with the portal, and only a new request can get another answer.
func TestResponseWithoutTheOrderIsLoadedAndAskedAgain(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.atPortal("1-return-request.bin", "2-response.bin", func(r *message.Response) {
		r.Rights = w.dev.held
		r.Notes = []message.Note{{ActivationID: "ACT-1", Code: message.NoteCount}}
	})
	r := w.until(capability.StageResponseFound)
	if r.Problem == nil || r.Problem.Kind != capability.ProblemWithout || !strings.Contains(r.Problem.Text, "ACT-1") {
		t.Fatalf("problem %+v", r.Problem)
	}
	w.until(capability.StageLoaded)
	if _, err := w.do(); !errors.Is(err, desk.ErrStillThere) {
		t.Fatal(err)
	}
	if r := w.until(capability.StageRequestMade); w.dev.makes != 2 || len(r.Superseded) != 1 {
		t.Errorf("%d requests, superseded %v", w.dev.makes, r.Superseded)
	}
}

func TestNewestResponseWins(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.atPortal("1-return-request.bin", "a-response.bin", nil)
	w.atPortal("1-return-request.bin", "b-response.bin", nil)
	newer, err := os.ReadFile(filepath.Join(w.dir, "HANDBACK", string(w.id)+"_X200_SN0042", "b-response.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if r := w.until(capability.StageResponseFound); r.Response.SHA256 != capability.DigestOf(newer) {
		t.Error("the older response was taken")
	}
}

func TestOldResponsesAreStaleAfterLoading(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.atPortal("1-return-request.bin", "old.bin", nil)
	w.atPortal("1-return-request.bin", "new.bin", nil)
	w.until(capability.StageConfirmationSaved)
	_, err := w.do()
	var missing *desk.Missing
	if !errors.As(err, &missing) {
		t.Fatal(err)
	}
	if verdictOf(missing.Found, "old.bin") != desk.IsStale || verdictOf(missing.Found, "new.bin") != desk.IsLoaded {
		t.Errorf("%+v", missing.Found)
	}
}

func TestResponseIsFoundAmongFiveThousandFiles(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	photos := filepath.Join(w.dir, "DCIM")
	if err := os.Mkdir(photos, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 5000 {
		w.put(filepath.Join(photos, fmt.Sprintf("IMG_%04d.JPG", i)), nil)
	}
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	if _, err := w.do(); err != nil || w.now().Stage != capability.StageResponseFound {
		t.Errorf("stage %s, %v", w.now().Stage, err)
	}
}

func TestSaveAgainGoesToAnotherStick(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.dir = t.TempDir()
	stick, err := w.Stick(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	done, err := w.desk.SaveAgain(t.Context(), w.id, stick, nil)
	if err != nil || done.Return.Stage != capability.StageRequestSaved || len(done.Saved) == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	w.finish()
}
