package screens

import (
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// portalWord is where a return stands by the portal's own word, apart from what was
// seen here and from what persons claim.
type portalWord struct {
	work.Standing
	top int
}

// portalSaid tells the screen below where the return stands by then.
type portalSaid struct{ work.Standing }

// Update implements [Screen].
func (v portalWord) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.PortalAsked:
		return portalWord{Standing: msg.Standing}, nil
	case work.Standing:
		v.Standing = msg
	case tea.KeyMsg:
		if want, done := press(msg, v.actions()); done {
			return v, want
		}
		v.top, _ = scroll(e, msg, v.Page(e))
	}
	return v, nil
}

// actions are the keys of the screen. Where the return stands now goes to the screen
// below: the portal's word is part of it.
func (v portalWord) actions() []action {
	below := does(HandOn{portalSaid{v.Standing}})
	return []action{
		{widget.EnterKey(text.Back), below},
		{askPortalKey(v.Online), does(Run{work.AskPortalJob(v.Return)})},
		{widget.BackKey(), below},
	}
}

// askPortalKey asks the portal where a return stands there.
func askPortalKey(online bool) key.Binding {
	return widget.When(online, widget.Bind("a", text.AskPortalKey, "a"))
}

// Page implements [Screen].
func (v portalWord) Page(e Env) widget.Page {
	p := widget.Page{In: string(v.Return.ID), Title: text.PortalWordTitle, Context: text.Context(v.Return), Top: v.top}
	part := func(title string, texts []string) {
		if len(p.Lines) > 0 {
			p.Lines = append(p.Lines, "")
		}
		p.Lines = append(p.Lines, " "+e.Theme.Heading.Render(title))
		for _, t := range texts {
			p.Lines = append(p.Lines, text.Indent(text.Wrap(t, e.Room.W-4), 3)...)
		}
	}
	part(text.PortalTitle, text.PortalTexts(v.Return, e.Now))
	seen, claimed := text.StepsSeen(v.Return, e.Now)
	if len(claimed) == 0 {
		claimed = []string{text.NothingClaimed}
	}
	part(text.SeenTitle, seen)
	part(text.ClaimedTitle, claimed)
	return p
}

// Keys implements [Screen].
func (v portalWord) Keys(Env) []key.Binding { return actionKeys(v.actions()) }
