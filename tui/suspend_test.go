package tui

import (
	"context"
	"fmt"
	"testing"
	"time"

	"handback/capability"
	"handback/tui/screens"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
)

// suspends reports whether a command gives the terminal back.
func suspends(t *testing.T, cmd tea.Cmd) bool {
	t.Helper()
	if cmd == nil {
		return false
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, one := range msg {
			if suspends(t, one) {
				return true
			}
		}
	default:
		return fmt.Sprintf("%T", msg) == "tea.execMsg"
	}
	return false
}

func ctrlZ() tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyCtrlZ} }

// suspendable drives a program that can be suspended.
func suspendable(t *testing.T) *driver {
	d := newHarness(t).driver(t)
	d.m.stopSelf = func() error { return nil }
	return d
}

func TestCtrlZSuspendsAtOnceWhereNothingRuns(t *testing.T) {
	d := suspendable(t)
	if !suspends(t, d.begin(ctrlZ())) || !suspends(t, d.begin(suspendAsked{})) || !suspends(t, d.begin(wentOn{})) {
		t.Error("not suspended, or not drawn anew")
	}
	d.m.stopSelf = nil // as on Windows
	if suspends(t, d.begin(ctrlZ())) {
		t.Error("suspended where that can't be")
	}
}

// TestCtrlZWaitsForAJob: one that must be whole comes to its end, another one
// stops at its next safe point; only then the program stops.
func TestCtrlZWaitsForAJob(t *testing.T) {
	for _, whole := range []bool{true, false} {
		d := suspendable(t)
		end := make(chan struct{})
		stopped := false
		m, cmd := d.m.carryOut(screens.Run{Job: work.Job{Title: "Loading", Whole: whole, Do: func(ctx context.Context, _ *work.Worker, _ capability.Report) (any, error) {
			select {
			case <-end:
			case <-ctx.Done():
				stopped = true
			}
			return nil, nil
		}}})
		d.m = m
		if suspends(t, d.begin(ctrlZ())) {
			t.Errorf("whole %v: suspended in the middle", whole)
		}
		d.sees("Handback is suspended when this is done")
		if whole {
			close(end)
		}
		if !suspends(t, d.begin(cmd())) || stopped == whole {
			t.Errorf("whole %v: not suspended after it, or stopped %v", whole, stopped)
		}
		if d.m.Suspending {
			t.Error("it would be suspended once more")
		}
		d.m.runner.Close(time.Second)
	}
}

func TestCtrlZGoesToTheDeviceWhileOneWritesThere(t *testing.T) {
	v := newWatching(t, nil)
	v.m.stopSelf = func() error { return nil }
	far := v.opened()
	write(t, far, "login: ")
	v.until("login:")
	v.press("w", "down", "enter")
	if suspends(t, v.begin(ctrlZ())) {
		t.Error("suspended")
	}
	got := make([]byte, 1)
	if _, err := far.Read(got); err != nil || got[0] != 0x1a {
		t.Errorf("the device got %q, %v", got, err)
	}
}
