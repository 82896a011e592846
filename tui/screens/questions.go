package screens

import (
	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// questionScreen asks before something that can't be taken back.
type questionScreen struct {
	widget.Question
	then Intent // on yes, in the place of the question
}

// Update implements [Screen].
func (q questionScreen) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return q, nil
	}
	var said widget.Outcome
	switch q.Question, said = q.Question.Update(e.Room, pressed); said {
	case widget.SaidYes:
		return q, Both{Back{}, q.then}
	case widget.SaidNo:
		return q, Back{}
	}
	return q, nil
}

// Page implements [Screen].
func (q questionScreen) Page(e Env) widget.Page { return q.Question.Page(e.Room, e.Theme) }

// Keys implements [Screen].
func (q questionScreen) Keys(e Env) []key.Binding { return q.Question.Keys(e.Room) }

// askClaim asks before a person's word is noted.
func askClaim(r capability.Return) questionScreen {
	return questionScreen{widget.Question{
		Title: text.ClaimTitle, In: string(r.ID),
		Lines: []string{text.Claim(r, capability.Next(r))},
		No:    text.ClaimNo, Yes: text.ClaimYes,
	}, Run{work.ClaimJob(r)}}
}

// askSendAgain asks before a portal is given what it did not take before.
func askSendAgain(s work.SendAgain) questionScreen {
	return questionScreen{widget.Question{
		Title: text.SendAgainTitle, In: string(s.Return.ID), Lines: text.SendAgain(s.Why),
		No: text.SendAgainNo, Yes: text.SendAgainYes,
	}, Run{work.SendJob(s.Return, nil, true)}}
}

// formScreen takes what a person says in the fields of a form.
type formScreen struct {
	widget.Form
	then func(values []string) (Intent, *widget.Fault) // on yes
}

// Update implements [Screen].
func (f formScreen) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		return f, HandOn{msg}
	case tea.KeyMsg:
		var said widget.Outcome
		switch f.Form, said = f.Form.Update(e.Room, msg); said {
		case widget.SaidNo:
			return f, Back{}
		case widget.SaidYes:
			want, wrong := f.then(f.Values())
			if wrong != nil {
				f.Form = f.Wrong(wrong)
			}
			return f, want
		}
	}
	return f, nil
}

// Typing implements [typist].
func (f formScreen) Typing(e Env) bool { return f.Form.Typing(e.Room) }

// Page implements [Screen].
func (f formScreen) Page(e Env) widget.Page { return f.Form.Page(e.Room, e.Theme) }

// Keys implements [Screen].
func (f formScreen) Keys(e Env) []key.Binding { return f.Form.Keys(e.Room) }

// pick moves the cursor in a list of n rows of which h have room. On enter it
// tells what follows for that row; an empty list leads back.
func pick(msg tea.KeyMsg, cursor, n, h int, then func(row int) Intent) (int, Intent) {
	switch enter := key.Matches(msg, widget.EnterKey("")); {
	case key.Matches(msg, widget.BackKey()), enter && n == 0:
		return cursor, Back{}
	case enter:
		return cursor, then(cursor)
	}
	return widget.Move(msg, cursor, max(1, n), h), nil
}
