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

// suspendable is a bot whose program can be stopped.
func suspendable(t *testing.T) *driver {
	b := newHarness(t).driver(t)
	b.m.stopSelf = func() error { return nil }
	return b
}

func TestCtrlZSuspendsAtOnceWhereNothingRuns(t *testing.T) {
	b := suspendable(t)
	if !suspends(t, b.begin(ctrlZ())) || !suspends(t, b.begin(suspendAsked{})) || !suspends(t, b.begin(wentOn{})) {
		t.Error("not suspended, or not drawn anew")
	}
	b.m.stopSelf = nil // as on Windows
	if suspends(t, b.begin(ctrlZ())) {
		t.Error("suspended where that can't be")
	}
}

// TestCtrlZWaitsForAJob: one that must be whole comes to its end, another one
// stops at its next safe point; only then the program stops.
func TestCtrlZWaitsForAJob(t *testing.T) {
	for _, whole := range []bool{true, false} {
		b := suspendable(t)
		end := make(chan struct{})
		stopped := false
		m, cmd := b.m.carryOut(screens.Run{Job: work.Job{Title: "Loading", Whole: whole, Do: func(ctx context.Context, _ *work.Worker, _ capability.Report) (tea.Msg, error) {
			select {
			case <-end:
			case <-ctx.Done():
				stopped = true
			}
			return nil, nil
		}}})
		b.m = m
		if suspends(t, b.begin(ctrlZ())) {
			t.Errorf("whole %v: suspended in the middle", whole)
		}
		b.sees("Handback is suspended when this is done")
		if whole {
			close(end)
		}
		if !suspends(t, b.begin(cmd())) || stopped == whole {
			t.Errorf("whole %v: not suspended after it, or stopped %v", whole, stopped)
		}
		if b.m.Pause {
			t.Error("it would be suspended once more")
		}
		b.m.runner.Close(time.Second)
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
