package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device"
	"handback/tui/internal/sample"
	"handback/tui/widget"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
)

func paste(text string) tea.KeyMsg {
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}
}

func keystrokes(text string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)} }

func TestLettersTypedFastAreNotLost(t *testing.T) {
	b := newHarness(t).driver(t)
	b.send(keystrokes("jj"))
	at := b.m.Env.Seen.Sticks[0].Path
	b.sees("> "+at[:6], pathEnd(at))
	b.send(keystrokes("k?"))
	b.sees("Help")
}

func TestPasteIsTextOnlyWhereTextIsWanted(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	before := b.m.View()
	b.send(paste("q"))
	b.send(paste("jjj"))
	if b.left || b.m.View() != before {
		t.Error("a paste was taken for keys")
	}
	b.press("enter", "enter", " ", "enter")
	b.send(paste("sold\x1b[31m to\nq"))
	b.sees("Reason (optional): sold", "q|")
	b.press("enter")
	all, err := w.o.Desk.List(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	opened, err := w.o.Desk.Return(all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if r := opened.Reason; strings.ContainsAny(r, "\x1b\n") || !strings.HasPrefix(r, "sold") {
		t.Errorf("the reason is %q", r)
	}
}

func TestResultsOfAnOlderJobAreDropped(t *testing.T) {
	b := newHarness(t).driver(t)
	b.toSteps()
	before := b.m.View()
	b.send(work.Finished{Number: 1, Msg: work.Stands{}, Err: context.Canceled})
	b.send(work.Progressed{Number: 1, Progress: capability.Progress{Done: 1, Total: 2}})
	if b.m.View() != before {
		t.Errorf("an old result came through:\n%s", b.m.View())
	}
}

// halfway starts the making of a request that waits for its device.
func halfway(t *testing.T) (*harness, *driver, tea.Cmd) {
	w := newHarness(t)
	b := w.driver(t)
	b.toSteps()
	w.device.gate, w.device.begun = make(chan struct{}), make(chan struct{})
	cmd := b.begin(widget.Press("enter"))
	<-w.device.begun
	b.sees("The device makes the return request", "esc stop")
	return w, b, cmd
}

func TestResizeWhileAJobRuns(t *testing.T) {
	w, b, cmd := halfway(t)
	b.send(tea.WindowSizeMsg{Width: 40, Height: 10})
	b.sees("working")
	b.send(tea.WindowSizeMsg{Width: 20, Height: 5})
	b.sees("too small")
	b.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	close(w.device.gate)
	b.run(cmd)
	b.sees("[next] 3")
}

func TestOnlyOneJobAtATime(t *testing.T) {
	w, b, cmd := halfway(t)
	b.press("enter", "enter")
	b.send(keystrokes("su"))
	close(w.device.gate)
	b.run(cmd)
	b.sees("[next] 3")
	if w.device.makes != 1 {
		t.Errorf("%d requests were made", w.device.makes)
	}
}

func TestQuitLetsTheJobComeToItsEnd(t *testing.T) {
	w, b, cmd := halfway(t)
	b.press("ctrl+c")
	b.sees("closes when this is done")
	if b.left {
		t.Fatal("left while the job ran")
	}
	close(w.device.gate)
	b.run(cmd)
	if !b.left || w.device.makes != 1 {
		t.Errorf("left %v, %d requests made", b.left, w.device.makes)
	}
}

func TestQuitTwiceLeavesAtOnce(t *testing.T) {
	w, b, _ := halfway(t)
	b.press("q", "q")
	if !b.left {
		t.Fatal("did not leave")
	}
	close(w.device.gate)
	if ended, err := b.m.runner.Close(time.Minute); !ended || err != nil || w.device.makes != 1 {
		t.Errorf("ended %v, %v, %d requests made", ended, err, w.device.makes)
	}
}

func TestStopWhileTheDeviceWorks(t *testing.T) {
	_, b, cmd := halfway(t)
	b.press("esc")
	b.run(cmd)
	b.sees("Error", "You stopped it", "It is not known whether the device did it")
	b.press("enter")
	b.sees("Ask the device")
}

func TestPanicInAJobIsAnErrorScreen(t *testing.T) {
	w := newHarness(t)
	w.o.Open = func(context.Context, string, string, device.Options) (capability.Device, error) { panic("at the port") }
	b := w.driver(t)
	b.press("enter")
	b.sees("Error", "a mistake of its own")
	b.press("esc", "esc", "l")
	if log := strings.Join(b.m.Env.Log, "\n"); !strings.Contains(log, "harness_test.go") && !strings.Contains(log, "root_test.go") {
		t.Errorf("the log has no trace:\n%s", log)
	}
}

// TestWrongKeys presses keys that mean nothing.
func TestWrongKeys(t *testing.T) {
	b := newHarness(t).driver(t)
	before := b.m.View()
	for _, key := range []tea.KeyMsg{
		keystrokes("z"), keystrokes("\u202e"), keystrokes("日本"),
		{Type: tea.KeyF5},
		{Type: tea.KeyRunes, Runes: []rune("q"), Alt: true},
		paste("rubbish"),
	} {
		b.send(key)
		if b.left || b.m.View() != before {
			t.Errorf("%v did something:\n%s", key, b.m.View())
		}
	}
}

func TestTicksBringTheTimeAndLookAround(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	w.stick = t.TempDir()
	later := sample.Now().Add(time.Hour)
	b.send(tickMsg(later))
	b.sees(pathEnd(w.stick))
	if !b.m.Env.Now.Equal(later) {
		t.Errorf("it is %s", b.m.Env.Now)
	}
}
