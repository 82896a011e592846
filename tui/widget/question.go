package widget

import (
	"handback/tui/text"
	"handback/tui/theme"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Question asks before something that can't be taken back. It begins on no,
// and answers only when all of its text was in sight.
type Question struct {
	In, Title, Context string
	Lines              []string
	No, Yes            string
	Final              bool // what follows on yes cannot be undone
	onYes              bool
	top                int
}

// Update takes a key in a body of that size.
func (q Question) Update(room Area, msg tea.KeyMsg) (Question, Outcome) {
	k := MoveKeys()
	highest := q.highest(room)
	seen := q.top >= highest
	switch {
	case key.Matches(msg, BackKey()):
		return q, SaidNo
	case key.Matches(msg, EnterKey("")) && !seen:
		q.top = min(highest, q.top+max(1, room.H-1))
	case key.Matches(msg, EnterKey("")) && q.onYes:
		return q, SaidYes
	case key.Matches(msg, EnterKey("")):
		return q, SaidNo
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

// Page is the question in a body of that size.
func (q Question) Page(room Area, th theme.Theme) Page {
	p := Page{In: q.In, Title: q.Title, Context: q.Context, Top: q.top}
	framed := q.Final && room.Borders()
	w := room.W - 2
	if framed {
		w -= 2
	}
	for _, line := range q.Lines {
		if line == "" {
			p.Lines = append(p.Lines, "")
		}
		p.Lines = append(p.Lines, text.Indent(text.Wrap(line, w), 1)...)
	}
	cursor := "no"
	if q.onYes {
		cursor = "yes"
	}
	answers, _ := RowLines(th, []Row{{"no", []string{q.No}}, {"yes", []string{q.Yes}}}, cursor, room.H)
	p.Lines = append(append(p.Lines, ""), answers...)
	if framed {
		p.Lines = Panel{Title: "! " + q.Title, Aside: text.CannotBeUndone, Border: th.Danger}.Lines(th, room.W, p.Lines)
	}
	return p
}

// Keys are the bindings that work now in a body of that size.
func (q Question) Keys(room Area) []key.Binding {
	does := text.Answer
	if q.top < q.highest(room) {
		does = text.ReadOn
	}
	return WithMoves(EnterKey(does), BackKey())
}
