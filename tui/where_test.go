package tui

import (
	"os"
	"path/filepath"
	"testing"

	"handback/capability"
)

// TestWhereLeadsToTheAnswer: one that can't be read is not taken without a
// person's word.
func TestWhereLeadsToTheAnswer(t *testing.T) {
	w := newWorld(t)
	b := w.bot(t)
	b.toSteps()
	b.press("enter", "enter", "p", "esc", "w")
	b.sees("Where am I?", "1 file on the stick could be", "2-response.bin: it can't be read here", "holds 2 licenses", "enter go on")
	b.press("enter")
	b.sees("[next] 4")
	b.choosesTheFile()
	b.sees("[next] 5 Load the response")
}

// TestWhereOnAnotherLaptop: one that has never seen the return goes on with it;
// when both did, the two ways stand side by side.
func TestWhereOnAnotherLaptop(t *testing.T) {
	here := newWorld(t)
	b := here.bot(t)
	b.toSteps()
	b.press("enter", "enter")
	there := newWorld(t)
	there.stick = here.stick
	other := there.bot(t)
	other.press("w")
	other.sees("No device is connected", "Taken in from another laptop", "portal person: Take the stick")
	other.press("enter")
	other.sees("[next] 4")
	other.way("Replace the request")
	other.press("down", "down", "enter")
	other.sees("[next] 2")
	other.press("enter", "enter", "enter", "enter")
	other.sees("[next] 4", "1-return-request-2.bin")
	b.press("u", "down", "enter", "esc", "w")
	b.sees("Two ways of R-", "Nothing was merged", "here", "there", "claimed that", "replaced")
	if len(here.newest(t).Superseded) != 0 {
		t.Error("what was done there was merged")
	}
}

func TestWhereConnects(t *testing.T) {
	w := newWorld(t)
	b := w.bot(t)
	b.press("w")
	b.sees("No device is connected.", "enter connect")
	b.press("c", "enter")
	b.sees("Where am I?", "holds 2 licenses", "has no open return", "enter start a return")
	b.press("enter")
	b.sees("The device holds 2 licenses")
}

func TestWhereConnectsToThePortOfTheCommandLine(t *testing.T) {
	w := newWorld(t)
	w.o.Port = "/dev/pts/7"
	b := w.bot(t)
	b.press("w")
	b.sees("holds 2 licenses")
}

// TestAdoptAFileThatNobodyCanRead: the technician says which one it is, and is
// asked; the device has the last word.
func TestAdoptAFileThatNobodyCanRead(t *testing.T) {
	w := newWorld(t)
	if err := os.WriteFile(filepath.Join(w.stick, "fromportal.bin"), []byte("VENDOR\x00empty"), 0o644); err != nil {
		t.Fatal(err)
	}
	w.device.lines = []capability.Line{{ActivationID: "ACT-EXPORT-2K9T", Count: 3}}
	b := w.bot(t)
	b.press("w", "c", "enter", "a")
	b.sees("Which file is it?", "> fromportal.bin", "12 bytes", "SHA-256")
	b.press("enter")
	b.sees("Is this the response?", "takes your word", "> No, not yet")
	b.press("enter")
	b.sees("Which file is it?")
	b.press("enter", "down", "enter")
	b.sees("Started in the portal", "it has the last word")
	b.press("enter")
	b.sees("Load the response", "Removed in the portal")
	b.press("enter", "down", "enter", "enter")
	b.sees("Make the confirmation request")
	if r := w.newest(t); len(r.Order.Lines) != 1 || r.Order.Lines[0].Count != 3 {
		t.Errorf("the device showed %+v", r.Order)
	}
}
