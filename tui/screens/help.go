package screens

import (
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Help says what the screen below is for, and lists the keys that work there, from the
// very bindings that it uses, then those of every screen.
type Help struct {
	Of       string // the title of that screen
	Bindings []key.Binding
	top      int
}

// Update implements [Screen]. The log is one key away.
func (v Help) Update(e Env, msg tea.Msg) (Screen, Intent) {
	if pressed, is := msg.(tea.KeyMsg); is && key.Matches(pressed, widget.LogKey(true)) {
		return Log{}, nil
	}
	var then Intent
	v.top, then = scroll(e, msg, v.Page(e), widget.BackKey(), widget.HelpKey(true), widget.EnterKey(""))
	return v, then
}

// Page implements [Screen].
func (v Help) Page(e Env) widget.Page {
	p := widget.Page{Title: text.HelpTitle.String(), In: v.Of, Context: e.Version, Top: v.top}
	if about := text.HelpOf(v.Of); about != "" {
		p.Lines = append(e.paragraph(about), "")
	}
	const named = 12 // cells
	list := func(name, does string) {
		lines := text.Indent(text.Wrap(does, e.Room.W-named-4), named+3)
		if len(lines) == 0 {
			return
		}
		lines[0] = "   " + e.Theme.Heading.Render(text.Pad(name, named)) + lines[0][named+3:]
		p.Lines = append(p.Lines, lines...)
	}
	for _, b := range v.Bindings {
		if b.Enabled() && !key.Matches(widget.Press(b.Keys()[0]), everywhere()...) {
			list(b.Help().Key, text.KeyMeans(b.Help().Desc))
		}
	}
	p.Lines = append(p.Lines, "", " "+e.Theme.Heading.Render(text.HelpEverywhere.String()))
	for _, k := range text.KeysEverywhere {
		list(k.Key, k.Means.String())
	}
	p.Lines = append(p.Lines, "")
	p.Lines = append(p.Lines, e.paragraph(text.HelpWords.String())...)
	return p
}

// everywhere are the bindings of every screen.
func everywhere() []key.Binding {
	return append(widget.MoveKeys().All(), widget.LogKey(true), widget.HelpKey(true), widget.QuitKey(true))
}

// Keys implements [Screen].
func (v Help) Keys(Env) []key.Binding { return append(closeKeys(), widget.LogKey(true)) }
