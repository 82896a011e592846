package tui

import (
	"os"
	"regexp"
	"testing"

	"handback/capability"
	"handback/capability/media"
	"handback/tui/work"
)

func TestWholeReturn(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toLoad()
	d.press("enter")
	d.sees("Load the response?", "holds 5 -> 0 remain", "> No, not now")
	d.press("enter")
	d.sees("[>] 5 Load the response")
	if len(h.device.held) != 2 {
		t.Fatal("no was taken for yes")
	}
	d.press("enter", "down", "enter")
	d.sees("[>] 6", "The device loaded the response.")
	d.press("enter")
	d.sees("[>] 7", "what was returned is gone")
	d.press("enter", "enter")
	d.sees("[>] 9", "NOT finished")
	d.press("u")
	d.sees("Was it uploaded?", "without proof")
	d.press("down", "enter")
	d.sees("Done", "This is a claim", "held 5, 0 remain, 5 returned", "Record")
	d.press("enter")
	d.sees("Home", "1 closed", "closed on a claim")
}

func TestWalkAlongTheBarWithoutLetters(t *testing.T) {
	d := newHarness(t).driver(t)
	d.toSteps()
	d.press("enter", "enter")
	for range 10 {
		d.press("tab")
		if d.m.Actions()[d.m.Bar].Help().Key == "u" {
			break
		}
	}
	d.sees(">u uploaded<")
	d.press("enter")
	d.sees("Was it uploaded?")
	d.press("esc", "tab", "esc")
	d.sees("[>] 4")
	if d.m.Bar != -1 {
		t.Error("esc did not leave the bar")
	}
	d.press("tab", "left", "left", "enter")
	d.sees("Help")
}

func TestGoesOnWhereTheEvidenceSays(t *testing.T) {
	h := newHarness(t)
	h.driver(t).toLoad()
	d := h.driver(t)
	d.sees("you: load the response")
	d.press("enter")
	d.sees("[>] 5 Load the response", "The device is not connected. Enter connects it.")
	d.press("enter")
	d.sees("Connect a device", "The next step needs the device")
	d.press("enter")
	d.sees("[>] 5", "X200 - SN0042 is connected.")
}

func TestDeviceVanishesWhileLoading(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toLoad()
	h.device.cut = true
	d.press("enter", "down", "enter")
	d.sees("Error", "It is not known whether the device did it", "The next step asks it what happened")
	if d.m.Env.Selection.Link != nil || h.device.closed == 0 {
		t.Error("the connection was kept")
	}
	d.press("enter")
	d.sees("Ask the device what happened to loading the response", "Enter connects it")
	d.press("enter", "enter", "enter")
	d.sees("[>] 6", "it has loaded the response")
}

func TestStickIsTakenAway(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("enter")
	gone := h.stick
	h.stick = t.TempDir()
	if err := os.RemoveAll(gone); err != nil {
		t.Fatal(err)
	}
	d.press("enter")
	d.sees("Error", "The stick is gone.", "safe in the ledger")
	d.press("enter")
	d.send(finishedRefresh(d))
	d.press("enter")
	d.sees("[>] 4")
}

// finishedRefresh refreshes now.
func finishedRefresh(d *driver) any {
	run := d.m.runner.Start(work.RefreshJob(false))
	return run.Wait()
}

func TestOneOpenReturnPerDevice(t *testing.T) {
	d := newHarness(t).driver(t)
	d.toSteps()
	id := regexp.MustCompile(`R-[0-9A-Z]{5}`).FindString(d.m.View())
	d.press("esc", "down", "enter", "enter", "a", "enter", "enter")
	d.sees("Error", "has an open return already: "+id)
}

func TestSaveAgainOnAnotherStick(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "enter", "w")
	d.sees("saved again?")
	other := t.TempDir()
	d.press("down")
	d.send(paste(other + "\n"))
	d.press("enter")
	d.sees("[>] 4", "Saved on")
	if found, err := media.Open(other); err != nil || found == nil {
		t.Fatal(err)
	}
	if list, err := os.ReadDir(other); err != nil || len(list) != 1 {
		t.Errorf("the other stick holds %v, %v", list, err)
	}
}

func TestAnotherDeviceIsConnected(t *testing.T) {
	h := newHarness(t)
	h.driver(t).toSteps()
	h.device = &fakeDevice{host: capability.HostID{Type: "STRING", Value: "other"}}
	d := h.driver(t)
	d.press("enter", "enter", "enter")
	d.sees("[>] 2", "Another device is connected")
	d.press("enter")
	d.sees("Connect a device")
	if h.device.makes != 0 {
		t.Error("another device was told to make the request")
	}
}

func TestPortOfTheCommandLineIsConnectedAtOnce(t *testing.T) {
	h := newHarness(t)
	h.o.Port = "/dev/pts/7"
	d := h.driver(t)
	d.sees("> /dev/pts/7")
	d.press("enter", "enter", "a", "enter", "enter")
	again := h.driver(t)
	again.press("enter", "enter")
	again.sees("[>] 2", "is connected.")
}
