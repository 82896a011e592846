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
	d := newHarness(t).driver(t)
	d.send(keystrokes("jj"))
	at := d.m.Env.Listed.Sticks[0].Path
	d.sees("> "+at[:6], pathEnd(at))
	d.send(keystrokes("k?"))
	d.sees("Help")
}

func TestPasteIsTextOnlyWhereTextIsWanted(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	before := d.m.View()
	d.send(paste("q"))
	d.send(paste("jjj"))
	d.sees("Nothing can be pasted here.")
	d.send(faded(d.m.notices))
	if d.left || d.m.View() != before {
		t.Error("a paste was taken for keys")
	}
	d.press("enter", "enter", "a", "enter")
	d.send(paste("sold\x1b[31m to\nq"))
	d.sees("Reason (optional): sold")
	d.typesAfter(" to q")
	d.press("enter", "enter", "enter")
	all, err := h.o.Desk.List(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	opened, err := h.o.Desk.Return(all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if r := opened.Reason; strings.ContainsAny(r, "\x1b\n") || !strings.HasPrefix(r, "sold") {
		t.Errorf("the reason is %q", r)
	}
}

func TestResultsOfAnOlderJobAreDropped(t *testing.T) {
	d := newHarness(t).driver(t)
	d.toSteps()
	before := d.m.View()
	d.send(work.Finished{Number: 1, Msg: work.Standing{}, Err: context.Canceled})
	d.send(work.Progressed{Number: 1, Progress: capability.Progress{Done: 1, Total: 2}})
	if d.m.View() != before {
		t.Errorf("an old result came through:\n%s", d.m.View())
	}
}

// halfway starts the making of a request that waits for its device.
func halfway(t *testing.T) (*harness, *driver, tea.Cmd) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	h.device.gate, h.device.begun = make(chan struct{}), make(chan struct{})
	cmd := d.begin(widget.Press("enter"))
	<-h.device.begun
	d.sees("The device makes the return request", "esc stop")
	return h, d, cmd
}

func TestResizeWhileAJobRuns(t *testing.T) {
	h, d, cmd := halfway(t)
	d.send(tea.WindowSizeMsg{Width: 40, Height: 10})
	d.sees("working")
	d.send(tea.WindowSizeMsg{Width: 20, Height: 5})
	d.sees("too small")
	d.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	close(h.device.gate)
	d.run(cmd)
	d.sees("[>] 3")
}

func TestOnlyOneJobAtATime(t *testing.T) {
	h, d, cmd := halfway(t)
	d.press("enter", "enter")
	d.send(keystrokes("su"))
	close(h.device.gate)
	d.run(cmd)
	d.sees("[>] 3")
	if h.device.makes != 1 {
		t.Errorf("%d requests were made", h.device.makes)
	}
}

func TestQuitLetsTheJobComeToItsEnd(t *testing.T) {
	h, d, cmd := halfway(t)
	d.press("ctrl+c")
	d.sees("closes when this is done")
	if d.left {
		t.Fatal("left while the job ran")
	}
	close(h.device.gate)
	d.run(cmd)
	if !d.left || h.device.makes != 1 {
		t.Errorf("left %v, %d requests made", d.left, h.device.makes)
	}
}

// TestQuitTwiceLeavesAtOnce: the job stops where it can, and what happened to the act is
// asked for the next time.
func TestQuitTwiceLeavesAtOnce(t *testing.T) {
	h, d, _ := halfway(t)
	d.press("q")
	d.sees("q leave now", "esc stop")
	d.press("ctrl+c")
	if !d.left {
		t.Fatal("did not leave")
	}
	if ended, err := d.m.runner.Close(time.Minute); !ended || err != nil || h.device.makes != 0 {
		t.Errorf("ended %v, %v, %d requests made", ended, err, h.device.makes)
	}
	if r := h.newest(t); !r.Stage.OutcomeUnknown() {
		t.Errorf("it stands at %s", r.Stage)
	}
}

// TestQuitStopsWhatOnlyLooks: nothing of it is waited for.
func TestQuitStopsWhatOnlyLooks(t *testing.T) {
	d := newHarness(t).driver(t)
	m, _ := d.m.start(work.Job{Title: "Reading the licenses", Do: func(ctx context.Context, _ *work.Worker, _ capability.Report) (any, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	d.m = m
	d.press("ctrl+c")
	if !d.left {
		t.Error("did not leave")
	}
	if unfinished := d.m.runner.Unfinished(); len(unfinished) > 0 {
		t.Errorf("%d jobs would be waited for", len(unfinished))
	}
	if ended, err := d.m.runner.Close(time.Minute); !ended || err != nil {
		t.Errorf("ended %v, %v", ended, err)
	}
}

// TestAWaitCountsDown: how long a device that was unplugged is waited for is in sight,
// and so is how long the job runs.
func TestAWaitCountsDown(t *testing.T) {
	d := newHarness(t).driver(t)
	now := d.m.Env.Now
	m, cmd := d.m.start(work.Job{Title: "Loading", Whole: true, Do: func(ctx context.Context, _ *work.Worker, report capability.Report) (any, error) {
		report(capability.Progress{What: "unplugged", Until: now.Add(2 * time.Minute)})
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	d.m = m
	d.begin(cmd())
	d.sees("Loading", "waits for the device, 2:00 left")
	d.begin(tickMsg(now.Add(18 * time.Second)))
	d.sees("0:18", "waits for the device, 1:42 left")
	d.m.runner.Stop()
	d.m.runner.Close(time.Minute)
}

func TestStopWhileTheDeviceWorks(t *testing.T) {
	_, d, cmd := halfway(t)
	d.press("esc")
	d.run(cmd)
	d.sees("Error", "You stopped it", "It is not known whether the device did it")
	d.press("enter")
	d.sees("Ask the device")
}

func TestPanicInAJobIsAnErrorScreen(t *testing.T) {
	h := newHarness(t)
	h.o.Open = func(context.Context, string, string, device.Options) (device.Met, error) { panic("at the port") }
	d := h.driver(t)
	d.press("enter")
	d.sees("Error", "Handback itself has a fault")
	d.press("esc", "esc", "l")
	if log := d.logged(); !strings.Contains(log, "harness_test.go") && !strings.Contains(log, "root_test.go") {
		t.Errorf("the log has no trace:\n%s", log)
	}
}

// TestWrongKeys presses keys that mean nothing.
func TestWrongKeys(t *testing.T) {
	d := newHarness(t).driver(t)
	before := d.m.View()
	for _, key := range []tea.KeyMsg{
		keystrokes("z"), keystrokes("\u202e"), keystrokes("日本"),
		{Type: tea.KeyF5},
		{Type: tea.KeyRunes, Runes: []rune("q"), Alt: true},
		paste("rubbish"),
	} {
		d.send(key)
		d.sees("? shows the keys.")
		d.send(faded(d.m.notices))
		if d.left || d.m.View() != before {
			t.Errorf("%v did something:\n%s", key, d.m.View())
		}
	}
}

func TestTicksBringTheTimeAndLookAround(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	h.stick = t.TempDir()
	later := sample.Now().Add(time.Hour)
	d.send(tickMsg(later))
	d.sees(pathEnd(h.stick))
	if !d.m.Env.Now.Equal(later) {
		t.Errorf("it is %s", d.m.Env.Now)
	}
}
