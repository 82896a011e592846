package tui

import (
	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// review shows what was chosen and what stops working, takes a reason, and
// opens the return.
type review struct {
	reading capability.Reading
	order   capability.Order
	reason  textinput.Model
	top     int
}

func newReview(r capability.Reading, o capability.Order) review {
	return review{reading: r, order: o, reason: newField()}
}

func (v review) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		return v, restart{[]screen{steps{r: msg.r, dir: msg.dir, note: msg.note}}}
	case tea.KeyMsg:
		k := moveKeys()
		switch {
		case key.Matches(msg, enterKey("")):
			return v, work{startJob(v.reading, v.order, capability.Printable(v.reason.Value()))}
		case key.Matches(msg, backKey()):
			return v, back{}
		case msg.Type != tea.KeyRunes && key.Matches(msg, k.up, k.down, k.pageUp, k.pageDown):
			v.top = move(msg, v.top, v.page(e).highest(e.room.h)+1, e.room.h)
		default:
			v.reason, _ = v.reason.Update(msg)
		}
	}
	return v, nil
}

func (v review) typing(env) bool { return true }

func (v review) keys(env) []key.Binding {
	return append([]key.Binding{enterKey(beginText), backKey()}, moveKeys().all()...)
}

func (v review) page(e env) page {
	p := page{title: reviewTitle, context: deviceText(v.reading.Device), top: v.top}
	p.lines = []string{" " + reasonText + " " + fieldText(v.reason, e.room.w-3-width(reasonText)), ""}
	for _, line := range v.order.Lines {
		held := capability.CountOf(v.reading.Licenses, line.ActivationID)
		p.lines = append(p.lines, lineLines(line, numbersText(held, line.Count), e.room.w)...)
	}
	p.lines = append(p.lines, "")
	p.lines = append(p.lines, indent(wrap(reviewHelpText, e.room.w-2), 1)...)
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
