package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/message"
)

// sentUnread is a harness whose device makes messages that nobody can read,
// with the request on a stick that held a file before.
func sentUnread(t *testing.T) *harness {
	t.Helper()
	w := newHarness(t)
	w.dev.opaque = true
	w.put("old-response.bin", []byte("VENDOR\x00from last year"))
	w.start(capability.Order{})
	w.advance()
	return w
}

// answer lays the vendor's unreadable response on the stick.
func (w *harness) answerUnread(name string, edit func(*message.Response)) {
	w.t.Helper()
	data := w.portal.answer(w.t, w.dev.data, w.now().Before, edit)
	w.put(name, append([]byte("VENDOR"), data...))
}

// seen gives the finding of that name after a look at the stick.
func (w *harness) seen(name string) desk.Finding {
	w.t.Helper()
	stick, err := w.Stick(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := w.desk.Where(w.t.Context(), desk.Means{Stick: stick}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	i := slices.IndexFunc(p.Findings, func(f desk.Finding) bool { return f.Path == name })
	if i < 0 {
		w.t.Fatalf("%s is not among %+v", name, p.Findings)
	}
	return p.Findings[i]
}

func TestReasonsForAnUnreadFile(t *testing.T) {
	w := sentUnread(t)
	w.answerUnread("X200_SN0042.lic", nil)
	long := w.now().OpenedAt.Add(-72 * time.Hour)
	if err := os.Chtimes(filepath.Join(w.dir, "old-response.bin"), long, long); err != nil {
		t.Fatal(err)
	}
	f := w.seen("X200_SN0042.lic")
	if want := []desk.Reason{desk.NamedAfterDevice, desk.NewerThanRequest, desk.OnlyNewFile}; !slices.Equal(f.For, want) || f.Against != nil {
		t.Errorf("for it %q, against it %q", f.For, f.Against)
	}
	if f.ModTime.IsZero() || f.Size == 0 || f.Digest == (capability.Digest{}) {
		t.Errorf("%+v lacks what a person chooses by", f)
	}
	f = w.seen("old-response.bin")
	if !slices.Equal(f.For, []desk.Reason{desk.CalledResponse}) || !slices.Equal(f.Against, []desk.Reason{desk.OlderThanRequest, desk.ThereBefore}) {
		t.Errorf("for it %q, against it %q", f.For, f.Against)
	}
	w.put("notes.dat", []byte("\x00somebody's notes"))
	f = w.seen("notes.dat")
	if !slices.Equal(f.Against, []desk.Reason{desk.NamedOtherwise, desk.OneOfSeveral}) {
		t.Errorf("against the notes %q", f.Against)
	}
	slip := filepath.ToSlash(filepath.Join("HANDBACK", string(w.id)+"_X200_SN0042", "READ-ME-FIRST.txt"))
	if f := w.seen(slip); f.For != nil || f.Against != nil {
		t.Errorf("the slip is weighed: %q, %q", f.For, f.Against)
	}
}

// What lay on another stick is not known: no word on what is new there.
func TestAnotherStickSaysNothingOfWhatIsNew(t *testing.T) {
	w := sentUnread(t)
	w.dir = t.TempDir()
	w.answerUnread("response.bin", nil)
	f := w.seen("response.bin")
	for _, r := range append(f.For, f.Against...) {
		if r == desk.OnlyNewFile || r == desk.ThereBefore || r == desk.OneOfSeveral {
			t.Errorf("it is said to be %s", r)
		}
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
	if _, err := w.do(); !errors.As(err, &missing) || verdictOf(missing.Found, "response.bin") != desk.IsUnread {
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

// takes has a person choose the file and checks what comes of it.
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
