package tui

import (
	"strings"

	"handback/capability"

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
	return review{reading: r, order: o, fields: [2]textinput.Model{newField(), newField()}}
}

func (v review) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		return v, restart{[]screen{showing(msg)}}
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, enterKey("")):
			return v.entered()
		case key.Matches(msg, backKey()):
			return v, back{}
		case msg.Type != tea.KeyRunes && key.Matches(msg, moveKeys().all()[:4]...):
			return v.moved(e, msg), nil
		}
		v.wrong = ""
		v.fields[v.at], _ = v.fields[v.at].Update(msg)
	}
	return v, nil
}

// entered opens the return, unless the replacement is none.
func (v review) entered() (screen, intent) {
	reason := capability.Printable(v.fields[0].Value())
	text := strings.TrimSpace(v.fields[1].Value())
	if text == "" {
		return v, run{startJob(v.reading, v.order, reason, nil)}
	}
	to, err := capability.ParseHostID(text)
	if err != nil {
		v.at, v.top, v.wrong = 1, 0, hostWrongText
		return v, nil
	}
	return v, run{startJob(v.reading, v.order, reason, &to)}
}

// moved goes from field to field, and scrolls beyond the last.
func (v review) moved(e env, msg tea.KeyMsg) review {
	k := moveKeys()
	switch {
	case key.Matches(msg, k.down) && v.at == 0:
		v.at = 1
	case key.Matches(msg, k.up) && v.top == 0:
		v.at = 0
	default:
		v.top = move(msg, v.top, v.page(e).highest(e.room.h)+1, e.room.h)
	}
	return v
}

func (v review) typing(env) bool { return true }

func (v review) keys(env) []key.Binding {
	return append([]key.Binding{enterKey(beginText), backKey()}, moveKeys().all()...)
}

func (v review) page(e env) page {
	p := page{title: reviewTitle, context: deviceText(v.reading.Device), top: v.top}
	for i, label := range []string{reasonText, toReplacementText} {
		typed := capability.Printable(v.fields[i].Value())
		if i == v.at {
			typed = fieldText(v.fields[i], e.room.w-3-width(label))
		}
		p.lines = append(p.lines, cut(" "+label+" "+typed, e.room.w))
	}
	if v.wrong != "" {
		p.lines = append(p.lines, dress(e.theme.danger, indent(wrap(v.wrong, e.room.w-2), 1))...)
	}
	p.lines = append(p.lines, "")
	for _, line := range v.order.Lines {
		held := capability.CountOf(v.reading.Licenses, line.ActivationID)
		p.lines = append(p.lines, lineLines(line, numbersText(held, line.Count), e.room.w)...)
	}
	p.lines = append(p.lines, "")
	p.lines = append(p.lines, indent(wrap(reviewHelpText+" "+toHelpText, e.room.w-2), 1)...)
	return p
}

// lineLines is one line of an order with its numbers.
func lineLines(line capability.Line, numbers string, w int) []string {
	id := printable("", string(line.ActivationID))
	if width(id)+width(numbers)+6 > w {
		return []string{"   " + cut(id, w-4), "     " + cut(numbers, w-6)}
	}
	return []string{"   " + spread(id, numbers, w-5)}
}
