package desk_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/evident"
	"handback/capability/message"
)

// chosen has a person name a file by its path, as a command does.
func (w *harness) chosen(path string) (desk.Done, error) {
	w.t.Helper()
	stick, err := w.Stick(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return w.desk.TakeFile(w.t.Context(), w.id, stick, desk.Finding{Path: path}, nil)
}

// TestWhatIsSomethingElseIsNeverLoaded, whatever it is called, and not even on a
// person's word.
func TestWhatIsSomethingElseIsNeverLoaded(t *testing.T) {
	w := sentUnread(t)
	others := map[string]string{
		"How to load the response.pdf": "%PDF-1.4 How to load the response\n%%EOF",
		"response.bin":                 "<!DOCTYPE html><html><title>Sign in</title></html>",
		"X200-SN0042 response.zip":     "PK\x03\x04\x14\x00\x00\x00\x08\x00",
		"response.eml":                 "From: portal@example.com\nTo: kim@example.com\nSubject: response\n\nsee below\n",
	}
	for name, data := range others {
		w.put(name, []byte(data))
	}
	w.answerUnread("X200-SN0042.bin", nil)
	var missing *desk.Missing
	if _, err := w.do(); !errors.As(err, &missing) {
		t.Fatalf("something was taken without a word: %v", err)
	}
	for name := range others {
		i := slices.IndexFunc(missing.Found, func(f desk.Finding) bool { return f.Path == name })
		if f := missing.Found[i]; f.Class != desk.IsSomethingElse || f.About == "" || f.Choosable() || !f.Concerns() {
			t.Errorf("%s is %q (%s)", name, f.Class, f.About)
		}
		if _, err := w.chosen(name); !errors.As(err, new(*desk.Missing)) {
			t.Errorf("%s was taken: %v", name, err)
		}
		if _, err := w.desk.AdoptFile(t.Context(), w.means(), desk.Finding{Path: name}, nil); !errors.Is(err, desk.ErrNothingToAdopt) {
			t.Errorf("%s was adopted: %v", name, err)
		}
	}
	if f := w.seen("X200-SN0042.bin"); f.Class != desk.IsUnread || !f.Choosable() || !slices.Contains(f.For, desk.OnlyNewFile) {
		t.Errorf("the vendor's answer is %q, for it %q", f.Class, f.For)
	}
	if r := w.now(); r.Stage != capability.StageRequestSaved || w.dev.loads != 0 {
		t.Errorf("at %s after %d loads", r.Stage, w.dev.loads)
	}
	w.takes(w.seen("X200-SN0042.bin"), nil)
	w.until(capability.StageVerified)
}

// TestDamagedResponseIsMendedOnAPersonsWord: it is never taken unasked, and what
// is loaded and kept is the message as the portal made it.
func TestDamagedResponseIsMendedOnAPersonsWord(t *testing.T) {
	for form, damage := range map[evident.Form]func(data []byte) []byte{
		evident.Padded:  func(d []byte) []byte { return append(slices.Clip(d), 0x1a, 0x1a, 0x1a) },
		evident.Doubled: func(d []byte) []byte { return slices.Concat(d, d) },
		evident.Marked:  func(d []byte) []byte { return append([]byte("\xef\xbb\xbf"), d...) },
		evident.Base64:  func(d []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(d) + "\r\n") },
		evident.Hex:     func(d []byte) []byte { return []byte(hex.EncodeToString(d)) },
	} {
		t.Run(string(form), func(t *testing.T) {
			w := newHarness(t)
			w.start(capability.Order{})
			w.until(capability.StageRequestSaved)
			whole := w.portal.answer(t, w.dev.data, w.now().Before, nil)
			w.put("2-response.bin", damage(whole))
			var missing *desk.Missing
			if _, err := w.do(); !errors.As(err, &missing) {
				t.Fatalf("it was taken without a word: %v", err)
			}
			f := w.seen("2-response.bin")
			if f.Class != desk.IsDamaged || f.Form != form || f.About != string(form) || !f.Mendable || f.Return != w.id {
				t.Fatalf("%+v", f)
			}
			w.id = mendedAs(t, w, f, form, whole).ID
			if f := w.seen("2-response.bin"); f.Class != desk.IsResponse {
				t.Errorf("afterwards it is %q", f.Class)
			}
			w.until(capability.StageConfirmationSaved)
			if f := w.seen("2-response.bin"); f.Class != desk.IsLoaded {
				t.Errorf("at the end it is %q", f.Class)
			}
			w.finish()
		})
	}
}

