package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// failure is an error: what happened, what it means, what to do next.
type failure struct {
	Explanation
	top int
}

func (f failure) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return f, nil
	}
	if key.Matches(pressed, enterKey(""), backKey()) {
		return f, back{}
	}
	f.top = move(pressed, f.top, f.page(e).highest(e.room.h)+1, e.room.h)
	return f, nil
}

func (f failure) page(e env) page {
	p := page{title: failureTitle, top: f.top}
	for _, part := range []struct{ title, text string }{
		{happenedText, f.What}, {meansText, f.Means}, {doNextText, f.Do},
	} {
		if part.text == "" {
			continue
		}
		p.lines = append(p.lines, " "+e.theme.danger.Render(part.title))
		p.lines = append(p.lines, indent(wrap(part.text, e.room.w-4), 3)...)
	}
	return p
}

func (f failure) keys(env) []key.Binding {
	return append([]key.Binding{enterKey(goOnText), backKey()}, moveKeys().all()...)
}
