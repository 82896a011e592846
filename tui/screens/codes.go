package screens

import (
	"handback/capability"
	"handback/capability/typed"
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// codes shows a file of a return as QR codes that fit the window, one at a
// time.
type codes struct {
	id      capability.ReturnID
	message typed.Message
	at      int
	ink     typed.Ink
}

// Update implements [Screen].
func (c codes) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	set, err := c.set(e)
	switch {
	case key.Matches(pressed, widget.BackKey()):
		return c, Back{}
	case err != nil:
	case key.Matches(pressed, nextCodeKey(), widget.EnterKey("")):
		c.at = (min(c.at, len(set)-1) + 1) % len(set)
	case key.Matches(pressed, beforeCodeKey()):
		c.at = (min(c.at, len(set)-1) + len(set) - 1) % len(set)
	case key.Matches(pressed, inkKey()):
		c.ink = (c.ink + 1) % (typed.OnLight + 1)
	}
	return c, nil
}

func nextCodeKey() key.Binding   { return widget.Bind("right", text.NextCode, "right") }
func beforeCodeKey() key.Binding { return widget.Bind("left", text.BeforeCode, "left") }
func inkKey() key.Binding        { return widget.Bind("i", text.InkKey, "i") }

// set is the codes for the window as it is.
func (c codes) set(e Env) ([]typed.Code, error) {
	return typed.Codes(c.message, typed.Screen{Columns: e.Room.W, Rows: e.Room.H})
}

// Page implements [Screen].
func (c codes) Page(e Env) widget.Page {
	p := widget.Page{Title: text.CodesTitle, In: string(c.id)}
	set, err := c.set(e)
	if err == nil {
		c.at = min(c.at, len(set)-1) // the window may have grown
		p.Context = text.Code(c.id, set[c.at])
		p.Lines, err = set[c.at].Draw(c.ink)
	}
	if err != nil {
		x := text.Explain(err)
		p.Lines = e.paragraph(text.Printable(" ", x.What, x.Do))
	}
	return p
}

// Keys implements [Screen].
func (c codes) Keys(e Env) []key.Binding {
	set, err := c.set(e)
	several := err == nil && len(set) > 1
	return []key.Binding{widget.When(several, nextCodeKey()), widget.When(several, beforeCodeKey()), widget.When(err == nil, inkKey()), widget.BackKey()}
}
