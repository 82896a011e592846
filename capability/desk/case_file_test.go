package desk_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

func TestForgedCaseOfADeviceThatNeverWasClosesNothing(t *testing.T) {
	w := newHarness(t)
	w.giveBack()
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	w.until(capability.StageClosed)
	data, err := json.Marshal(map[string]any{"handback": 1, "journal": w.now().Entries}) // as a forger writes it
	if err != nil {
		t.Fatal(err)
	}
	second := w.another()
	second.put("return.json", data)
	if err := os.Remove(w.caseFile()); err != nil {
		t.Fatal(err)
	}
	r := second.takeIn()
	if !r.Open() || r.Closing != "" || r.Receipt != nil || len(r.Credited) != 0 || r.Told.Stage != capability.StageClosed {
		t.Errorf("at %s, closed on %q, receipt %v", r.Stage, r.Closing, r.Receipt)
	}
}

func TestKeptMessagesAreComparedWithTheirFacts(t *testing.T) {
	w := newHarness(t)
	w.answered()
	w.until(capability.StageResponseFound)
	if _, err := w.desk.SaveAgain(t.Context(), w.id, w.means().Stick, nil); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(w.caseFile())
	if err != nil {
		t.Fatal(err)
	}
	fact := func(entries []map[string]any, kind string) map[string]any {
		for _, e := range entries {
			if e["kind"] == kind {
				return e["fact"].(map[string]any)
			}
		}
		t.Fatalf("no fact %s", kind)
		return nil
	}
	for what, lie := range map[string]func([]map[string]any){
		"sequence":         func(e []map[string]any) { fact(e, "response-found")["seq"] = 7 },
		"answered request": func(e []map[string]any) { fact(e, "response-found")["answers"] = strings.Repeat("ab", 16) },
		"licenses": func(e []map[string]any) {
			fact(e, "response-found")["licenses"] = []any{map[string]any{"activation_id": "ACT-1", "count": 9}}
		},
		"message ID": func(e []map[string]any) {
			fact(e, "request-made")["artifact"].(map[string]any)["message_id"] = strings.Repeat("cd", 16)
		},
		"size": func(e []map[string]any) { fact(e, "request-made")["artifact"].(map[string]any)["size"] = 5 },
		"host ID": func(e []map[string]any) {
			fact(e, "opened")["reading"].(map[string]any)["device"].(map[string]any)["host"].(map[string]any)["id"] = "OTHER"
		},
		"kind": func(e []map[string]any) {
			fact(e, "request-made")["artifact"].(map[string]any)["kind"] = "confirmation-request"
		},
	} {
		w.put(w.caseFile(), whole)
		w.forge(func(entries []map[string]any) []map[string]any { lie(entries); return entries })
		second := w.another()
		_, _, err := second.desk.TakeIn(t.Context(), second.means().Stick, desk.Case{}, nil)
		var d *desk.Disagreement
		if !errors.As(err, &d) || d.What != what || d.Told == d.Find {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := second.desk.Return(w.id); !errors.Is(err, ledger.ErrNoReturn) {
			t.Errorf("%s: it was taken in: %v", what, err)
		}
	}
}

func TestCaseThatNoReturnCanHaveIsRefusedAndEndsNoLook(t *testing.T) {
	long := strings.Repeat("x", capability.MaxText+1)
	for name, lie := range map[string]func([]map[string]any) []map[string]any{
		"a count": func(e []map[string]any) []map[string]any {
			return set(e, int64(1<<62), "reading", "licenses", 0, "count")
		},
		"the year": func(e []map[string]any) []map[string]any { e[0]["at"] = "0001-01-01T00:00:00Z"; return e },
		"the future": func(e []map[string]any) []map[string]any {
			e[0]["at"] = time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
			return e
		},
		"a long text": func(e []map[string]any) []map[string]any { return set(e, long, "reason") },
		"an ID":       func(e []map[string]any) []map[string]any { return set(e, "../../../tmp/PWN", "id") },
		"the host": func(e []map[string]any) []map[string]any {
			return set(e, "a b\x1b[31m", "reading", "device", "host", "id")
		},
		"a flag": func(e []map[string]any) []map[string]any {
			return append(e, map[string]any{"at": e[0]["at"], "kind": "flagged", "fact": map[string]any{"flag": "f", "text": "t", "said": long}})
		},
		"its length": func(e []map[string]any) []map[string]any {
			for range capability.MaxCaseFacts {
				e = append(e, map[string]any{"at": e[0]["at"], "kind": "flagged", "fact": map[string]any{"flag": "f", "text": "t"}})
			}
			return e
		},
	} {
		w := newHarness(t)
		w.start(capability.Order{})
		w.until(capability.StageRequestSaved)
		w.forge(lie)
		second := w.another()
		p := second.where()
		noRecord := len(p.Cases) == 0 && classOf(p.Findings, "return.json") == desk.IsBadCase
		if !noRecord && (len(p.Cases) != 1 || p.Cases[0].Err == nil || p.Cases[0].CanBeTakenIn()) {
			t.Errorf("%s: %+v", name, p.Cases)
		}
		if _, _, err := second.desk.TakeIn(t.Context(), second.means().Stick, desk.Case{}, nil); !errors.Is(err, desk.ErrNoCase) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// set changes a value in the first fact.
func set(entries []map[string]any, value any, path ...any) []map[string]any {
	var at any = entries[0]["fact"]
	for _, key := range path[:len(path)-1] {
		switch key := key.(type) {
		case string:
			at = at.(map[string]any)[key]
		case int:
			at = at.([]any)[key]
		}
	}
	at.(map[string]any)[path[len(path)-1].(string)] = value
	return entries
}

func TestPlantedFactsDoNotFlagAnHonestDevice(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.forge(func(e []map[string]any) []map[string]any {
		reading := e[0]["fact"].(map[string]any)["reading"].(map[string]any)["device"].(map[string]any)
		reading["serial"], reading["clock"] = "SN6666", "2026-03-02T23:00:00Z"
		reading["last"] = map[string]any{"seq": 999999, "sha256": strings.Repeat("ab", 32)}
		return e
	})
	second := w.another()
	second.takeIn()
	p := second.where()
	if len(p.Odd) != 0 {
		t.Errorf("an honest device is flagged: %+v", p.Odd)
	}
}

// A planted case must not take the response to a request of this laptop for its
// own: what goes back would be told twice.
func TestPlantedCaseDoesNothingBesideAnOpenReturn(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	own, id := w.id, capability.ReturnID("R-PPPPP")
	w.forge(func(entries []map[string]any) []map[string]any {
		return set(entries[:1], string(id), "id")
	})
	if r := w.takeIn(); r.ID != id {
		t.Fatalf("taken in %s", r.ID)
	}
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	w.id = id
	var open *desk.OpenReturn
	for range 4 { // it may read the device, and classify the response
		if _, err := w.do(); errors.As(err, &open) {
			break
		}
	}
	if open == nil || open.ID != own || w.dev.loads != 0 {
		t.Fatalf("%v, %d loads", open, w.dev.loads)
	}
	w.id = own
	if r := w.until(capability.StageVerified); w.dev.loads != 1 || r.Mark == nil {
		t.Errorf("%d loads", w.dev.loads)
	}
}
