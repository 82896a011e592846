package tui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"handback/capability"
	"handback/device/console"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// answer is the screen on which a question of a job is answered. It closes with
// its reply, so that there is never a second one.
type answer struct {
	asked
	field textinput.Model
}

func newAnswer(q asked) answer {
	field := newField()
	field.SetValue(q.suggest)
	return answer{q, field}
}

// leave leaves the question open.
func (a answer) leave() { close(a.reply) }

func (a answer) update(_ env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return a, nil
	}
	switch {
	case key.Matches(pressed, backKey()):
		a.leave()
		return a, back{}
	case key.Matches(pressed, enterKey("")):
		a.reply <- a.field.Value() // has room for it
		return a, back{}
	case a.typing(env{}):
		pressed.Runes = slices.DeleteFunc(slices.Clone(pressed.Runes), capability.EndsRow) // none is part of an answer
		a.field, _ = a.field.Update(pressed)
	}
	return a, nil
}

func (a answer) typing(env) bool { return a.question.About != console.Deed }

func (a answer) page(e env) page {
	p := page{title: answerTitle}
	p.lines = indent(wrap(questionText(a.question), e.room.w-2), 1)
	if a.typing(e) {
		p.lines = append(p.lines, "", " > "+a.typed(e.room.w-4))
		p.top = p.highest(e.room.h) // the field stays in sight
	}
	return p
}

// typed is what was typed, of a password only how much.
func (a answer) typed(w int) string {
	if a.question.About != console.Password {
		return fieldText(a.field, w)
	}
	stars := newField()
	stars.SetValue(strings.Repeat("*", utf8.RuneCountInString(a.field.Value())))
	stars.SetCursor(a.field.Position())
	return fieldText(stars, w)
}

func (a answer) keys(env) []key.Binding {
	does := answerText
	if a.question.About == console.Deed {
		does = deedDoneText
	}
	return []key.Binding{enterKey(does), bind("esc", giveUpText, "esc")}
}
