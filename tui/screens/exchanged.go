package screens

import (
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// exchanged is what came of each request on a stick that was given to the portal.
type exchanged struct {
	work.Exchanged
	top int
}

// Update implements [Screen].
func (x exchanged) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Exchanged:
		return exchanged{Exchanged: msg}, nil
	case tea.KeyMsg:
		if want, done := press(msg, x.actions()); done {
			return x, want
		}
		var then Intent
		x.top, then = read(e, msg, x.Page(e))
		return x, then
	}
	return x, nil
}

// rest counts the requests that only a person can have sent again.
func (x exchanged) rest() int {
	n := 0
	for _, o := range x.Outcomes {
		if text.AfterLook(o) {
			n++
		}
	}
	return n
}

// actions are the keys of the screen beside those of a page that is read.
func (x exchanged) actions() []action {
	again := widget.When(x.rest() > 0, widget.Bind("a", text.SendRestKey, "a"))
	return []action{{again, func() Intent { return Open{x.askAgain()} }}}
}

// askAgain asks before the portal is given what it did not take before.
func (x exchanged) askAgain() questionScreen {
	return questionScreen{widget.Question{
		Title: text.SendAgainTitle, Context: text.Stick(&x.Stick), Lines: text.SendRest(x.rest()),
		No: text.SendAgainNo, Yes: text.SendAgainYes,
	}, Run{work.ExchangeJob(x.Stick, x.rest(), true)}}
}

// Page implements [Screen].
func (x exchanged) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ExchangeTitle, Context: text.Stick(&x.Stick), Top: x.top}
	p.Lines = theme.Dress(e.Theme.Accent, e.paragraph(text.ExchangedAll(x.Summary)))
	if x.Ended != nil {
		p.Lines = theme.Dress(e.Theme.Danger, e.paragraph(text.ExchangeEnded(x.Summary, x.Ended)))
	}
	for _, g := range text.OutcomeGroups(x.Outcomes) {
		p.Lines = append(p.Lines, "", " "+e.Theme.Heading.Render(g.Title))
		for _, o := range g.Outcomes {
			for i, words := range text.OutcomeTexts(o) {
				p.Lines = append(p.Lines, text.Indent(text.Wrap(words, e.Room.W-4-2*i), 3+2*i)...)
			}
		}
	}
	if words := text.Incomplete(x.Incomplete); words != "" {
		p.Lines = append(append(p.Lines, ""), e.paragraph(words)...)
	}
	return p
}

// Keys implements [Screen].
func (x exchanged) Keys(e Env) []key.Binding {
	keys := readKeys(x.top >= x.Page(e).Highest(e.Room.H))
	return append([]key.Binding{keys[0], x.actions()[0].Binding}, keys[1:]...)
}
