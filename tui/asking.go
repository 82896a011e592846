package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// questionScreen asks before something that can't be taken back.
type questionScreen struct {
	question
	then intent // on yes, in the place of the question
}

func (q questionScreen) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return q, nil
	}
	var said outcome
	switch q.question, said = q.question.update(e.room, pressed); said {
	case saidYes:
		return q, both{back{}, q.then}
	case saidNo:
		return q, back{}
	}
	return q, nil
}

func (q questionScreen) page(e env) page { return q.question.page(e.room, e.theme) }

func (q questionScreen) keys(e env) []key.Binding { return q.question.keys(e.room) }

// formScreen takes what a person says, and does something with it.
type formScreen struct {
	form
	then func(values []string) (intent, *fault) // on yes
}

func (f formScreen) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		return f, handOn{msg}
	case tea.KeyMsg:
		var said outcome
		switch f.form, said = f.form.update(e.room, msg); said {
		case saidNo:
			return f, back{}
		case saidYes:
			want, wrong := f.then(f.values())
			if wrong != nil {
				f.form = f.wrong(wrong)
			}
			return f, want
		}
	}
	return f, nil
}

func (f formScreen) typing(e env) bool { return f.form.typing(e.room) }

func (f formScreen) page(e env) page { return f.form.page(e.room, e.theme) }

func (f formScreen) keys(e env) []key.Binding { return f.form.keys(e.room) }
