package screens

import (
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// HelpView lists the keys that work on the screen below, from the very
// bindings that it uses.
type HelpView struct {
	Of  []key.Binding
	top int
}

func (v HelpView) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	if key.Matches(pressed, widget.BackKey(), widget.HelpKey(true), widget.EnterKey("")) {
		return v, Back{}
	}
	v.top = widget.Move(pressed, v.top, v.Page(e).Highest(e.Room.H)+1, e.Room.H)
	return v, nil
}

func (v HelpView) Page(e Env) widget.Page {
	p := widget.Page{Title: text.HelpTitle, Context: e.Version, Top: v.top}
	next, _, _, _ := widget.BarKeys()
	for _, b := range append([]key.Binding{next}, v.Of...) {
		if b.Enabled() {
			p.Lines = append(p.Lines, "   "+e.Theme.Head.Render(text.Pad(b.Help().Key, 8))+b.Help().Desc)
		}
	}
	p.Lines = append(p.Lines, "")
	p.Lines = append(p.Lines, text.Indent(text.Wrap(text.HelpWords, e.Room.W-2), 1)...)
	return p
}

func (v HelpView) Keys(Env) []key.Binding {
	return append([]key.Binding{widget.Bind("esc", text.Close, "esc")}, widget.MoveKeys().All()...)
}
