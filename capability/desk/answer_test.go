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
	"handback/capability/media"
	"handback/capability/message"
	"handback/capability/testkit"
)

func stripped(request []byte) []byte { return bytes.TrimPrefix(request, []byte("VENDOR")) }

func keepAll(held []capability.License) func(*message.Response) {
	return func(r *message.Response) { r.Rights = held }
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
	if classOf(missing.Found, "old.bin") != desk.IsStale || classOf(missing.Found, "new.bin") != desk.IsLoaded {
		t.Errorf("%+v", missing.Found)
	}
}

func TestResponseIsFoundAmongFiveThousandFiles(t *testing.T) {
	testkit.Long(t, "five thousand files")
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

// takes has a person choose the file and checks what happens.
func (w *harness) takes(chosen desk.Finding, want error) {
	w.t.Helper()
	stick, err := w.Stick(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	before := w.now().Stage
	done, err := w.desk.TakeFile(w.t.Context(), w.id, stick, chosen, nil)
	if !errors.Is(err, want) {
		w.t.Fatalf("TakeFile = %v, want %v", err, want)
	}
	after := capability.StageResponseFound
	if want != nil {
		after = before
	}
	if w.now().Stage != after || want == nil && done.Return.Response.SHA256 != chosen.Digest {
		w.t.Errorf("at %s with %+v", w.now().Stage, done.Return.Response)
	}
}

// TestAnUnreadResponseIsTakenOnAPersonsWord: not by its name, and not because it
// is the only one.
func TestAnUnreadResponseIsTakenOnAPersonsWord(t *testing.T) {
	w := sentUnread(t)
	if _, err := w.do(); !errors.As(err, new(*desk.Missing)) {
		t.Fatalf("last year's response was taken: %v", err)
	}
	w.answerUnread("response.bin", nil)
	var missing *desk.Missing
	if _, err := w.do(); !errors.As(err, &missing) || classOf(missing.Found, "response.bin") != desk.IsUnread {
		t.Fatalf("the only one was taken: %v", err)
	}
	w.put("response (1).bin", []byte("\x00of another tool"))
	if _, err := w.do(); !errors.As(err, &missing) || len(missing.Found) == 0 {
		t.Fatalf("one of two was taken: %v", err)
	}
	w.takes(w.seen("response.bin"), nil)
	if r := w.until(capability.StageVerified); len(w.dev.held) != 0 {
		t.Errorf("at %s the device holds %v", r.Stage, w.dev.held)
	}
}

func TestChangedSinceItWasChosen(t *testing.T) {
	w := sentUnread(t)
	w.answerUnread("SN0042.bin", nil)
	chosen := w.seen("SN0042.bin")
	w.put("SN0042.bin", []byte("something else"))
	w.takes(chosen, media.ErrChanged)
	if err := os.Remove(filepath.Join(w.dir, "SN0042.bin")); err != nil {
		t.Fatal(err)
	}
	w.takes(chosen, media.ErrChanged)
	w.answerUnread("SN0042.bin", nil)
	w.takes(w.seen("SN0042.bin"), nil)
}

func TestNotEveryFileCanBeChosen(t *testing.T) {
	w := sentUnread(t)
	slip := filepath.Join("HANDBACK", string(w.id)+"_X200_SN0042")
	var missing *desk.Missing
	for _, name := range []string{"1-return-request.bin", "READ-ME-FIRST.txt", "return.json"} {
		stick, err := w.Stick(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		chosen := desk.Finding{Path: filepath.ToSlash(filepath.Join(slip, name))}
		if _, err := w.desk.TakeFile(t.Context(), w.id, stick, chosen, nil); !errors.As(err, &missing) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.answerUnread("SN0042.bin", nil)
	w.takes(w.seen("SN0042.bin"), nil)
	w.until(capability.StageLoaded)
	w.takes(desk.Finding{Path: "SN0042.bin"}, desk.ErrNoAnswerDue)
}
