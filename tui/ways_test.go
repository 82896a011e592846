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

// newest is the newest return of the ledger.
func (h *harness) newest(t *testing.T) capability.Return {
	t.Helper()
	all, err := h.o.Desk.List(t.Context())
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	r, err := h.o.Desk.Return(all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// toUploadedClaim goes on until a person says that the request was uploaded.
func (d *driver) toUploadedClaim() {
	d.t.Helper()
	d.toSteps()
	d.press("enter", "enter", "u", "down", "enter")
	d.sees("[>] 4", "Noted as a claim")
}

func TestCancelFromTheMenu(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "enter", "m")
	d.sees("Other ways", "> Show it as QR codes", "Cancel the return", "Replace the request")
	d.press("esc")
	d.way(text.CancelTitle.String())
	d.sees("Why (optional)", "! Cancel the return", "cannot be undone")
	d.send(keystrokes("mistake"))
	d.press("enter")
	d.sees("> No, leave it as it is")
	d.press("enter")
	d.sees("Other ways")
	if h.newest(t).Stage == capability.StageCancelled {
		t.Fatal("no was taken for yes")
	}
	d.press("enter")
	d.sees("Why (optional): mistake") // what was typed is kept
	d.press("down", "down", "enter")
	d.sees("Done", "Cancelled R-", "Was to be returned")
	if r := h.newest(t); r.Stage != capability.StageCancelled || r.Entries[len(r.Entries)-1].Fact.(capability.Cancelled).Reason != "mistake" {
		t.Errorf("it stands at %s", r.Stage)
	}
}

func TestReplaceAndWithdraw(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toUploadedClaim()
	d.way("The request was not uploaded after all")
	d.press("down", "down", "enter")
	d.sees("[>] 4", "Noted in the journal.")
	if r := h.newest(t); r.Stage != capability.StageRequestSaved {
		t.Errorf("after the withdrawal it stands at %s", r.Stage)
	}
	d.way("Replace the request")
	d.press("down", "down", "enter")
	d.sees("[>] 2 Make the return request")
	d.press("enter", "enter")
	d.sees("[>] 4", "1-return-request-2.bin")
}

func TestDeclareDeadAndDecide(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toUploadedClaim()
	d.way(text.DeclareTitle.String())
	d.sees("Declare the device dead", "never a confirmation", "OBSOLETE IS PERMANENT", "Serial number: SN0042", "record of R-")
	d.press("right", "end", "down", "down", "down", "down", "down", "down", "down", "enter")
	d.sees("who says so?")
	d.send(keystrokes("Kim"))
	d.press("down", "down", "down")
	d.sees("> No, not yet")
	d.press("down", "enter")
	d.sees("declared dead", "[>] 2 Save the declaration")
	d.press("enter")
	d.sees("[>] 3 At the portal: its owner decides", "stay a debt")
	d.press("v")
	d.sees("For the portal", "A person declares it dead")
	d.press("enter")
	d.sees("OBSOLETE IS PERMANENT")
	d.press("esc", "enter", "down", "down", "down", "down", "enter")
	d.sees("who says so?")
	d.send(keystrokes("Lee"))
	d.press("down", "down", "down", "enter")
	d.sees("Done", "device obsolete", "does not answer")
	d.press("end")
	d.sees("c certificate")
	if r := h.newest(t); r.Evidence.Cause != capability.NoAnswer || r.Evidence.Who != "Kim" || r.Closing != capability.ClosedOnDecision {
		t.Errorf("noted is %+v, %s", r.Evidence, r.Closing)
	}
}

func TestDeadDeviceThatWasNeverReadHere(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.press("d", "down")
	d.send(keystrokes("SN9"))
	d.press("down")
	d.send(keystrokes("nothing"))
	d.press("down", "down", "down", "down", "down", "down", "down", "enter")
	d.sees("The host ID is missing or malformed")
	d.send(keystrokes("/x9"))
	d.press("down", "down", "down")
	d.send(keystrokes("Kim"))
	d.press("down", "down", "down", "down", "enter")
	d.sees("declared dead", "[>] 2 Save the declaration")
	if r := h.newest(t); r.Way != capability.FromLabel || r.Evidence.Source != text.LabelSource.String() || !strings.HasSuffix(r.Device.Host.String(), "/x9") {
		t.Errorf("%s from %q: %s", r.Way, r.Evidence.Source, r.Device.Host)
	}
	d.press("esc", "esc")
	d.sees("Home", "you: save the declaration")
}

// TestDeadDeviceOfAnEarlierRecord: the serial number is enough where the
// ledger knows the device.
func TestDeadDeviceOfAnEarlierRecord(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("m", "enter", "down", "down", "enter", "enter")
	d.sees("Home", "1 closed")
	d.press("d", "down")
	d.send(keystrokes("SN0042"))
	d.press("down")
	d.sees(sample.Host.String(), "Both known from: record of R-")
}

// TestTransfer returns all licenses and begins the activation on another
// device.
func TestTransfer(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.press("enter", "enter", "a", "enter", "up")
	d.send(keystrokes("SPARE"))
	d.press("enter", "enter")
	d.sees("Review", "malformed")
	d.press("home")
	d.send(keystrokes("STRING/"))
	d.press("enter", "enter")
	d.sees("[>] 2", "Afterwards the licenses go to STRING/SPARE")
	d.press("enter", "enter", "p", "enter")
	d.choosesTheFile()
	d.press("enter", "down", "enter", "enter", "enter", "enter", "u", "down", "enter")
	d.sees("Done", "waits for the credit", "enter begin the activation")
	h.device = &fakeDevice{host: capability.HostID{Type: "STRING", Value: "SPARE"}}
	d.press("enter")
	d.sees("Connect a device")
	d.press("enter")
	d.sees("The replacement is connected. Enter begins it.")
	d.press("enter")
	d.sees("[>] 2 Make the activation request", "Check that the licenses are there", "more")
	d.press("enter")
	d.sees("The device made the activation request")
	if len(h.device.lines) != 2 || h.device.lines[1].Count != 5 {
		t.Errorf("asked for %+v", h.device.lines)
	}
}

// TestClaimOfTheConfirmationIsTakenBack from the end.
func TestClaimOfTheConfirmationIsTakenBack(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toLoad()
	d.press("enter", "down", "enter", "enter", "enter", "enter", "u", "down", "enter")
	d.sees("Done", "m more")
	d.press("m", "down")
	d.sees("> The confirmation was not uploaded after all")
	d.press("enter", "down", "down", "enter")
	d.sees("[>] 9 At the portal", "NOT finished")
}

func TestSlipOnTheScreen(t *testing.T) {
	d := newHarness(t).driver(t)
	d.toSteps()
	d.press("enter", "enter", "v")
	d.sees("For the portal", "Offline Device Management", "1-return-request.bin")
	d.send(sizeOf40x10())
	d.sees("enter read on")
	for range 20 {
		if strings.Contains(d.m.View(), "[>] 4") {
			break
		}
		d.press("enter")
	}
	d.sees("[>] 4")
}

// TestFormIsReadBeforeItIsFilled in a window where its text has no room.
func TestFormIsReadBeforeItIsFilled(t *testing.T) {
	d := newHarness(t).driver(t)
	d.send(sizeOf40x10())
	d.press("d")
	d.sees("Declare the device dead", "read on")
	d.send(keystrokes("x"))
	for range 10 {
		if strings.Contains(d.m.View(), "> Cause") {
			break
		}
		d.press("enter")
	}
	d.sees("> Cause: does not start")
	d.press("right", "down")
	d.sees("Serial number:", "does not answer")
	d.send(keystrokes("SN9"))
	d.press("down")
	d.send(keystrokes("STRING/x9"))
	d.press("down", "down", "down")
	d.send(keystrokes("Kim"))
	d.press("enter", "enter", "enter")
	d.sees("> No, not yet")
	d.press("down", "enter")
	d.sees("[>] 2 Save the declaration")
}

// TestPersonChoosesAmongResponses: two files that can't be read could be the
// response; a person knows which, and the device has the last word.
func TestPersonChoosesAmongResponses(t *testing.T) {
	h, d := toPortal(t)
	for name, text := range map[string]string{"response-a.bin": "VENDOR\x00a", "X200-SN0042-response.bin": "VENDOR\x00empty"} {
		if err := os.WriteFile(filepath.Join(h.stick, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d.press("enter")
	d.sees("[>] 4", "2 files on", "C chooses one", "c choose the response")
	d.press("c")
	d.sees("Which file is it?", "X200-SN0042-response.bin", "for it:", "against it:")
	d.press("enter")
	d.sees("Is this the response?", "> No, not yet")
	d.press("down", "enter")
	d.sees("[>] 5")
}
