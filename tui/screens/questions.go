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
		Title: text.ClaimTitle.String(), In: string(r.ID),
		Lines: []string{text.Claim(r, capability.Next(r))},
		No:    text.ClaimNo.String(), Yes: text.ClaimYes.String(),
	}, Run{work.ClaimJob(r)}}
}

// askSendAgain asks before a portal is given what it did not take before.
func askSendAgain(s work.SendAgain) questionScreen {
	return questionScreen{widget.Question{
		Title: text.SendAgainTitle.String(), In: string(s.Return.ID), Lines: text.SendAgain(s.Why),
		No: text.SendAgainNo.String(), Yes: text.SendAgainYes.String(),
	}, Run{work.SendJob(s.Return, nil, true)}}
}

// picked gives a key to a list that is filtered. It returns the key of the row that
// was chosen, and whether the list is left: an empty one by enter, too.
func picked(p widget.Picker, msg tea.KeyMsg, rows []widget.Row, h int) (next widget.Picker, chosen string, back bool) {
	if filtered, taken := p.Filtered(msg, rows); taken {
		return filtered, "", false
	}
	if key.Matches(msg, widget.BackKey()) || len(rows) == 0 && key.Matches(msg, widget.EnterKey("")) {
		return p, "", true
	}
	next, chosen = p.Update(msg, rows, h)
	return next, chosen, false
}

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
