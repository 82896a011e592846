package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/portal"
)

// TestWhereLeadsToTheAnswer: one that can't be read is not taken without a
// person's word.
func TestWhereLeadsToTheAnswer(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "enter", "p", "esc", "w")
	d.sees("Where am I?", "1 file on the stick could be", "2-response.bin: it can't be read here", "holds 2 licenses", "enter go on")
	d.press("enter")
	d.sees("[>] 4")
	d.choosesTheFile()
	d.sees("[>] 5 Load the response")
}

// TestWhereOnAnotherLaptop: looking takes nothing in. One that has never seen
// the return takes its case in by a person's word, and reads the device next;
// what went on elsewhere is beside what is here.
func TestWhereOnAnotherLaptop(t *testing.T) {
	here := newHarness(t)
	d := here.driver(t)
	d.toSteps()
	d.press("enter", "enter")
	there := newHarness(t)
	there.stick, there.device = here.stick, here.device
	other := there.driver(t)
	other.press("w")
	other.sees("It was not taken in yet", "Cases of other laptops", "Hearsay: it names", "enter take it in")
	if all, err := there.o.Desk.List(t.Context()); err != nil || len(all) != 0 {
		t.Fatalf("looking noted %v, %v", all, err)
	}
	other.press("enter")
	other.sees("Whose case is it?", "X200", "facts", "Nobody known here signed it", "> No, leave it on the stick")
	other.press("down", "enter")
	other.sees("taken in R-", "Hearsay", "Read the licenses", "does not count")
	other.press("enter", "enter", "enter")
	other.sees("Download the response")
	other.way("Set the case aside")
	other.press("down", "down", "enter")
	other.sees("Set aside R-")
}

func TestWhereConnects(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.press("w")
	d.sees("No device is connected.", "enter connect")
	d.press("c", "enter")
	d.sees("Where am I?", "holds 2 licenses", "has no open return", "enter start a return")
	d.press("enter")
	d.sees("The device holds 2 licenses")
}

func TestWhereConnectsToThePortOfTheCommandLine(t *testing.T) {
	h := newHarness(t)
	h.o.Port = "/dev/pts/7"
	d := h.driver(t)
	d.press("w")
	d.sees("holds 2 licenses")
}

// TestAdoptAFileThatNobodyCanRead: the technician says which one it is, and is
// asked; the device has the last word.
func TestAdoptAFileThatNobodyCanRead(t *testing.T) {
	h := newHarness(t)
	if err := os.WriteFile(filepath.Join(h.stick, "fromportal.bin"), []byte("VENDOR\x00empty"), 0o644); err != nil {
		t.Fatal(err)
	}
	h.device.lines = []capability.Line{{ActivationID: "ACT-EXPORT-2K9T", Count: 3}}
	d := h.driver(t)
	d.press("w", "c", "enter", "d")
	d.sees("Which file is it?", "> fromportal.bin", "12 bytes", "SHA-256")
	d.press("enter")
	d.sees("Is this the response?", "You say that", "> No, not yet")
	d.press("enter")
	d.sees("Which file is it?")
	d.press("enter", "down", "enter")
	d.sees("Started in the portal", "the device shows what the response took")
	d.press("enter")
	d.sees("Load the response", "Removed in the portal")
	d.press("enter", "down", "enter", "enter")
	d.sees("Make the confirmation request")
	if r := h.newest(t); len(r.Order.Lines) != 1 || r.Order.Lines[0].Count != 3 {
		t.Errorf("the device showed %+v", r.Order)
	}
}

// TestWhereAsksThePortal: what it says stands apart, and where things stand stays in
// sight.
func TestWhereAsksThePortal(t *testing.T) {
	h, p := online(t)
	p.says = portal.Device{Licenses: []capability.PortalLicense{{ActivationID: "ACT-DOPPLER-7Q4M", Requested: 1, Consumed: 1, State: capability.LicenseGenerated}}}
	d := h.driver(t)
	d.toRequest()
	d.press("esc", "w")
	d.sees("Where am I?", "a ask the portal")
	d.press("a")
	d.sees("The portal's word", "Seen here", "the device still has the licenses")
	d.press("enter")
	d.sees("Where am I?", "The portal's word", "the device still has the licenses")
	if r := h.newest(t); r.PortalSays == nil {
		t.Error("it is not on record")
	}
	h.o.Portal = nil
	d = h.driver(t)
	d.press("w")
	if view := d.m.View(); strings.Contains(view, "ask the portal") {
		t.Errorf("it can be asked though no program reaches it:\n%s", view)
	}
}
