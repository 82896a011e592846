package desk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
)

// another is a second laptop at the same device, stick and portal.
func (w *harness) another() *harness {
	w.t.Helper()
	other := newHarness(w.t)
	other.dev, other.dir, other.portal, other.id = w.dev, w.dir, w.portal, w.id
	return other
}

// What the device has processed is no older response than that, whoever loaded
// it.
func TestResponseThatAnotherLaptopLoadedIsLoaded(t *testing.T) {
	w := newHarness(t)
	w.answered()
	second := w.another()
	second.takeIn()
	second.until(capability.StageVerified)
	p := w.where()
	if p.Return == nil || p.Return.Stage != capability.StageVerified || p.Return.Response != nil || classOf(p.Findings, "2-response.bin") != desk.IsLoaded {
		t.Errorf("%+v", p.Findings)
	}
}

func (w *harness) where() desk.Situation {
	w.t.Helper()
	p, err := w.desk.Where(w.t.Context(), w.means(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func TestWhereNamesOneNextAct(t *testing.T) {
	w := newHarness(t)
	if p := w.where(); p.Suggest != desk.BeginHere || p.Reading == nil {
		t.Errorf("a fresh device: %q", p.Suggest)
	}
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	if p := w.where(); p.Suggest != desk.GoOn || p.Act.Who != capability.PortalPerson {
		t.Errorf("before the portal: %q, %s", p.Suggest, p.Act.Who)
	}
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	w.put("photo.jpg", []byte("\xff\xd8\xff\xe0 a photo"))
	p := w.where()
	if p.Suggest != desk.TakeAnswer || p.Return.ID != w.id || p.Act.Kind != capability.ActUploadRequest {
		t.Fatalf("%q %+v", p.Suggest, p.Act)
	}
	want := map[string]desk.Class{
		"1-return-request.bin": desk.IsRequest, "2-response.bin": desk.IsResponse, "return.json": desk.IsCase,
		"READ-ME-FIRST.txt": desk.IsSomethingElse, "photo.jpg": desk.IsSomethingElse,
	}
	for name, class := range want {
		if got := classOf(p.Findings, name); got != class {
			t.Errorf("%s is %q, want %q", name, got, class)
		}
	}
	for _, f := range p.Findings {
		if (f.Class == desk.IsResponse || f.Class == desk.IsCase) && f.Return != w.id {
			t.Errorf("%s is of return %q", f.Path, f.Return)
		}
	}
	w.finish()
	if p := w.where(); p.Suggest != desk.NothingToDo || classOf(p.Findings, "2-response.bin") != desk.IsLoaded {
		t.Errorf("after the end: %q, %+v", p.Suggest, p.Findings)
	}
}

func TestWorkOfOtherHandsIsSeenOnTheDevice(t *testing.T) {
	w := newHarness(t)
	w.answered()
	second := w.another()
	second.takeIn()
	second.until(capability.StageVerified)
	if err := os.RemoveAll(filepath.Join(w.dir, "HANDBACK")); err != nil {
		t.Fatal(err)
	}
	if p := w.where(); w.now().Stage != capability.StageVerified || p.Act.Kind != capability.ActMakeConfirmation {
		t.Errorf("stage %s, next %s", w.now().Stage, p.Act.Kind)
	}
}

func TestOddDeviceIsFlagged(t *testing.T) {
	w := newHarness(t)
	image := *w.dev
	w.giveBack()
	w.dev.held, w.dev.last = image.held, image.last // restored from the image of before
	w.where()
	r := w.now()
	if !r.HasFlag(capability.FlagRollback) || r.Stage != capability.StageResponseFound || r.Confirmation != nil {
		t.Fatalf("stage %s, flags %v, confirmation %v", r.Stage, r.Flags, r.Confirmation)
	}
	w.dev.makes = 1
	w.until(capability.StageVerified)
	if w.dev.loads != 2 {
		t.Errorf("%d loads", w.dev.loads)
	}
}

func TestForeignRecordThatTheRulesRefuseIsLeftAlone(t *testing.T) {
	w := newHarness(t)
	w.put("return.json", []byte(`{"handback":1,"return":"R-7F3K2","journal":[{"at":"2026-03-02T10:40:00Z","kind":"cancelled","fact":{}}]}`))
	if p := w.where(); len(p.Cases) != 0 || p.Suggest != desk.BeginHere {
		t.Errorf("cases %+v, %q", p.Cases, p.Suggest)
	}
}

func TestPortalsWordOfARollbackIsKeptAndToldAfterTheEnd(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.atPortal("1-return-request.bin", "2-response.bin", func(r *message.Response) {
		r.Rights, r.Confirm = nil, false
		r.Notes = []message.Note{{Code: message.NoteRollback, Text: "it had proved response 4"}}
	})
	r := w.until(capability.StageClosed)
	if len(r.Flags) != 1 || r.Flags[0].Text != "the portal says: it had proved response 4" {
		t.Errorf("flagged %+v", r.Flags)
	}
	if p := w.where(); p.Return != nil || len(p.Odd) != 1 || p.Odd[0].Flag != capability.FlagRollback {
		t.Errorf("odd: %+v", p.Odd)
	}
}

// BenchmarkWhereAmongFiveThousandFiles classifies a stick on which every file has
// the size of a message, and every fifth is one.
func BenchmarkWhereAmongFiveThousandFiles(b *testing.B) {
	w := newHarness(b)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	request, held := w.dev.data, w.now().Before
	for n := range 5000 {
		data := fmt.Appendf(nil, "note %d of somebody", n)
		if n%5 == 0 {
			data = w.portal.answer(b, request, held, func(r *message.Response) { r.Host.Value = "X200-SN0099" })
		}
		w.put(fmt.Sprintf("file-%04d.bin", n), data)
	}
	b.ResetTimer()
	for b.Loop() {
		p := w.where()
		if len(p.Findings) < 5000 {
			b.Fatalf("%d files were judged", len(p.Findings))
		}
	}
	b.ReportMetric(5000*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
