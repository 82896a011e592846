package desk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// takeIn takes in the one case on the stick.
func (w *harness) takeIn() capability.Return {
	w.t.Helper()
	r, _, err := w.desk.TakeIn(w.t.Context(), w.means().Stick, desk.Case{}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// caseFile is the case on the stick.
func (w *harness) caseFile() string {
	w.t.Helper()
	found, err := filepath.Glob(filepath.Join(w.dir, "HANDBACK", "*", "return.json"))
	if err != nil || len(found) != 1 {
		w.t.Fatal(found, err)
	}
	return found[0]
}

// forge changes the facts of the case on the stick.
func (w *harness) forge(change func(entries []map[string]any) []map[string]any) {
	w.t.Helper()
	name := w.caseFile()
	data, err := os.ReadFile(name)
	if err != nil {
		w.t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		w.t.Fatal(err)
	}
	var entries []map[string]any
	for _, e := range doc["journal"].([]any) {
		entries = append(entries, e.(map[string]any))
	}
	doc["journal"] = change(entries)
	if data, err = json.Marshal(doc); err != nil {
		w.t.Fatal(err)
	}
	w.put(name, data)
}

// ledgerBytes are all files of the ledger but its cache, to be compared.
func (w *harness) ledgerBytes() string {
	w.t.Helper()
	root := filepath.Dir(filepath.Dir(w.desk.Dir("R-7F3K2")))
	var all bytes.Buffer
	err := filepath.WalkDir(filepath.Join(root, "returns"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all.WriteString(path)
		all.Write(data)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all.String()
}

func TestLookingAtACaseChangesNothing(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	second := w.another()
	before := second.ledgerBytes()
	p, err := second.desk.Where(t.Context(), desk.Means{Stick: second.means().Stick}, nil)
	if err != nil || len(p.Cases) != 1 || p.Suggest != desk.TakeCaseIn {
		t.Fatalf("%+v, %v", p, err)
	}
	c := p.Cases[0]
	if c.Standing != desk.CaseNew || c.ID != w.id || c.Signer != "" || !slices.Equal(c.Whose, []string{"kim"}) || c.New != c.Facts || c.Told.Stage != capability.StageRequestSaved {
		t.Errorf("%+v", c)
	}
	if after := second.ledgerBytes(); after != before {
		t.Error("looking wrote into the ledger")
	}
}

func TestHearsayTellsWhereToLookAndNoMore(t *testing.T) {
	w := newHarness(t)
	w.answered()
	second := w.another()
	r := second.takeIn()
	if r.Stage != capability.StageTakenIn || capability.Next(r).Kind != capability.ActCheckLicenses || len(r.Order.Lines) != 0 || r.Request != nil {
		t.Fatalf("taken in at %s, next is %s, order %+v", r.Stage, capability.Next(r).Kind, r.Order)
	}
	source := r.Sources[0]
	if source.Case.IsZero() || source.Facts != 4 || !slices.Equal(source.Whose, []string{"kim"}) || source.Stick == "" {
		t.Errorf("noted as %+v", source)
	}
	for _, e := range r.Entries[:len(r.Entries)-1] {
		if !e.Hearsay() {
			t.Errorf("%s counts as seen", e.Fact.Kind())
		}
	}
	// The device is read, the response is classified here, and so it goes on.
	if done, err := second.do(); err != nil || done.Return.Stage != capability.StageAtPortal {
		t.Fatalf("at %s, %v", done.Return.Stage, err)
	}
	r = second.until(capability.StageConfirmationSaved)
	if len(r.Order.Lines) != 2 || w.dev.loads != 1 {
		t.Errorf("order %+v, %d loads", r.Order, w.dev.loads)
	}
	second.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	if r := second.until(capability.StageClosed); r.Closing != capability.ClosedOnProof || r.ReceiptChecked == nil {
		t.Errorf("closed on %q", r.Closing)
	}
	if _, err := second.desk.Verify(t.Context(), w.id); err != nil {
		t.Error(err)
	}
}

// The colleague loaded the response; what is left to be done shows by the
// device and by the response on the stick.
func TestTakenInAfterTheLoadGoesOnByWhatIsSeen(t *testing.T) {
	w := newHarness(t)
	w.answered()
	w.until(capability.StageVerified)
	second := w.another()
	second.takeIn()
	r := second.until(capability.StageConfirmationSaved)
	if w.dev.loads != 1 {
		t.Errorf("%d loads", w.dev.loads)
	}
	second.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	// What went back is the colleague's word: before the load nothing was read here.
	if r = second.until(capability.StageClosed); r.Closing != capability.ClosedOnClaim || r.ReceiptChecked == nil {
		t.Errorf("closed on %q", r.Closing)
	}
}

func TestNothingIsAddedToAReturnThatWasOpenedHere(t *testing.T) {
	for name, entry := range map[string]string{
		"a scan record": `{"at":"2026-03-02T10:50:00Z","by":"Victor","kind":"scanned","fact":{"who":"Victor","station":"KIOSK-1","when":"2026-03-02T10:49:00Z"}}`,
		"a claim":       `{"at":"2026-03-02T10:50:00Z","by":"kim","kind":"cancelled","fact":{}}`,
		"a flag":        `{"at":"2026-03-02T10:50:00Z","by":"kim","kind":"flagged","fact":{"flag":"clone","text":"x"}}`,
	} {
		w := newHarness(t)
		w.start(capability.Order{})
		w.until(capability.StageRequestSaved)
		w.forge(func(entries []map[string]any) []map[string]any {
			var more map[string]any
			if err := json.Unmarshal([]byte(entry), &more); err != nil {
				t.Fatal(err)
			}
			return append(entries, more)
		})
		before := w.now()
		p, err := w.desk.Where(t.Context(), desk.Means{Stick: w.means().Stick}, nil)
		if err != nil || len(p.Cases) != 1 || p.Cases[0].Standing != desk.CaseElsewhere || p.Suggest != desk.ReadDevice {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		var fork *ledger.Fork
		if _, _, err := w.desk.TakeIn(t.Context(), w.means().Stick, desk.Case{ID: w.id}, nil); !errors.As(err, &fork) || len(fork.Theirs) != 1 {
			t.Errorf("%s: %v", name, err)
		}
		if now := w.now(); len(now.Entries) != len(before.Entries) {
			t.Errorf("%s was added", name)
		}
	}
}

// A known colleague's case counts as seen by that person; a byte changed makes
// it hearsay.
func TestSignedCaseCountsAsSeenByItsSigner(t *testing.T) {
	signature := []byte("signed by kim")
	sign := func(o *desk.Options) {
		o.SignerOf = func(_, sig []byte) (string, error) {
			if !bytes.Equal(sig, signature) {
				return "", errors.New("no known key")
			}
			return "kim@example.com", nil
		}
	}
	for _, tt := range []struct {
		signature []byte
		stage     capability.Stage
		signer    string
	}{{signature, capability.StageRequestSaved, "kim@example.com"}, {[]byte("forged"), capability.StageTakenIn, ""}, {nil, capability.StageTakenIn, ""}} {
		w := newHarness(t)
		w.start(capability.Order{})
		w.until(capability.StageRequestSaved)
		if tt.signature != nil {
			w.put(w.caseFile()+".sig", tt.signature)
		}
		second := newHarnessWith(t, sign)
		second.dev, second.dir, second.portal, second.id = w.dev, w.dir, w.portal, w.id
		r := second.takeIn()
		if r.Stage != tt.stage || r.Entries[0].SeenBy() != tt.signer || r.Sources[0].Signer != tt.signer || (r.Sources[0].Unsigned != "") != (tt.signer == "" && tt.signature != nil) {
			t.Errorf("signed %q: at %s, seen by %q, %+v", tt.signature, r.Stage, r.Entries[0].SeenBy(), r.Sources[0])
		}
	}
}

func TestCaseCanBeSetAsideAndTakenInAgain(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	second := w.another()
	second.takeIn()
	if _, _, err := second.desk.TakeIn(t.Context(), second.means().Stick, desk.Case{}, nil); !errors.Is(err, ledger.ErrNothingNew) {
		t.Errorf("taken in twice: %v", err)
	}
	reading, err := second.desk.Read(t.Context(), w.dev, nil)
	if err != nil {
		t.Fatal(err)
	}
	var open *desk.OpenReturn
	if _, err := second.desk.Start(t.Context(), reading, capability.ReturnAll(reading.Licenses), "", nil); !errors.As(err, &open) || !open.TakenIn {
		t.Errorf("a return beside it: %v", err)
	}
	r, err := second.desk.SetAside(t.Context(), w.id, "planted")
	if err != nil || r.Stage != capability.StageSetAside {
		t.Fatalf("at %s, %v", r.Stage, err)
	}
	p := second.where()
	if p.Cases[0].Standing != desk.CaseSetAside || p.Suggest == desk.TakeCaseIn {
		t.Errorf("%s, %q", p.Cases[0].Standing, p.Suggest)
	}
	if _, err := second.desk.Start(t.Context(), *p.Reading, capability.ReturnAll(p.Reading.Licenses), "", nil); err != nil {
		t.Errorf("a return of the same device: %v", err)
	}
	if r := second.takeIn(); r.Stage != capability.StageTakenIn {
		t.Errorf("taken in again at %s", r.Stage)
	}
	if _, err := w.desk.SetAside(t.Context(), w.id, ""); !errors.Is(err, capability.ErrUnexpected) {
		t.Errorf("one that was opened here: %v", err)
	}
}

// Several cases of one return: what two laptops left, or somebody planted. A
// person says which is meant.
func TestOneOfSeveralCasesOfAReturnIsTakenIn(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	whole, err := os.ReadFile(w.caseFile())
	if err != nil {
		t.Fatal(err)
	}
	w.forge(func(entries []map[string]any) []map[string]any { return entries[:2] })
	beside, err := filepath.Rel(w.dir, filepath.Join(filepath.Dir(w.caseFile()), "return-2.json"))
	if err != nil {
		t.Fatal(err)
	}
	beside = filepath.ToSlash(beside)
	w.put(beside, whole)
	second := w.another()
	var many *desk.ManyCases
	if _, _, err := second.desk.TakeIn(t.Context(), second.means().Stick, desk.Case{ID: w.id}, nil); !errors.As(err, &many) || len(many.Cases) != 2 {
		t.Fatalf("%v", err)
	}
	r, c, err := second.desk.TakeIn(t.Context(), second.means().Stick, desk.Case{ID: w.id, Path: beside}, nil)
	if err != nil || c.Path != beside || r.Told.Stage != capability.StageRequestSaved {
		t.Errorf("%s with %d facts, %v", c.Path, c.Facts, err)
	}
}

// A cut can come between the facts of a case and the files that it names.
func TestTakingInAgainBringsTheFilesThatAreNotHere(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	requests, err := filepath.Glob(filepath.Join(w.dir, "HANDBACK", "*", "1-return-request.bin"))
	if err != nil || len(requests) != 1 {
		t.Fatal(requests, err)
	}
	data, err := os.ReadFile(requests[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(requests[0]); err != nil {
		t.Fatal(err)
	}
	second := w.another()
	second.takeIn()
	if c, err := second.desk.Verify(t.Context(), w.id); err != nil || len(c.NeverCame) != 1 {
		t.Errorf("without the file: %+v, %v", c, err)
	}
	w.put(requests[0], data)
	if _, _, err := second.desk.TakeIn(t.Context(), second.means().Stick, desk.Case{}, nil); !errors.Is(err, ledger.ErrNothingNew) {
		t.Errorf("%v", err)
	}
	if c, err := second.desk.Verify(t.Context(), w.id); err != nil || c.Files != 1 || len(c.NeverCame) != 0 {
		t.Errorf("with it: %+v, %v", c, err)
	}
}

// A case that somebody planted, and that was taken in, hides no return that was
// opened here.
func TestOwnReturnComesBeforeOneOfHearsay(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	if _, err := w.desk.Cancel(t.Context(), w.id, "the other laptop gives its first return the same ID"); err != nil {
		t.Fatal(err)
	}
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	second := w.another()
	own := second.start(capability.Order{}).ID
	if r := second.takeIn(); r.ID == own || r.Device.Host != second.dev.host {
		t.Fatalf("taken in %s of %s", r.ID, r.Device.Host)
	}
	for range 2 { // whichever was changed last
		if p := second.where(); p.Return == nil || p.Return.ID != own {
			t.Errorf("it does not mean %s: %+v", own, p.Act)
		}
	}
}

// What is declared of a device that only hearsay tells of is what the person
// declares.
func TestDeclarationOfADeviceByHearsayHoldsNothingOfIt(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	second := w.another()
	second.takeIn()
	evidence := w.evidence()
	evidence.Serial = "SN-LABEL"
	r, err := second.desk.Declare(t.Context(), w.id, evidence)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(second.desk.Dir(r.ID), "5-declaration-"+r.Declaration.SHA256.Short()+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "X200\"") || strings.Contains(string(data), "Acme") || !strings.Contains(string(data), "SN-LABEL") {
		t.Errorf("%s", data)
	}
}
