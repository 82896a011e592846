package screens

import (
	"slices"
	"strings"
	"unicode/utf8"

	"handback/capability"
	"handback/device/console"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// Answer is the screen on which a person answers a question of a job. It closes
// when it has replied, so that it never replies twice.
type Answer struct {
	work.Asked
	field textinput.Model
}

// NewAnswer is the screen for a question, with the suggested answer filled in.
func NewAnswer(q work.Asked) Answer {
	field := widget.NewInput()
	field.SetValue(q.Suggest)
	return Answer{q, field}
}

// Leave closes the question without an answer.
func (a Answer) Leave() { close(a.Reply) }

// Update implements [Screen].
func (a Answer) Update(_ Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return a, nil
	}
	switch {
	case key.Matches(pressed, widget.BackKey()):
		a.Leave()
		return a, Back{}
	case key.Matches(pressed, widget.EnterKey("")):
		a.Reply <- a.field.Value() // has room for it
		return a, Back{}
	case a.Typing(Env{}):
		pressed.Runes = slices.DeleteFunc(slices.Clone(pressed.Runes), capability.EndsRow) // a line end is never part of an answer
		a.field, _ = a.field.Update(pressed)
	}
	return a, nil
}

// Typing implements [typist].
func (a Answer) Typing(Env) bool { return a.Question.About != console.Action }

// Page implements [Screen].
func (a Answer) Page(e Env) widget.Page {
	p := widget.Page{Title: text.AnswerTitle.String()}
	p.Lines = e.paragraph(text.Question(a.Question))
	if a.Typing(e) {
		p.Lines = append(p.Lines, "", " > "+a.typed(e.Room.W-4))
		p.Top = p.Highest(e.Room.H) // the field stays in sight
	}
	return p
}

// typed shows what was typed, of a password only its length.
func (a Answer) typed(w int) string {
	if a.Question.About != console.Password {
		return widget.InputText(a.field, w)
	}
	stars := widget.NewInput()
	stars.SetValue(strings.Repeat("*", utf8.RuneCountInString(a.field.Value())))
	stars.SetCursor(a.field.Position())
	return widget.InputText(stars, w)
}

// Keys implements [Screen].
func (a Answer) Keys(Env) []key.Binding {
	does := text.Answer.String()
	if a.Question.About == console.Action {
		does = text.DeedDone.String()
	}
	return []key.Binding{widget.EnterKey(does), widget.Bind("esc", text.GiveUp.String(), "esc")}
}
