package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// helpView lists the keys that work on the screen below, from the very
// bindings that it uses.
type helpView struct {
	of  []key.Binding
	top int
}

func (v helpView) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	if key.Matches(pressed, backKey(), helpKey(true), enterKey("")) {
		return v, back{}
	}
	v.top = move(pressed, v.top, v.page(e).highest(e.room.h)+1, e.room.h)
	return v, nil
}

func (v helpView) page(e env) page {
	p := page{title: helpTitle, context: e.version, top: v.top}
	next, _, _, _ := barKeys()
	for _, b := range append([]key.Binding{next}, v.of...) {
		if b.Enabled() {
			p.lines = append(p.lines, "   "+e.theme.head.Render(pad(b.Help().Key, 8))+b.Help().Desc)
		}
	}
	p.lines = append(p.lines, "")
	p.lines = append(p.lines, indent(wrap(helpWordsText, e.room.w-2), 1)...)
	return p
}

func (v helpView) keys(env) []key.Binding {
	return append([]key.Binding{bind("esc", closeText, "esc")}, moveKeys().all()...)
}