// mendedAs takes a damaged file and checks what is noted of it.
func mendedAs(t *testing.T, w *harness, f desk.Finding, form evident.Form, whole []byte) capability.Return {
	t.Helper()
	stick, err := w.Stick(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	done, err := w.desk.TakeFile(t.Context(), w.id, stick, f, nil)
	if err != nil || done.Return.Response.SHA256 != capability.DigestOf(whole) {
		t.Fatalf("%+v, %v", done.Return.Response, err)
	}
	noted, ok := done.Return.Entries[len(done.Return.Entries)-1].Fact.(capability.ResponseFound)
	if !ok || noted.Mended != string(form) || noted.Licenses == nil {
		t.Errorf("noted is %+v", noted)
	}
	return done.Return
}

// TestWhatCantBeMendedIsToldAndLeft: how it was damaged is said, and nothing is
// guessed.
func TestWhatCantBeMendedIsToldAndLeft(t *testing.T) {
	for form, damage := range map[evident.Form]func(w *harness, data []byte) []byte{
		evident.Trailing: func(_ *harness, d []byte) []byte { return append(slices.Clip(d), "seen by Lee"...) },
		evident.LineEnds: func(w *harness, _ []byte) []byte {
			data := w.portal.answer(w.t, w.dev.data, w.now().Before, func(r *message.Response) { r.ID[3] = '\n' })
			return []byte(strings.ReplaceAll(string(data), "\n", "\r\n"))
		},
	} {
		w := newHarness(t)
		w.start(capability.Order{})
		w.until(capability.StageRequestSaved)
		w.put("2-response.bin", damage(w, w.portal.answer(t, w.dev.data, w.now().Before, nil)))
		if f := w.seen("2-response.bin"); f.Class != desk.IsDamaged || f.About != string(form) || f.Choosable() {
			t.Errorf("%s: %+v", form, f)
		}
		if _, err := w.chosen("2-response.bin"); !errors.As(err, new(*desk.Missing)) {
			t.Errorf("%s: it was taken: %v", form, err)
		}
	}
}

// TestDamagedMessagesOfOthersAreWhatTheyWere: being damaged makes none of them
// fit.
func TestDamagedMessagesOfOthersAreWhatTheyWere(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	foreign := w.portal.answer(t, w.dev.data, w.now().Before, func(r *message.Response) { r.Host.Value = "X200-SN0099" })
	w.put("2-response.bin", []byte(base64.StdEncoding.EncodeToString(foreign)))
	w.put("request.txt", []byte(hex.EncodeToString(w.dev.data)))
	var missing *desk.Missing
	if _, err := w.do(); !errors.As(err, &missing) || classOf(missing.Found, "2-response.bin") != desk.IsOtherDevice {
		t.Errorf("the response of another device: %v", err)
	}
	if f := w.seen("request.txt"); f.Class != desk.IsRequest || f.Choosable() {
		t.Errorf("the request is %+v", f)
	}
	if _, err := w.chosen("2-response.bin"); !errors.As(err, new(*desk.Missing)) {
		t.Errorf("it was taken: %v", err)
	}
}

// TestFilesAreClassifiedByWhatIsKnown, and not as if a return were open.
func TestFilesAreClassifiedByWhatIsKnown(t *testing.T) {
	w := newHarness(t)
	w.put("Emergency response plan.dat", []byte("x\x00"))
	w.put("Emergency response plan.pdf", []byte("%PDF-1.4"))
	w.fromPortal("good.bin", keepOnly("ACT-1", 4))
	if f := w.seen("Emergency response plan.dat"); f.Class != desk.IsNoMessage || f.Choosable() {
		t.Errorf("with no return a file is %q", f.Class)
	}
	if f := w.seen("Emergency response plan.pdf"); f.Class != desk.IsSomethingElse {
		t.Errorf("a document is %q", f.Class)
	}
	if f := w.seen("good.bin"); f.Class != desk.IsForDevice || f.About != w.dev.host.String() {
		t.Errorf("a good response is %q for %q", f.Class, f.About)
	}
	w.dev.host.Value = "X200-SN0099"
	if p := w.where(); classOf(p.Findings, "good.bin") != desk.IsOtherDevice {
		t.Errorf("beside another device it is %q", classOf(p.Findings, "good.bin"))
	}
	w.start(capability.Order{})
	if f := w.seen("good.bin"); f.Class != desk.IsForDevice {
		t.Errorf("beside the return of another device it is %q", f.Class)
	}
}

// TestABadCaseIsThatFilesClass: it does not end the search.
func TestABadCaseIsThatFilesClass(t *testing.T) {
	w := newHarness(t)
	w.answered()
	for i, text := range []string{
		`{"handback":1,"return":"R-7F3K2","journal":[null]}`,
		`{"handback":1,"journal":[]}`,
		`{"handback":1,"journal":{}}`,
		`{"handback":7,"journal":[]}`,
		`{"handback":1,"journal":[{"kind":"opened","fact":{"reading":{"licenses":7}}}]}`,
		`{"handback":1,"journal":[{"at":"never","kind":"opened","fact":{}}]}`,
		`{"handback":1,"journal":[{"at":"2026-03-02T10:40:00Z","kind":"cancelled","fact":{}}]}`,
		`{"handback":1,"journal":[{"at":"2026-03-02T10:40:00Z","kind":"opened","fact":null}]}`,
		`{"handback":1,"journal":[{"at":"2026-03-02T10:40:00Z","kind":"opened","fact":{"id":"../../R-7F3K2"}}]}`,
		`{"handback":1,"journal":[{"at":"0000-01-01T00:00:00+01:00","kind":"opened","fact":{"id":"R-7F3K2"}}]}`,
		`{"handback":1`,
		"\x00",
	} {
		name := filepath.Join("HANDBACK", fmt.Sprintf("R-%d", i), "return.json")
		if err := os.MkdirAll(filepath.Join(w.dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		w.put(name, []byte(text))
		if f := w.seen(filepath.ToSlash(name)); f.Class != desk.IsBadCase || f.About == "" || f.Concerns() {
			t.Errorf("%s is %q (%s)", text, f.Class, f.About)
		}
	}
	if p := w.where(); p.Suggest != desk.TakeAnswer {
		t.Errorf("beside them the answer is not seen: %q", p.Suggest)
	}
}

// TestACutLookIsTold by everyone who looked, and the case's own folder is seen
// first anyway.
func TestACutLookIsTold(t *testing.T) {
	w := newHarness(t)
	r := w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	for _, name := range []string{"Photos", "HANDBACK/AAA"} {
		dir := filepath.Join(w.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	stick, err := w.Stick(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	few := fewEntries{stick, 40}
	means := desk.Means{Device: w.dev, Stick: few}
	for i := range 100 {
		w.put(filepath.Join("Photos", fmt.Sprintf("%03d.jpg", i)), []byte{0xff, 0xd8, 0xff, byte(i)})
		w.put(filepath.Join("HANDBACK", "AAA", fmt.Sprintf("%03d.jpg", i)), []byte{0xff, 0xd8, 0xff, byte(i)})
	}
	var missing *desk.Missing
	if _, err := w.desk.Do(t.Context(), r.ID, means, nil); !errors.As(err, &missing) || missing.Incomplete.IsZero() {
		t.Errorf("nothing was found, and it is not said how far it was looked: %v", err)
	}
	if p, err := w.desk.Where(t.Context(), means, nil); err != nil || p.Incomplete.IsZero() {
		t.Errorf("where: %q, %v", p.Incomplete, err)
	}
	if _, err := w.desk.TakeFile(t.Context(), r.ID, few, desk.Finding{Path: "ZZZ/response.bin"}, nil); !errors.Is(err, desk.ErrCutShort) {
		t.Errorf("a file that may be there: %v", err)
	}
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	done, err := w.desk.Do(t.Context(), r.ID, means, nil)
	if err != nil || done.Return.Stage != capability.StageResponseFound || done.Incomplete.IsZero() {
		t.Errorf("at %s, %q, %v", done.Return.Stage, done.Incomplete, err)
	}
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
		want desk.Class
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
			if got := classOf(missing.Found, "response.bin"); got != tt.want {
				t.Errorf("class %q, want %q", got, tt.want)
			}
			w.atPortal("1-return-request.bin", "anything.dat", nil)
			if r := w.until(capability.StageResponseFound); r.Response == nil {
				t.Error("the right response was not found beside it")
			}
		})
	}
}

func classOf(found []desk.Finding, name string) desk.Class {
	for _, f := range found {
		if filepath.Base(f.Path) == name {
			return f.Class
		}
	}
	return "not seen"
}
