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
	w := newHarness(t)
	b := w.driver(t)
	b.toLoad()
	b.press("enter")
	b.sees("Load the response?", "holds 5 -> 0 remain", "> No, not yet")
	b.press("enter")
	b.sees("[next] 5 Load the response")
	if len(w.device.held) != 2 {
		t.Fatal("no was taken for yes")
	}
	b.press("enter", "down", "enter")
	b.sees("[next] 6", "The device loaded the response.")
	b.press("enter")
	b.sees("[next] 7", "what was returned is gone")
	b.press("enter", "enter")
	b.sees("[next] 9", "NOT finished")
	b.press("u")
	b.sees("Was it uploaded?", "without proof")
	b.press("down", "enter")
	b.sees("Done", "This is a claim", "held 5, 0 remain, 5 returned", "Record")
	b.press("enter")
	b.sees("Home", "Closed returns (1)")
}

func TestWalkAlongTheBarWithoutLetters(t *testing.T) {
	b := newHarness(t).driver(t)
	b.toSteps()
	b.press("enter", "enter")
	for range 10 {
		b.press("tab")
		if b.m.Actions()[b.m.Bar].Help().Key == "u" {
			break
		}
	}
	b.sees(">u uploaded<")
	b.press("enter")
	b.sees("Was it uploaded?")
	b.press("esc", "tab", "esc")
	b.sees("[next] 4")
	if b.m.Bar != -1 {
		t.Error("esc did not leave the bar")
	}
	b.press("tab", "left", "left", "enter")
	b.sees("Help")
}

func TestGoesOnWhereTheEvidenceSays(t *testing.T) {
	w := newHarness(t)
	w.driver(t).toLoad()
	b := w.driver(t)
	b.sees("technician: load the response")
	b.press("enter")
	b.sees("[next] 5 Load the response", "The device is not connected. Enter connects it.")
	b.press("enter")
	b.sees("Connect a device", "The next act needs the device")
	b.press("enter")
	b.sees("[next] 5", "X200 · SN0042 is connected.")
}

func TestDeviceVanishesWhileLoading(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toLoad()
	w.device.cut = true
	b.press("enter", "down", "enter")
	b.sees("Error", "It is not known whether the device did it", "The next act asks it what happened")
	if b.m.Env.Selection.Link != nil || w.device.closed == 0 {
		t.Error("the connection was kept")
	}
	b.press("enter")
	b.sees("Ask the device what came of loading the response", "Enter connects it")
	b.press("enter", "enter", "enter")
	b.sees("[next] 6", "it has loaded the response")
}

func TestStickIsTakenAway(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toSteps()
	b.press("enter")
	gone := w.stick
	w.stick = t.TempDir()
	if err := os.RemoveAll(gone); err != nil {
		t.Fatal(err)
	}
	b.press("enter")
	b.sees("Error", "The stick is gone.", "safe in the ledger")
	b.press("enter")
	b.send(finishedLook(b))
	b.press("enter")
	b.sees("[next] 4")
}

// finishedLook has the model look around now.
func finishedLook(b *driver) any {
	run := b.m.runner.Start(work.RefreshJob(false))
	return run.Wait()
}

func TestOneOpenReturnPerDevice(t *testing.T) {
	b := newHarness(t).driver(t)
	b.toSteps()
	id := regexp.MustCompile(`R-[0-9A-Z]{5}`).FindString(b.m.View())
	b.press("esc", "down", "enter", "enter", " ", "enter", "enter")
	b.sees("Error", "has an open return already: "+id)
}

func TestSaveAgainOnAnotherStick(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toSteps()
	b.press("enter", "enter", "w")
	b.sees("saved again?")
	other := t.TempDir()
	b.press("down")
	b.send(paste(other + "\n"))
	b.press("enter")
	b.sees("[next] 4", "Saved on")
	if found, err := media.Open(other); err != nil || found == nil {
		t.Fatal(err)
	}
	if list, err := os.ReadDir(other); err != nil || len(list) != 1 {
		t.Errorf("the other stick holds %v, %v", list, err)
	}
}

func TestAnotherDeviceIsConnected(t *testing.T) {
	w := newHarness(t)
	w.driver(t).toSteps()
	w.device = &fakeDevice{host: capability.HostID{Type: "STRING", Value: "other"}}
	b := w.driver(t)
	b.press("enter", "enter", "enter")
	b.sees("[next] 2", "Connected is another device")
	b.press("enter")
	b.sees("Connect a device")
	if w.device.makes != 0 {
		t.Error("another device was told to make the request")
	}
}

func TestPortOfTheCommandLineIsConnectedAtOnce(t *testing.T) {
	w := newHarness(t)
	w.o.Port = "/dev/pts/7"
	b := w.driver(t)
	b.sees("> /dev/pts/7")
	b.press("enter", "enter", " ", "enter", "enter")
	again := w.driver(t)
	again.press("enter", "enter")
	again.sees("[next] 2", "is connected.")
}
