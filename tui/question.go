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
}

// update takes a key in a body of that size.
func (q question) update(room area, msg tea.KeyMsg) (question, outcome) {
	k := moveKeys()
	highest := q.highest(room)
	seen := q.top >= highest
	switch {
	case key.Matches(msg, backKey()):
		return q, saidNo
	case key.Matches(msg, enterKey("")) && !seen:
		q.top = min(highest, q.top+max(1, room.h-1))
	case key.Matches(msg, enterKey("")) && q.onYes:
		return q, saidYes
	case key.Matches(msg, enterKey("")):
		return q, saidNo
	case key.Matches(msg, k.down) && seen:
		q.onYes = true
	case key.Matches(msg, k.up) && q.onYes:
		q.onYes = false
	default:
		q.top = move(msg, min(q.top, highest), highest+1, room.h)
	}
	return q, stillOpen
}

// highest is the last line of the question that can come first.
func (q question) highest(room area) int { return q.page(room, Theme{}).highest(room.h) }

func (q question) page(room area, l Theme) page {
	p := page{title: q.title, context: q.context, top: q.top}
	for _, line := range q.lines {
		if line == "" {
			p.lines = append(p.lines, "")
		}
		p.lines = append(p.lines, indent(wrap(line, room.w-2), 1)...)
	}
	cursor := "no"
	if q.onYes {
		cursor = "yes"
	}
	answers, _ := rowLines(l, []row{{"no", []string{q.no}}, {"yes", []string{q.yes}}}, cursor, room.h)
	p.lines = append(append(p.lines, ""), answers...)
	return p
}

func (q question) keys(room area) []key.Binding {
	does := answerText
	if q.top < q.highest(room) {
		does = readOnText
	}
	return append([]key.Binding{enterKey(does), backKey()}, moveKeys().all()...)
}
