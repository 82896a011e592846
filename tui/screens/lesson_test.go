package screens

import (
	"strings"
	"testing"

	"handback/device/console/teach"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
)

// pointing is a lesson in which a person points at the words of an answer.
func pointing(lines ...string) lesson {
	return lesson{}.asked(work.Lesson{Port: "p", Question: teach.Question{
		Topic: teach.AskIdentityValues, Form: teach.Values, Lines: lines,
		Found: []teach.Finding{{Name: "vendor"}, {Name: "model", Value: "X200", Line: 0, Span: teach.Span{From: 7, To: 11}}},
	}})
}

// TestPointingAtWords: cursor keys go from word to word, a range grows from where it
// began, and a digit says what the words are, in the way that the command takes it.
func TestPointingAtWords(t *testing.T) {
	env := still(t, termenv.Ascii).Env
	env.Room = widget.Area{W: 80, H: 20}
	for keys, want := range map[string]string{
		"1": "vendor 1.2", "2": "model -", "left 1": "vendor 1.1", "right 1": "vendor 2.1", "down right 1": "vendor 2.3",
		"down space right right 1": "vendor 2.2-4", "down space left 1": "vendor 2.1-2", "down space space 1": "vendor 2.2",
		"down down 1": "vendor 3.1", "end right right right 1": "vendor 3.1", "home left left left 1": "vendor 1.1",
		"enter": "",
	} {
		screen := Screen(pointing("Model: X200", "Made by ACME Werke", "ok"))
		var given string
		for _, k := range strings.Fields(keys) {
			l, is := screen.(lesson)
			if !is {
				t.Fatalf("%s: another screen", keys)
			}
			press := widget.Press(k)
			switch {
			case k == "enter":
				given = ""
			case press.Type == tea.KeyRunes && k >= "1" && k <= "9":
				given = l.named(l.now.Question.Found[k[0]-'1'].Name)
			}
			next, want := screen.Update(env, press)
			if _, runs := want.(Run); runs != (k == "enter" || k >= "1" && k <= "9") {
				t.Errorf("%s: %s wants %T", keys, k, want)
			}
			screen = next
		}
		if given != want {
			t.Errorf("%s: %q, want %q", keys, given, want)
		}
	}
}

// TestTheSelectionIsAlwaysInSight: also of a line that is wider than the window, and in
// characters of two cells.
func TestTheSelectionIsAlwaysInSight(t *testing.T) {
	for _, line := range []string{
		strings.Repeat("word ", 60) + "last", strings.Repeat("機種 ", 60) + "last", strings.Repeat("x", 300) + " last",
	} {
		for _, size := range []widget.Area{{W: 40, H: 10}, {W: 80, H: 24}, {W: 120, H: 40}} {
			d := on(pointing("Model: X200", line))(t, still(t, termenv.Ascii))
			d.Size = size
			d.Env.Room = widget.BodyRoom(size, 1)
			for range teach.Words(line) {
				d.Stack[len(d.Stack)-1], _ = d.Top().Update(d.Env, widget.Press("right"))
			}
			d.Stack[len(d.Stack)-1], _ = d.Top().Update(d.Env, widget.Press("right"))
			if view := d.View(); !strings.Contains(view, "[last]") {
				t.Errorf("%dx%d:\n%s", size.W, size.H, view)
			}
			checkFits(t, "lesson", d)
		}
	}
}

// TestWhatIsTypedStaysUntilItIsTaken: a mistake need not be typed once more.
func TestWhatIsTypedStaysUntilItIsTaken(t *testing.T) {
	asked := work.Lesson{Port: "p", Question: teach.Question{Topic: teach.AskTitle, Form: teach.Text}}
	l := lesson{}.asked(asked)
	l.field.SetValue("ACME")
	wrong := asked
	wrong.Wrong = text.TeachReason(&teach.AnswerError{Reason: teach.ReasonLength})
	if l = l.asked(wrong); l.field.Value() != "ACME" {
		t.Error("what was typed is gone")
	}
	asked.Answers++
	if l = l.asked(asked); l.field.Value() != "" {
		t.Errorf("%q stays after it was taken", l.field.Value())
	}
}
