package tui

import (
	"handback/capability"
	"handback/capability/typed"

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

func (c codes) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	set, err := c.set(e)
	switch {
	case key.Matches(pressed, backKey()):
		return c, back{}
	case err != nil:
	case key.Matches(pressed, nextCodeKey(), enterKey("")):
		c.at = (min(c.at, len(set)-1) + 1) % len(set)
	case key.Matches(pressed, beforeCodeKey()):
		c.at = (min(c.at, len(set)-1) + len(set) - 1) % len(set)
	case key.Matches(pressed, inkKey()):
		c.ink = (c.ink + 1) % (typed.OnLight + 1)
	}
	return c, nil
}

func nextCodeKey() key.Binding   { return bind("right", nextCodeText, "right") }
func beforeCodeKey() key.Binding { return bind("left", beforeCodeText, "left") }
func inkKey() key.Binding        { return bind("i", inkKeyText, "i") }

// set is the codes for the window as it is.
func (c codes) set(e env) ([]typed.Code, error) {
	return typed.Codes(c.message, typed.Screen{Columns: e.room.w, Rows: e.room.h})
}

func (c codes) page(e env) page {
	p := page{title: codesTitle, context: string(c.id)}
	set, err := c.set(e)
	if err == nil {
		c.at = min(c.at, len(set)-1) // the window may have grown
		p.context = codeText(c.id, set[c.at])
		p.lines, err = set[c.at].Draw(c.ink)
	}
	if err != nil {
		x := Explain(err)
		p.lines = indent(wrap(printable(" ", x.What, x.Do), e.room.w-2), 1)
	}
	return p
}

func (c codes) keys(e env) []key.Binding {
	set, err := c.set(e)
	several := err == nil && len(set) > 1
	return []key.Binding{when(several, nextCodeKey()), when(several, beforeCodeKey()), when(err == nil, inkKey()), backKey()}
}
