package widget

import (
	"cmp"

	"handback/tui/text"
	"handback/tui/theme"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Question asks before something that is noted or can't be taken back. It begins on
// no, and answers only when all of its text was in sight.
type Question struct {
	In, Title, Context string
	Act                string // what follows on yes, in the edge of the panel; empty: the title
	Lines              []string
	Table              func(w int) []string // after the first line, w cells wide; nil: none
	No, Yes            string
	Final              bool // what follows on yes cannot be undone
	onYes              bool
	top                int
}

// Update takes a key in a body of that size.
func (q Question) Update(room Area, msg tea.KeyMsg) (Question, Outcome) {
	k := MoveKeys()
	next, previous := FieldKeys()
	highest := q.highest(room)
	seen := q.top >= highest
	switch {
	case key.Matches(msg, NoKey()):
		return q, SaidNo
	case key.Matches(msg, EnterKey(""), next) && !seen:
		q.top = min(highest, q.top+max(1, room.H-3))
	case key.Matches(msg, EnterKey("")) && q.onYes:
		return q, SaidYes
	case key.Matches(msg, EnterKey("")):
		return q, SaidNo
	case key.Matches(msg, next, previous):
		q.onYes = seen && !q.onYes
	case key.Matches(msg, k.Down) && seen:
		q.onYes = true
	case key.Matches(msg, k.Up) && q.onYes:
		q.onYes = false
	default:
		q.top = Move(msg, min(q.top, highest), highest+1, room.H)
	}
	return q, stillOpen
}

// highest is the last line of the question that can come first.
func (q Question) highest(room Area) int { return q.Page(room, theme.Theme{}).Highest(room.H) }

// Page is the question in a body of that size, in a panel where that has room.
func (q Question) Page(room Area, th theme.Theme) Page {
	p := Page{In: q.In, Title: q.Title, Context: q.Context, Top: q.top}
	p.Box = room.box(th, cmp.Or(q.Act, q.Title), q.Final)
	if p.Box != nil {
		room.W -= 2
	}
	for i, line := range q.Lines {
		if line == "" {
			p.Lines = append(p.Lines, "")
		}
		p.Lines = append(p.Lines, text.Indent(text.Wrap(line, room.W-2), 1)...)
		if i == 0 && q.Table != nil {
			p.Lines = append(p.Lines, text.Indent(q.Table(room.W-4), 3)...)
		}
	}
	cursor := "no"
	if q.onYes {
		cursor = "yes"
	}
	answers, _ := RowLines(th, []Row{{Key: "no", Lines: []string{q.No}}, {Key: "yes", Lines: []string{q.Yes}}}, cursor, room.H)
	p.Lines = append(append(p.Lines, ""), answers...)
	return p
}

// Keys are the bindings that work now in a body of that size.
func (q Question) Keys(room Area) []key.Binding {
	does := text.Answer.String()
	if q.top < q.highest(room) {
		does = text.ReadOn.String()
	}
	next, previous := FieldKeys()
	return WithMoves(EnterKey(does), NoKey(), next, previous)
}
