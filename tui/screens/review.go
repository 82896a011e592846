package screens

import (
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// review shows what was chosen and what stops working, takes a reason and the
// replacement that gets the licenses afterwards, and opens the return.
type review struct {
	reading capability.Reading
	order   capability.Order
	fields  [2]textinput.Model // the reason, the replacement
	at      int
	wrong   string // what is wrong with the replacement
	top     int
}

func newReview(r capability.Reading, o capability.Order) review {
	return review{reading: r, order: o, fields: [2]textinput.Model{widget.NewField(), widget.NewField()}}
}

func (v review) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Stands:
		return v, Restart{[]Screen{showing(msg)}}
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, widget.EnterKey("")):
			return v.entered()
		case key.Matches(msg, widget.BackKey()):
			return v, Back{}
		case msg.Type != tea.KeyRunes && key.Matches(msg, widget.MoveKeys().All()[:4]...):
			return v.moved(e, msg), nil
		}
		v.wrong = ""
		v.fields[v.at], _ = v.fields[v.at].Update(msg)
	}
	return v, nil
}

// entered opens the return, unless the replacement is none.
func (v review) entered() (Screen, Intent) {
	reason := capability.Printable(v.fields[0].Value())
	words := strings.TrimSpace(v.fields[1].Value())
	if words == "" {
		return v, Run{work.StartJob(v.reading, v.order, reason, nil)}
	}
	to, err := capability.ParseHostID(words)
	if err != nil {
		v.at, v.top, v.wrong = 1, 0, text.HostWrong
		return v, nil
	}
	return v, Run{work.StartJob(v.reading, v.order, reason, &to)}
}

// moved goes from field to field, and scrolls beyond the last.
func (v review) moved(e Env, msg tea.KeyMsg) review {
	k := widget.MoveKeys()
	switch {
	case key.Matches(msg, k.Down) && v.at == 0:
		v.at = 1
	case key.Matches(msg, k.Up) && v.top == 0:
		v.at = 0
	default:
		v.top = widget.Move(msg, v.top, v.Page(e).Highest(e.Room.H)+1, e.Room.H)
	}
	return v
}

func (v review) Typing(Env) bool { return true }

func (v review) Keys(Env) []key.Binding {
	return append([]key.Binding{widget.EnterKey(text.Begin), widget.BackKey()}, widget.MoveKeys().All()...)
}

func (v review) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ReviewTitle, Context: text.Device(v.reading.Device), Top: v.top}
	for i, label := range []string{text.Reason, text.ToReplacement} {
		typed := capability.Printable(v.fields[i].Value())
		if i == v.at {
			typed = widget.FieldText(v.fields[i], e.Room.W-3-text.Width(label))
		}
		p.Lines = append(p.Lines, text.Cut(" "+label+" "+typed, e.Room.W))
	}
	if v.wrong != "" {
		p.Lines = append(p.Lines, theme.Dress(e.Theme.Danger, text.Indent(text.Wrap(v.wrong, e.Room.W-2), 1))...)
	}
	p.Lines = append(p.Lines, "")
	for _, line := range v.order.Lines {
		held := capability.CountOf(v.reading.Licenses, line.ActivationID)
		p.Lines = append(p.Lines, lineLines(line, text.Numbers(held, line.Count), e.Room.W)...)
	}
	p.Lines = append(p.Lines, "")
	p.Lines = append(p.Lines, text.Indent(text.Wrap(text.ReviewHelp+" "+text.ToHelp, e.Room.W-2), 1)...)
	return p
}

// lineLines is one line of an order with its numbers.
func lineLines(line capability.Line, numbers string, w int) []string {
	id := text.Printable("", string(line.ActivationID))
	if text.Width(id)+text.Width(numbers)+6 > w {
		return []string{"   " + text.Cut(id, w-4), "     " + text.Cut(numbers, w-6)}
	}
	return []string{"   " + text.Spread(id, numbers, w-5)}
}
