package screens

import (
	"maps"
	"strconv"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// choose chooses which licenses are returned, and what remains of each.
type choose struct {
	reading capability.Reading
	cursor  int                             // 0: all licenses; n: license n-1
	remains map[capability.ActivationID]int // of those that are returned; replaced, never changed
	none    bool                            // enter was pressed where nothing was chosen
}

func newChoose(r capability.Reading) choose {
	return choose{reading: r, remains: map[capability.ActivationID]int{}}
}

// Update implements [Screen].
func (c choose) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	k := c.bindings()
	c.none = false
	switch {
	case key.Matches(pressed, k.enter):
		return c, Open{newReview(c.reading, c.order())}
	case key.Matches(pressed, widget.EnterKey("")):
		c.none = true
		return c, nil
	case key.Matches(pressed, widget.BackKey()):
		return c, Back{}
	case key.Matches(pressed, k.toggle):
		return c.toggled(), nil
	case key.Matches(pressed, k.fewer):
		return c.changed(-1), nil
	case key.Matches(pressed, k.more):
		return c.changed(1), nil
	case pressed.Type == tea.KeyBackspace:
		return c.set(c.remaining() / 10), nil
	case isDigit(pressed):
		n, _ := strconv.Atoi(string(pressed.Runes))
		return c.set(c.remaining()*10 + n), nil
	}
	c.cursor = widget.Move(pressed, c.cursor, len(c.reading.Licenses)+1, e.Room.H)
	return c, nil
}

func isDigit(msg tea.KeyMsg) bool {
	return msg.Type == tea.KeyRunes && len(msg.Runes) == 1 && msg.Runes[0] >= '0' && msg.Runes[0] <= '9'
}

type chooseKeys struct{ enter, toggle, fewer, more key.Binding }

func (c choose) bindings() chooseKeys {
	l := c.current()
	changes := l != nil && l.Count > 0
	return chooseKeys{
		enter:  widget.When(len(c.remains) > 0, widget.EnterKey(text.Review)),
		toggle: widget.When(l == nil || changes, widget.Bind("space", text.ReturnOrKeep, " ")),
		fewer:  widget.When(changes, widget.Bind("left", text.Fewer, "left")),
		more:   widget.When(changes, widget.Bind("right", text.More, "right")),
	}
}

// Keys implements [Screen].
func (c choose) Keys(Env) []key.Binding {
	k := c.bindings()
	return widget.WithMoves(k.enter, k.toggle, k.fewer, k.more, widget.BackKey())
}

// current is the license under the cursor; nil: all of them.
func (c choose) current() *capability.License {
	if c.cursor == 0 {
		return nil
	}
	return &c.reading.Licenses[c.cursor-1]
}

// remaining is what remains of the license under the cursor; 0 when it is not
// chosen.
func (c choose) remaining() int {
	if l := c.current(); l != nil {
		return c.remains[l.ActivationID]
	}
	return 0
}

// toggled returns a whole license, or keeps it; on the first row all of them.
func (c choose) toggled() choose {
	remains := maps.Clone(c.remains)
	if l := c.current(); l != nil {
		if _, chosen := remains[l.ActivationID]; chosen {
			delete(remains, l.ActivationID)
		} else {
			remains[l.ActivationID] = 0
		}
		c.remains = remains
		return c
	}
	all := capability.ReturnAll(c.reading.Licenses).Lines
	clear(remains)
	if len(c.remains) < len(all) {
		for _, line := range all {
			remains[line.ActivationID] = line.Count
		}
	}
	c.remains = remains
	return c
}

// changed keeps that many more units of the license under the cursor.
func (c choose) changed(by int) choose {
	l := c.current()
	from, chosen := c.remains[l.ActivationID]
	if !chosen {
		from = l.Count
	}
	return c.set(from + by)
}

// set keeps n units of the license under the cursor. It is not returned when
// those are all.
func (c choose) set(n int) choose {
	l := c.current()
	if l == nil || l.Count == 0 {
		return c
	}
	c.remains = maps.Clone(c.remains)
	if n >= l.Count {
		delete(c.remains, l.ActivationID)
	} else {
		c.remains[l.ActivationID] = max(0, n)
	}
	return c
}

// order is what was chosen, in the order of the device.
func (c choose) order() capability.Order {
	var o capability.Order
	for _, l := range c.reading.Licenses {
		if n, chosen := c.remains[l.ActivationID]; chosen {
			o.Lines = append(o.Lines, capability.Line{ActivationID: l.ActivationID, Count: n})
		}
	}
	return o
}

// Page implements [Screen].
func (c choose) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ChooseTitle, Context: text.Device(c.reading.Device)}
	rows := []widget.Row{{Key: "0", Lines: []string{c.allText(e.Room.W)}}}
	for i, l := range c.reading.Licenses {
		rows = append(rows, widget.Row{Key: strconv.Itoa(i + 1), Lines: c.lines(l, e.Room.W)})
	}
	cursor, above := strconv.Itoa(c.cursor), e.paragraph(text.ChooseHelp)
	switch {
	case c.none:
		above = theme.Dress(e.Theme.Accent, e.paragraph(text.NoneChosen))
	case e.Room.H < 12:
		p.Lines, p.Top = widget.RowLines(e.Theme, rows, cursor, e.Room.H)
		return p
	}
	return widget.Below(p, above, e.Theme, rows, cursor, e.Room.H)
}

// allText is the first row: all licenses, and how many are chosen.
func (c choose) allText(w int) string {
	all := len(capability.ReturnAll(c.reading.Licenses).Lines)
	return text.Spread(box(len(c.remains) == all)+" "+text.AllLicenses, text.Chosen(len(c.remains), all), w-5)
}

func box(chosen bool) string {
	if chosen {
		return "[x]"
	}
	return "[ ]"
}

// lines is one license with its three numbers, each with its name.
func (c choose) lines(l capability.License, w int) []string {
	const oneLine = 70
	remains, chosen := c.remains[l.ActivationID]
	numbers := text.Stay(l.Count)
	if chosen {
		numbers = text.Numbers(l.Count, remains)
	}
	name := box(chosen) + " " + text.Printable("", string(l.ActivationID))
	if w < oneLine {
		return []string{text.Cut(name, w-4), "    " + text.Cut(text.Feature(l), w-9), "    " + text.Cut(numbers, w-9)}
	}
	return []string{text.Spread(text.Fit(name, 26)+"  "+text.Feature(l), numbers, w-5)}
}
