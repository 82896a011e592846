package screens

import (
	"strings"
	"testing"

	"handback/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
)

// TestWrongKeysOnEveryScreen presses keys that mean nothing.
func TestWrongKeysOnEveryScreen(t *testing.T) {
	t.Parallel()
	wrong := []tea.KeyMsg{
		widget.Press("z"), widget.Press("\u202e"), widget.Press("日本"),
		{Type: tea.KeyF5},
		{Type: tea.KeyCtrlX},
		{Type: tea.KeyDelete},
		{Type: tea.KeyInsert},
		{Type: tea.KeyRunes, Runes: []rune("q"), Alt: true},
		{Type: tea.KeyRunes, Runes: []rune("rubbish"), Paste: true},
	}
	for _, s := range scenes() {
		d := s.make(t, still(t, termenv.Ascii))
		d.Size = widget.Area{W: 80, H: 24}
		d.Env.Room = widget.BodyRoom(d.Size, 1)
		if d.Raw() { // all keys go to the device
			continue
		}
		for _, key := range wrong {
			at := &d.Stack[len(d.Stack)-1]
			if d.Over != nil {
				at = &d.Over
			}
			next, want := (*at).Update(d.Env, key)
			*at = next
			if _, typed := want.(Run); want != nil && !(typed && d.Typing()) {
				t.Fatalf("%s: %v did something: %#v", s.name, key, want)
			}
		}
		checkFits(t, s.name, d)
	}
}

func TestDamagedReturnIsShownWithItsProblem(t *testing.T) {
	d := still(t, termenv.Ascii)
	d.Size = widget.Area{W: 80, H: 24}
	d.Env.Room = widget.BodyRoom(d.Size, 1)
	sees := func(texts ...string) {
		t.Helper()
		view := strings.Join(strings.Fields(d.View()), " ")
		for _, text := range texts {
			if !strings.Contains(view, text) {
				t.Fatalf("%q is not on the screen:\n%s", text, d.View())
			}
		}
	}
	sees("R-ZZ222", "DAMAGED", "journal.jsonl line 3")
	var want Intent
	for _, name := range []string{"down", "down", "enter"} {
		d.Stack[0], want = d.Stack[0].Update(d.Env, widget.Press(name))
	}
	opened, ok := want.(Open)
	if !ok {
		t.Fatalf("enter does %#v", want)
	}
	d.Stack = append(d.Stack, opened.Screen)
	sees("Error", "Restore it from a backup")
}
