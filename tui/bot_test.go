package tui

import (
	"context"
	"strings"
	"testing"

	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/lipgloss"

	tea "github.com/charmbracelet/bubbletea"
)

// driver sends keys straight to the model and runs the commands in place.
type driver struct {
	t    *testing.T
	m    model
	left bool // the program was told to quit
}

func (w *harness) driver(t *testing.T) *driver {
	t.Helper()
	log := &work.Logbook{}
	r := work.NewRunner(context.Background(), w.o.Complete(), log)
	b := &driver{t: t, m: newModel(w.o, r)}
	b.m.tick = func() tea.Cmd { return nil }
	b.run(b.m.Init())
	b.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	return b
}

// send gives the model a message and does all that follows from it.
func (b *driver) send(msg tea.Msg) { b.run(b.begin(msg)) }

// begin gives the model a message and returns what is to be run.
func (b *driver) begin(msg tea.Msg) tea.Cmd {
	next, cmd := b.m.Update(msg)
	b.m = next.(model)
	return cmd
}

func (b *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		b.left = true
	case tea.BatchMsg:
		for _, one := range msg {
			b.run(one)
		}
	default:
		b.send(msg)
	}
}

func sizeOf40x10() tea.Msg { return tea.WindowSizeMsg{Width: 40, Height: 10} }

func (b *driver) press(names ...string) {
	for _, name := range names {
		b.send(widget.Press(name))
	}
}

// sees asserts that the texts are on the screen, broken into lines or not.
func (b *driver) sees(texts ...string) {
	b.t.Helper()
	view := strings.Join(strings.Fields(b.m.View()), " ")
	for _, text := range texts {
		if !strings.Contains(view, text) {
			b.t.Fatalf("%q is not on the screen:\n%s", text, b.m.View())
		}
	}
	if h := lipgloss.Height(b.m.View()); h > b.m.Size.H {
		b.t.Fatalf("%d lines of %d", h, b.m.Size.H)
	}
}

// toSteps opens a return of all licenses.
func (b *driver) toSteps() {
	b.t.Helper()
	b.sees("Open returns", port)
	b.press("enter")
	b.sees("The device holds 2 licenses")
	b.press("enter", " ", "enter", "enter")
	b.sees("[next] 2 Make the return request")
}

// toLoad goes on to the point of no return.
func (b *driver) toLoad() {
	b.t.Helper()
	b.toSteps()
	b.press("enter", "enter")
	b.sees("[next] 4 At the portal")
	b.press("p", "enter")
	b.sees("1 file on", "C looks at it", "[next] 4 At the portal")
	b.choosesTheFile()
	b.sees("[next] 5 Load the response")
}

// choosesTheFile takes the only file that could be the response for it.
func (b *driver) choosesTheFile() {
	b.t.Helper()
	b.press("c")
	b.sees("Which file is it?")
	b.press("enter")
	b.sees("Is this the response?", "> No, not yet")
	b.press("down", "enter")
}
