package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
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

// Wherever a request lies on a stick, the case lies beside it: another laptop
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
	if info, err := os.Stat(filepath.Join(folder, media.RecordName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the case is not too long: %v, %v", info, err)
	}
}

// half is a stick that takes the first file of an act and no other.
type half struct{ *media.Stick }

func (s half) Save(ctx context.Context, c media.Case, files []media.File, report capability.Report) ([]media.Saved, error) {
	saved, err := s.Stick.Save(ctx, c, files[:1], report)
	return saved, errors.Join(err, media.ErrImmutable)
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
