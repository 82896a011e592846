package tui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"handback/capability"
	"handback/device/console"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// ErrUnanswered says that the person at the screen left a device's question
// open.
var ErrUnanswered = errors.New("the question was not answered")

// asked is a question that the job of that number puts to the person. Its
// reply is sent once, or closed when there will be none.
type asked struct {
	number   int
	question console.Question
	suggest  string // the answer that is likely
	reply    chan<- string
}

// ask implements [console.Ask] for the job that runs. The user name of before
// is likely the one of now.
func (b *bench) ask(ctx context.Context, q console.Question) (string, error) {
	if q.About != console.UserName {
		return b.run.ask(ctx, q, "")
	}
	name, err := b.run.ask(ctx, q, b.user)
	if err == nil {
		b.user = name
	}
	return name, err
}

func (r *running) ask(ctx context.Context, q console.Question, suggest string) (string, error) {
	reply := make(chan string, 1)
	select {
	case r.questions <- asked{r.number, q, suggest, reply}:
	case <-r.deserted:
		return "", ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case text, answered := <-reply:
		if !answered {
			return "", ErrUnanswered
		}
		return text, nil
	case <-r.deserted:
		return "", ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// asked shows the question above all else.
func (m model) asked(q asked) (model, tea.Cmd) {
	if !m.current(q.number) {
		close(q.reply)
		return m, nil
	}
	field := newField()
	field.SetValue(q.suggest)
	m.over, m.bar = answer{q, field}, -1
	return m, m.runner.latest.wait
}

// unasked takes a question off the screen that stands there without an answer.
func (m model) unasked() model {
	if a, open := m.over.(answer); open {
		close(a.reply)
		m.over = nil
	}
	return m
}

// answer is the screen on which a question of a job is answered. It closes with
// its reply, so that there is never a second one.
type answer struct {
	asked
	field textinput.Model
}

func (a answer) update(_ env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return a, nil
	}
	switch {
	case key.Matches(pressed, backKey()):
		close(a.reply)
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
