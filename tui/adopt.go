package tui

import (
	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// adoption shows what the portal's response changes on the device, after a
// return was opened on it and before anything is loaded.
type adoption struct {
	r   capability.Return
	top int
}

func (v adoption) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	highest := v.page(e).highest(e.room.h)
	switch {
	case key.Matches(pressed, backKey()), key.Matches(pressed, enterKey("")) && v.top >= highest:
		return v, back{}
	case key.Matches(pressed, enterKey("")):
		pressed = press("pgdown")
	}
	v.top = move(pressed, v.top, highest+1, e.room.h)
	return v, nil
}

func (v adoption) page(e env) page {
	p := page{title: adoptTitle(v.r), context: contextText(v.r), top: v.top}
	texts := []string{adoptedText(v.r), ""}
	if readable(v.r) {
		texts = append(texts, differenceLines(v.r)...)
	} else {
		texts = append(texts, opaqueText)
	}
	for _, t := range append(texts, "", adoptGoOnText) {
		if t == "" {
			p.lines = append(p.lines, "")
		}
		p.lines = append(p.lines, indent(wrap(t, e.room.w-2), 1)...)
	}
	return p
}

func (v adoption) keys(e env) []key.Binding {
	does := goOnText
	if v.top < v.page(e).highest(e.room.h) {
		does = readOnText
	}
	return append([]key.Binding{enterKey(does), backKey()}, moveKeys().all()...)
}
