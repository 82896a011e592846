package desk_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
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
	if want := []desk.Evidence{desk.NamedAfterDevice, desk.NewerThanRequest, desk.OnlyNewFile}; !slices.Equal(f.For, want) || f.Against != nil {
		t.Errorf("for it %q, against it %q", f.For, f.Against)
	}
	if f.ModTime.IsZero() || f.Size == 0 || f.Digest == (capability.Digest{}) {
		t.Errorf("%+v lacks what a person chooses by", f)
	}
	f = w.seen("old-response.bin")
	if !slices.Equal(f.For, []desk.Evidence{desk.CalledResponse}) || !slices.Equal(f.Against, []desk.Evidence{desk.OlderThanRequest, desk.ThereBefore}) {
		t.Errorf("for it %q, against it %q", f.For, f.Against)
	}
	w.put("notes.dat", []byte("\x00somebody's notes"))
	f = w.seen("notes.dat")
	if !slices.Equal(f.Against, []desk.Evidence{desk.NamedOtherwise, desk.OneOfSeveral}) {
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
