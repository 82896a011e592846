package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// question asks before something that can't be taken back. It begins on no,
// and answers only when all of its text was in sight.
type question struct {
	title, context string
	lines          []string
	no, yes        string
	onYes          bool
	top            int
	then           intent // on yes, in the place of the question
}

func (q question) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return q, nil
	}
	k := moveKeys()
	highest := q.page(e).highest(e.room.h)
	seen := q.top >= highest
	switch {
	case key.Matches(pressed, backKey()):
		return q, back{}
	case key.Matches(pressed, enterKey("")) && !seen:
		q.top = min(highest, q.top+max(1, e.room.h-1))
	case key.Matches(pressed, enterKey("")) && q.onYes:
		return q, both{back{}, q.then}
	case key.Matches(pressed, enterKey("")):
		return q, back{}
	case key.Matches(pressed, k.down) && seen:
		q.onYes = true
	case key.Matches(pressed, k.up) && q.onYes:
		q.onYes = false
	default:
		q.top = move(pressed, min(q.top, highest), highest+1, e.room.h)
	}
	return q, nil
}

func (q question) page(e env) page {
	p := page{title: q.title, context: q.context, top: q.top}
	for _, line := range q.lines {
		if line == "" {
			p.lines = append(p.lines, "")
		}
		p.lines = append(p.lines, indent(wrap(line, e.room.w-2), 1)...)
	}
	cursor := "no"
	if q.onYes {
		cursor = "yes"
	}
	answers, _ := rowLines(e.look, []row{{"no", []string{q.no}}, {"yes", []string{q.yes}}}, cursor, e.room.h)
	p.lines = append(append(p.lines, ""), answers...)
	return p
}

func (q question) keys(e env) []key.Binding {
	does := answerText
	if q.top < q.page(e).highest(e.room.h) {
		does = readOnText
	}
	return append([]key.Binding{enterKey(does), backKey()}, moveKeys().all()...)
}
