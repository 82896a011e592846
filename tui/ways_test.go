package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/tui/internal/sample"
	"handback/tui/text"
)

// stage is where the newest return of the ledger stands.
func (w *harness) newest(t *testing.T) capability.Return {
	t.Helper()
	all, err := w.o.Desk.List(t.Context())
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	r, err := w.o.Desk.Return(all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// toUploadedClaim goes on until a person says that the request was uploaded.
func (b *driver) toUploadedClaim() {
	b.t.Helper()
	b.toSteps()
	b.press("enter", "enter", "u", "down", "enter")
	b.sees("[next] 4", "Noted as a claim")
}

func TestCancelFromTheMenu(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toSteps()
	b.press("enter", "enter", "m")
	b.sees("Other ways", "> Show it as QR codes", "Cancel the return", "Replace the request", "Declare the device dead")
	b.press("esc")
	b.way(text.CancelTitle)
	b.sees("Why (optional)", "can't be undone")
	b.send(keystrokes("mistake"))
	b.press("enter")
	b.sees("> No, leave it as it is")
	b.press("enter")
	b.sees("Other ways")
	if w.newest(t).Stage == capability.StageCancelled {
		t.Fatal("no was taken for yes")
	}
	b.press("enter", "down", "down", "enter")
	b.sees("Done", "cancelled R-", "Was to be returned")
	if r := w.newest(t); r.Stage != capability.StageCancelled || r.Entries[len(r.Entries)-1].Fact.(capability.Cancelled).Reason != "" {
		t.Errorf("it stands at %s", r.Stage)
	}
}

func TestReplaceAndWithdraw(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toUploadedClaim()
	b.way("The request was not uploaded after all")
	b.press("down", "down", "enter")
	b.sees("[next] 4", "Noted in the journal.")
	if r := w.newest(t); r.Stage != capability.StageRequestSaved {
		t.Errorf("after the withdrawal it stands at %s", r.Stage)
	}
	b.way("Replace the request")
	b.press("down", "down", "enter")
	b.sees("[next] 2 Make the return request")
	b.press("enter", "enter")
	b.sees("[next] 4", "1-return-request-2.bin")
}

func TestDeclareDeadAndDecide(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toUploadedClaim()
	b.way(text.DeclareTitle)
	b.sees("Declare the device dead", "never a confirmation", "OBSOLETE IS PERMANENT", "Serial number: SN0042", "record of R-")
	b.press("right", "end", "down", "down", "down", "down", "down", "down", "down", "enter")
	b.sees("who says so?")
	b.send(keystrokes("Kim"))
	b.press("down", "down", "down")
	b.sees("> No, not yet")
	b.press("down", "enter")
	b.sees("declared dead", "[next] 2 Save the declaration")
	b.press("enter")
	b.sees("[next] 3 At the portal: its owner decides", "stay a debt")
	b.press("v")
	b.sees("For the portal", "A person declares it dead")
	b.press("enter")
	b.sees("OBSOLETE IS PERMANENT")
	b.press("esc", "enter", "down", "down", "down", "down", "enter")
	b.sees("who says so?")
	b.send(keystrokes("Lee"))
	b.press("down", "down", "down", "enter")
	b.sees("Done", "device obsolete", "does not answer")
	b.press("end")
	b.sees("handback certificate R-")
	if r := w.newest(t); r.Evidence.Cause != capability.NoAnswer || r.Evidence.Who != "Kim" || r.Closing != capability.ClosedOnDecision {
		t.Errorf("noted is %+v, %s", r.Evidence, r.Closing)
	}
}

func TestDeadDeviceThatWasNeverReadHere(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.press("d", "down")
	b.send(keystrokes("SN9"))
	b.press("down")
	b.send(keystrokes("nothing"))
	b.press("down", "down", "down", "down", "down", "down", "down", "enter")
	b.sees("The host ID is missing or malformed")
	b.send(keystrokes("/x9"))
	b.press("down", "down", "down")
	b.send(keystrokes("Kim"))
	b.press("down", "down", "down", "down", "enter")
	b.sees("declared dead", "[next] 2 Save the declaration")
	if r := w.newest(t); r.Way != capability.FromLabel || r.Evidence.Source != text.LabelSource || !strings.HasSuffix(r.Device.Host.String(), "/x9") {
		t.Errorf("%s from %q: %s", r.Way, r.Evidence.Source, r.Device.Host)
	}
	b.press("esc", "esc")
	b.sees("Home", "technician: save the declaration")
}

// TestDeadDeviceOfAnEarlierRecord: the serial number is enough where the
// ledger knows the device.
func TestDeadDeviceOfAnEarlierRecord(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toSteps()
	b.press("m", "enter", "down", "down", "enter", "enter")
	b.sees("Home", "Closed returns")
	b.press("d", "down")
	b.send(keystrokes("SN0042"))
	b.press("down")
	b.sees(sample.Host.String(), "Both known from: record of R-")
}

// TestTransfer returns all licenses and begins the activation on another
// device.
func TestTransfer(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.press("enter", "enter", " ", "enter", "down")
	b.send(keystrokes("SPARE"))
	b.press("enter")
	b.sees("Review", "malformed")
	b.press("home")
	b.send(keystrokes("STRING/"))
	b.press("enter")
	b.sees("[next] 2", "Afterwards the licenses go to STRING/SPARE")
	b.press("enter", "enter", "p", "enter")
	b.choosesTheFile()
	b.press("enter", "down", "enter", "enter", "enter", "enter", "u", "down", "enter")
	b.sees("Done", "waits for the credit", "enter begin the activation")
	w.device = &fakeDevice{host: capability.HostID{Type: "STRING", Value: "SPARE"}}
	b.press("enter")
	b.sees("Connect a device")
	b.press("enter")
	b.sees("The replacement is connected. Enter begins it.")
	b.press("enter")
	b.sees("[next] 2 Make the activation request", "Check that the licenses are there", "more")
	b.press("enter")
	b.sees("The device made the activation request")
	if len(w.device.lines) != 2 || w.device.lines[1].Count != 5 {
		t.Errorf("asked for %+v", w.device.lines)
	}
}

// TestClaimOfTheConfirmationIsTakenBack from the end.
func TestClaimOfTheConfirmationIsTakenBack(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toLoad()
	b.press("enter", "down", "enter", "enter", "enter", "enter", "u", "down", "enter")
	b.sees("Done", "m more")
	b.press("m", "down")
	b.sees("> The confirmation was not uploaded after all")
	b.press("enter", "down", "down", "enter")
	b.sees("[next] 9 At the portal", "NOT finished")
}

func TestSlipOnTheScreen(t *testing.T) {
	b := newHarness(t).driver(t)
	b.toSteps()
	b.press("enter", "enter", "v")
	b.sees("For the portal", "Offline Device Management", "1-return-request.bin")
	b.send(sizeOf40x10())
	b.sees("enter read on")
	for range 20 {
		if strings.Contains(b.m.View(), "[next] 4") {
			break
		}
		b.press("enter")
	}
	b.sees("[next] 4")
}

// TestFormIsReadBeforeItIsFilled in a window where its text has no room.
func TestFormIsReadBeforeItIsFilled(t *testing.T) {
	b := newHarness(t).driver(t)
	b.send(sizeOf40x10())
	b.press("d")
	b.sees("Declare the device dead", "read on")
	b.send(keystrokes("x"))
	for range 10 {
		if strings.Contains(b.m.View(), "> Cause") {
			break
		}
		b.press("enter")
	}
	b.sees("> Cause: does not start")
	b.press("right", "down")
	b.sees("Serial number:", "does not answer")
	b.send(keystrokes("SN9"))
	b.press("down")
	b.send(keystrokes("STRING/x9"))
	b.press("down", "down", "down")
	b.send(keystrokes("Kim"))
	b.press("enter", "enter", "enter")
	b.sees("> No, not yet")
	b.press("down", "enter")
	b.sees("[next] 2 Save the declaration")
}

// TestPersonChoosesAmongResponses: two files that can't be read could be the
// response; a person knows which, and the device has the last word.
func TestPersonChoosesAmongResponses(t *testing.T) {
	w, b := toPortal(t)
	for name, text := range map[string]string{"response-a.bin": "VENDOR\x00a", "X200-SN0042-response.bin": "VENDOR\x00empty"} {
		if err := os.WriteFile(filepath.Join(w.stick, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b.press("enter")
	b.sees("[next] 4", "2 files on", "C chooses one", "c choose the response")
	b.press("c")
	b.sees("Which file is it?", "X200-SN0042-response.bin", "for it:", "against it:")
	b.press("enter")
	b.sees("Is this the response?", "> No, not yet")
	b.press("down", "enter")
	b.sees("[next] 5")
}
