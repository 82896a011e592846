package desk_test

import (
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/message"
)

// answers are what is waited for on the stick.
func (w *harness) answers() []desk.Finding {
	w.t.Helper()
	found, err := w.means().Stick.Collect(w.t.Context(), media.Limits{}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	all, err := w.desk.Answers(w.t.Context(), found.Found)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// TestAnswerIsWaitedForUntilItIsTaken: a response on the stick is news from when it lies
// there until the return has it.
func TestAnswerIsWaitedForUntilItIsTaken(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	if got := w.answers(); len(got) != 0 {
		t.Fatalf("before the portal answered: %+v", got)
	}
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	w.put("copy.bin", []byte("something else"))
	if got := w.answers(); len(got) != 1 || got[0].Return != w.id || got[0].Class != desk.IsResponse {
		t.Fatalf("the response on the stick is told as %+v", got)
	}
	w.until(capability.StageResponseFound)
	if got := w.answers(); len(got) != 0 {
		t.Errorf("told again after it was taken: %+v", got)
	}
}

// TestResponseBeginsAReturn: one that the portal made by itself for a device without an
// open return is news, until its return is open.
func TestResponseBeginsAReturn(t *testing.T) {
	w := newHarness(t)
	w.fromPortal("somewhere.bin", keepOnly("ACT-1", 4))
	w.fromPortal("other.bin", func(r *message.Response) { r.Host.Value = "X200-SN0099" })
	if got := w.answers(); len(got) != 2 || got[0].Return != "" || got[0].Class != desk.IsForDevice {
		t.Fatalf("told as %+v", got)
	}
	done, err := w.desk.Adopt(t.Context(), w.means(), nil)
	if err != nil {
		t.Fatal(err)
	}
	w.id = done.Return.ID
	if got := w.answers(); len(got) != 1 || got[0].Path != "other.bin" {
		t.Errorf("with the return open: %+v", got)
	}
	w.advance()
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	w.advance()
	if got := w.answers(); len(got) != 1 || got[0].Path != "other.bin" {
		t.Errorf("with the return closed: %+v", got)
	}
}

// TestResponseBeginsAReturnOfADeviceWithAClosedOne: the portal takes away more, after all
// that was ordered before is gone. That is no answer to the closed return, though it leaves
// the device what that return ordered.
func TestResponseBeginsAReturnOfADeviceWithAClosedOne(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{Lines: []capability.Line{{ActivationID: "ACT-1"}}})
	w.until(capability.StageRequestSaved)
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	w.until(capability.StageConfirmationSaved)
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	closed, _ := w.advance()
	if closed.Open() {
		t.Fatalf("the return stands at %v", closed.Stage)
	}
	w.fromPortal("later.bin", func(r *message.Response) { r.Rights = nil })
	if got := w.answers(); len(got) != 1 || got[0].Path != "later.bin" || got[0].Return != "" || got[0].Class != desk.IsForDevice {
		t.Fatalf("told as %+v", got)
	}
	if p, err := w.desk.Where(t.Context(), w.means(), nil); err != nil || p.Suggest != desk.AdoptIt {
		t.Errorf("where: %v, %v", p.Suggest, err)
	}
	done, err := w.desk.Adopt(t.Context(), w.means(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := done.Return; r.ID == closed.ID || len(r.Order.Lines) == 0 {
		t.Errorf("it began %s, of %+v", r.ID, r.Order)
	}
}
