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
	return review{reading: r, order: o, fields: [2]textinput.Model{widget.NewInput(), widget.NewInput()}}
}

// Update implements [Screen].
func (v review) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		return v, Restart{[]Screen{returnScreen(msg)}}
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
	typed := strings.TrimSpace(v.fields[1].Value())
	if typed == "" {
		return v, Run{work.StartJob(v.reading, v.order, reason, nil)}
	}
	to, err := capability.ParseHostID(typed)
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

// Typing implements [typist].
func (v review) Typing(Env) bool { return true }

// Keys implements [Screen].
func (v review) Keys(Env) []key.Binding {
	return widget.WithMoves(widget.EnterKey(text.Begin), widget.BackKey())
}

// Page implements [Screen].
func (v review) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ReviewTitle, Context: e.aroundDevice(v.reading.Device), Top: v.top}
	for i, label := range []string{text.Reason, text.ToReplacement} {
		typed := capability.Printable(v.fields[i].Value())
		if i == v.at {
			typed = widget.InputText(v.fields[i], e.Room.W-3-text.Width(label))
		}
		p.Lines = append(p.Lines, text.Cut(" "+label+" "+typed, e.Room.W))
	}
	if v.wrong != "" {
		p.Lines = append(p.Lines, theme.Dress(e.Theme.Danger, e.paragraph(v.wrong))...)
	}
	p.Lines = append(p.Lines, "")
	for _, line := range v.order.Lines {
		held := capability.CountOf(v.reading.Licenses, line.ActivationID)
		p.Lines = append(p.Lines, orderLine(line, text.Numbers(held, line.Count), e.Room.W)...)
	}
	p.Lines = append(p.Lines, "")
	p.Lines = append(p.Lines, e.paragraph(text.ReviewHelp+" "+text.ToHelp)...)
	return p
}
