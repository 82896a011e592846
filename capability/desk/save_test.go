package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/testkit"
)

var errPower = errors.New("the power went")

// cutLedger loses power when it is to note that something was saved.
type cutLedger struct {
	desk.Ledger
	whole bool
}

func (l *cutLedger) Append(id capability.ReturnID, e capability.Entry) (capability.Return, error) {
	if _, saved := e.Fact.(capability.Saved); saved && !l.whole {
		return capability.Return{}, errPower
	}
	return l.Ledger.Append(id, e)
}

// caseOn counts the facts of the case on the stick.
func (w *harness) caseOn() int {
	w.t.Helper()
	found, err := filepath.Glob(filepath.Join(w.dir, "HANDBACK", "*", "return.json"))
	if err != nil || len(found) != 1 {
		w.t.Fatalf("cases on the stick: %v, %v", found, err)
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		w.t.Fatal(err)
	}
	var c struct {
		Entries []capability.Entry `json:"journal"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		w.t.Fatal(err)
	}
	return len(c.Entries)
}

// Wherever a request is on a stick, the case is beside it: another laptop
// must not have to do with an older one, or with none.
func TestTheCaseIsOnTheStickAtOnceAndAfterwardsWhole(t *testing.T) {
	cut := &cutLedger{}
	w := newHarnessWith(t, func(o *desk.Options) {
		cut.Ledger = o.Ledger
		o.Ledger = cut
	})
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	if _, err := w.do(); !errors.Is(err, errPower) {
		t.Fatalf("got %v", err)
	}
	if got, want := w.caseOn(), len(w.now().Entries); got != want {
		t.Errorf("after the cut the case has %d facts of %d", got, want)
	}
	cut.whole = true
	done, err := w.do()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := w.caseOn(), len(w.now().Entries); got != want {
		t.Errorf("the case has %d facts of %d", got, want)
	}
	names := map[string]int{}
	for _, s := range done.Saved {
		names[s.Name]++
	}
	if len(done.Saved) != 3 || len(names) != 3 {
		t.Errorf("told as saved: %v", names)
	}
}

func TestRequestIsSavedThoughTheCaseIsTooLong(t *testing.T) {
	testkit.Long(t, "a case of many megabytes")
	w := newHarness(t)
	for n := range 700 {
		long := strings.Repeat("\x01", capability.MaxText)
		w.dev.held = append(w.dev.held, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-LONG-%d", n)), Feature: long, Version: long, Count: 1,
		})
	}
	w.start(capability.Order{Lines: []capability.Line{{ActivationID: "ACT-1"}}})
	r := w.until(capability.StageRequestSaved)
	folder := filepath.Join(w.dir, "HANDBACK", string(r.ID)+"_X200_SN0042")
	if _, err := os.Stat(filepath.Join(folder, "1-return-request.bin")); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(folder, media.CaseName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the case is not too long: %v, %v", info, err)
	}
}

// half is a stick that takes the first file of an act and no other.
type half struct{ *media.Stick }

func (s half) SaveAll(ctx context.Context, all []media.CaseFiles, report capability.Report) []media.CaseSaved {
	saved, err := s.Save(ctx, all[0].Case, all[0].Files[:1], report)
	return []media.CaseSaved{{Saved: saved, Err: errors.Join(err, media.ErrImmutable)}}
}

// TestWhatIsSavedIsToldThoughNotAllWas: the request counts, and what is missing
// beside it is said; saved again it is whole.
func TestWhatIsSavedIsToldThoughNotAllWas(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	stick, err := media.Open(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	done, err := w.desk.Do(t.Context(), w.id, desk.Means{Stick: half{stick}}, nil)
	if !errors.Is(err, desk.ErrSlipBehind) || !errors.Is(err, media.ErrImmutable) || done.Return.Stage != capability.StageRequestSaved {
		t.Fatalf("at %s: %v", done.Return.Stage, err)
	}
	done, err = w.desk.SaveAgain(t.Context(), w.id, w.means().Stick, nil)
	if err != nil || !done.Saved[0].Kept {
		t.Errorf("again: %+v, %v", done.Saved, err)
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

// folder is the case's folder on the stick.
func (w *harness) folder() string {
	w.t.Helper()
	return filepath.Join(w.dir, "HANDBACK", string(w.id)+"_X200_SN0042")
}

// block puts folders under a name and all numbered ones, so that no file can
// take any of them.
func (w *harness) block(name string) {
	w.t.Helper()
	ext := filepath.Ext(name)
	for n := 1; n <= 99; n++ {
		numbered := name
		if n > 1 {
			numbered = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
		}
		if err := os.MkdirAll(filepath.Join(w.folder(), numbered), 0o755); err != nil {
			w.t.Fatal(err)
		}
	}
}

// The request is what counts: whatever goes with it can't hide that it is on the
// stick and was read back.
func TestWhatGoesWithTheRequestNeverHidesIt(t *testing.T) {
	tests := []struct {
		blocked string
		want    error
	}{
		{"READ-ME-FIRST.txt", desk.ErrSlipBehind},
		{media.CaseName, desk.ErrCaseBehind},
		{media.Manifest, desk.ErrSumsBehind},
	}
	for _, tt := range tests {
		t.Run(tt.blocked, func(t *testing.T) {
			w := newHarness(t)
			w.start(capability.Order{})
			w.until(capability.StageRequestMade)
			w.block(tt.blocked)
			done, err := w.do()
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v", err)
			}
			r := w.now()
			data, failed := os.ReadFile(filepath.Join(w.folder(), "1-return-request.bin"))
			if failed != nil || capability.DigestOf(data) != r.Request.SHA256 {
				t.Fatalf("the request is not on the stick: %v", failed)
			}
			if r.Stage != capability.StageRequestSaved || len(done.Saved) == 0 || done.Saved[0].Name != "1-return-request.bin" {
				t.Errorf("stage %s, saved %v", r.Stage, done.Saved)
			}
		})
	}
}

func TestARequestThatHasNoPlaceIsNotCalledSaved(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	w.block("1-return-request.bin")
	done, err := w.do()
	for _, behind := range []error{desk.ErrSlipBehind, desk.ErrCaseBehind, desk.ErrSumsBehind} {
		if errors.Is(err, behind) {
			t.Errorf("got %v", err)
		}
	}
	if !errors.Is(err, media.ErrTaken) || len(done.Saved) != 0 || w.now().Stage != capability.StageRequestMade {
		t.Errorf("saved %v at %s, %v", done.Saved, w.now().Stage, err)
	}
}

// deniedStick is a stick that refuses the case: its return.json can't be changed.
type deniedStick struct{ *media.Stick }

func (s deniedStick) SaveAll(ctx context.Context, all []media.CaseFiles, report capability.Report) []media.CaseSaved {
	files := all[0].Files
	n := slices.IndexFunc(files, func(f media.File) bool { return f.Name == media.CaseName })
	saved, err := s.Save(ctx, all[0].Case, files[:n], report)
	return []media.CaseSaved{{Saved: saved, Err: errors.Join(err, fmt.Errorf("%s: %w", media.CaseName, media.ErrPermission))}}
}

func TestACaseThatMayNotBeWrittenIsNamed(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	stick, err := media.Open(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		done, err := w.desk.SaveAgain(t.Context(), w.id, deniedStick{stick}, nil)
		if !errors.Is(err, desk.ErrCaseBehind) || !errors.Is(err, media.ErrPermission) || len(done.Saved) != 2 || done.Return.Stage != capability.StageRequestSaved {
			t.Fatalf("%s, %v, %v", done.Return.Stage, done.Saved, err)
		}
	}
}

// Another file lies where the request should: the slip, the case and the journal
// name the one that was saved, and the slip warns of the other.
func TestTheFileThatWasReallySavedIsNamed(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	if err := os.MkdirAll(w.folder(), 0o755); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(w.folder(), "1-return-request.bin")
	w.put(other, []byte("the request of somebody else"))
	done, err := w.do()
	if err != nil {
		t.Fatal(err)
	}
	const name = "1-return-request-2.bin"
	if done.Saved[0].Name != name {
		t.Errorf("saved as %s", done.Saved[0].Name)
	}
	data, err := os.ReadFile(filepath.Join(w.folder(), name))
	if err != nil || capability.DigestOf(data) != w.now().Request.SHA256 {
		t.Errorf("%s: %v", name, err)
	}
	if still, err := os.ReadFile(other); err != nil || string(still) != "the request of somebody else" {
		t.Errorf("the other file holds %q, %v", still, err)
	}
	onStick, err := os.ReadFile(filepath.Join(w.folder(), "READ-ME-FIRST.txt"))
	if err != nil {
		t.Fatal(err)
	}
	onScreen, err := w.desk.Slip(w.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, slip := range []string{strings.ReplaceAll(string(onStick), "\r\n", "\n"), onScreen} {
		if !strings.Contains(slip, "Choose the file   "+name+"\n") || !strings.Contains(slip, "Do NOT upload the file with this name, it is another file:\n  1-return-request.bin\n") {
			t.Errorf("the slip says\n%s", slip)
		}
	}
	r := w.now()
	saved := r.Entries[len(r.Entries)-1].Fact.(capability.Saved)
	if filepath.Base(saved.Path) != name || r.NameOnStick(capability.ReturnRequest) != name || r.FileName(capability.ReturnRequest) != "1-return-request.bin" {
		t.Errorf("the journal says %s, the return %s", saved.Path, r.NameOnStick(capability.ReturnRequest))
	}
}

// Whoever kept the slip, or the stick, can tell that lines were cut off the end
// of the journal.
func TestTheHeadOfTheJournalTravels(t *testing.T) {
	var l desk.Ledger
	w := newHarnessWith(t, func(o *desk.Options) { l = o.Ledger })
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	made, err := l.Head(w.id)
	if err != nil {
		t.Fatal(err)
	}
	w.until(capability.StageRequestSaved)
	now, err := l.Head(w.id)
	if err != nil {
		t.Fatal(err)
	}
	slip, err := os.ReadFile(filepath.Join(w.folder(), "READ-ME-FIRST.txt"))
	if err != nil || !strings.Contains(string(slip), fmt.Sprintf("Record %s, %d facts, head %s\r\n", w.id, made.Facts, made)) {
		t.Errorf("%v: the slip says\n%s", err, slip)
	}
	record, err := os.ReadFile(filepath.Join(w.folder(), media.CaseName))
	if err != nil || !strings.Contains(string(record), `"head":"`+now.Hash.String()+`"`) {
		t.Errorf("%v: the case says\n%s", err, record)
	}
	for _, tt := range []struct {
		head  ledger.Head
		after int
	}{{made, now.Facts - made.Facts}, {now, 0}} {
		if after, err := w.desk.Since(w.id, tt.head.String()); after != tt.after || err != nil {
			t.Errorf("%s: %d after, %v", tt.head, after, err)
		}
	}
}
