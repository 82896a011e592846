package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
)

// TestWrongKeys presses keys that mean nothing, on every screen.
func TestWrongKeysOnEveryScreen(t *testing.T) {
	wrong := []tea.KeyMsg{
		press("z"), press("\u202e"), press("日本"),
		{Type: tea.KeyF5},
		{Type: tea.KeyCtrlX},
		{Type: tea.KeyDelete},
		{Type: tea.KeyInsert},
		{Type: tea.KeyRunes, Runes: []rune("q"), Alt: true},
		{Type: tea.KeyRunes, Runes: []rune("rubbish"), Paste: true},
	}
	for _, s := range scenes() {
		d := s.make(t, still(t, termenv.Ascii))
		d.size = area{80, 24}
		d.env.room = bodyRoom(d.size, 1)
		if d.raw() { // all keys go to the device
			continue
		}
		for _, key := range wrong {
			at := &d.stack[len(d.stack)-1]
			if d.over != nil {
				at = &d.over
			}
			next, want := (*at).update(d.env, key)
			*at = next
			if _, typed := want.(run); want != nil && !(typed && d.typing()) {
				t.Fatalf("%s: %v did something: %#v", s.name, key, want)
			}
		}
		checkFits(t, s.name, d)
	}
}

func TestDamagedReturnIsShownWithItsProblem(t *testing.T) {
	d := still(t, termenv.Ascii)
	d.size = area{80, 24}
	d.env.room = bodyRoom(d.size, 1)
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
	var want intent
	for _, name := range []string{"down", "down", "enter"} {
		d.stack[0], want = d.stack[0].update(d.env, press(name))
	}
	opened, ok := want.(open)
	if !ok {
		t.Fatalf("enter does %#v", want)
	}
	d.stack = append(d.stack, opened.screen)
	sees("Error", "Restore it from a backup")
}
