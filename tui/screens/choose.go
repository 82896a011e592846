package screens

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// choose chooses which licenses are returned, and what remains of each.
type choose struct {
	reading capability.Reading
	cursor  int                             // a license of the reading
	remains map[capability.ActivationID]int // of those that are returned; replaced, never changed
	now     amount                          // what is being typed for the license under the cursor
	filter  widget.Filter
	said    string // why the last key changed nothing
}

// newChoose begins at a license of the reading.
func newChoose(r capability.Reading, at int) choose {
	return choose{reading: r, cursor: at, remains: map[capability.ActivationID]int{}}
}

// Update implements [Screen].
func (c choose) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	c.said = ""
	if filter, taken := c.filter.Update(pressed); taken {
		c.filter, c.now = filter, amount{}
		c.cursor = c.at()
		return c, nil
	}
	k := c.bindings()
	switch {
	case key.Matches(pressed, k.digit):
		return c.typed(pressed), nil
	case key.Matches(pressed, k.less):
		return c.changed(-1), nil
	case key.Matches(pressed, k.more):
		return c.changed(1), nil
	}
	c.now = amount{}
	if key.Matches(pressed, k.enter) && len(c.remains) == 0 {
		c.said = text.NoneChosen.String()
		return c, nil
	}
	if key.Matches(pressed, k.toggle) {
		return c.toggled(), nil
	}
	if key.Matches(pressed, k.all) {
		return c.allOrNone(), nil
	}
	if want, done := press(pressed, c.actions()); done {
		return c, want
	}
	if shown := c.shown(); len(shown) > 0 {
		c.cursor = shown[widget.Move(pressed, slices.Index(shown, c.among(shown)), len(shown), c.page(e))]
	}
	return c, nil
}

// actions are the keys that want something of the root.
func (c choose) actions() []action {
	id := ""
	if l := c.current(); l != nil {
		id = string(l.ActivationID)
	}
	k := c.bindings()
	return []action{
		{k.enter, func() Intent { return Open{newReview(c.reading, c.order())} }},
		{copyKey(id), does(Copy{id})},
		{widget.BackKey(), does(Back{})},
	}
}

type chooseKeys struct {
	enter, toggle, all key.Binding
	amounts            key.Binding // all of the next three
	less, more, digit  key.Binding
}

func (c choose) bindings() chooseKeys {
	l := c.current()
	changes := l != nil && l.Count > 0
	digits := strings.Split("0123456789", "")
	return chooseKeys{
		enter:   widget.EnterKey(text.Review.String()),
		toggle:  widget.When(changes, widget.Bind("space", text.ReturnOrKeep.String(), " ")),
		all:     widget.When(len(c.returnable()) > 0, widget.Bind("a", text.AllKey.String(), "a")),
		amounts: widget.When(changes, widget.Bind("← → 0-9", text.RemainKey.String(), append([]string{"left", "right", "backspace"}, digits...)...)),
		less:    widget.When(changes, widget.Bind("", "", "left")),
		more:    widget.When(changes, widget.Bind("", "", "right")),
		digit:   widget.When(changes, widget.Bind("", "", append(digits, "backspace")...)),
	}
}

// Keys implements [Screen].
func (c choose) Keys(Env) []key.Binding {
	if c.filter.Typing() {
		return c.filter.Keys()
	}
	k, last := c.bindings(), c.actions()
	return widget.WithMoves(k.enter, k.toggle, k.amounts, k.all, widget.FilterKey(len(c.reading.Licenses) > 1), last[1].Binding, last[2].Binding)
}

// Typing implements [typist].
func (c choose) Typing(Env) bool { return c.filter.Typing() }

// shown are the licenses that the filter lets through.
func (c choose) shown() []int { return shownLicenses(c.filter, c.reading.Licenses) }

// shownLicenses are those of all that the filter lets through.
func shownLicenses(f widget.Filter, all []capability.License) []int {
	shown := make([]int, 0, len(all))
	for i, l := range all {
		if !f.On() || f.Lets(text.LicenseInFull(l)) {
			shown = append(shown, i)
		}
	}
	return shown
}

// at is the license under the cursor, or the first that is shown; 0: none is.
func (c choose) at() int { return c.among(c.shown()) }

// among does so for what is shown.
func (c choose) among(shown []int) int {
	if len(shown) == 0 || slices.Contains(shown, c.cursor) {
		return c.cursor
	}
	return shown[0]
}

// current is the license under the cursor; nil: none is shown.
func (c choose) current() *capability.License {
	shown := c.shown()
	if len(shown) == 0 {
		return nil
	}
	return &c.reading.Licenses[c.among(shown)]
}

// amount is how many units remain of a license.
func (c choose) amount(l capability.License) amount {
	remain, chosen := c.remains[l.ActivationID]
	if !chosen {
		remain = l.Count
	}
	return amount{held: l.Count, remain: remain}
}

// typed types a digit for the license under the cursor, or takes the last away.
func (c choose) typed(pressed tea.KeyMsg) choose {
	a, changed := c.now, false
	if a.typed == "" {
		a = c.amount(*c.current())
	}
	if pressed.Type == tea.KeyBackspace {
		if a, changed = a.erase(); !changed {
			c.said = text.NoDigit.String()
		}
		return c.set(a)
	}
	d := string(pressed.Runes)
	before := a
	if a, changed = a.digit(d); !changed {
		c.said = text.TooMany(before.held, before.tooMany(d))
	}
	return c.set(a)
}

// changed lets that many more units of the license under the cursor remain.
func (c choose) changed(by int) choose {
	a, changed := c.amount(*c.current()).by(by)
	switch {
	case changed:
	case by < 0:
		c.said = text.FewestLeft.String()
	default:
		c.said = text.AllRemain(a.held)
	}
	return c.set(a)
}

// set keeps an amount for the license under the cursor. It is not returned while
// all units remain.
func (c choose) set(a amount) choose {
	c.now = a
	id := c.current().ActivationID
	c.remains = maps.Clone(c.remains)
	if a.remain == a.held {
		delete(c.remains, id)
	} else {
		c.remains[id] = a.remain
	}
	return c
}

// toggled returns all of the license under the cursor, or keeps it.
func (c choose) toggled() choose {
	a := c.amount(*c.current())
	if a.remain < a.held {
		a.remain = a.held
	} else {
		a.remain = 0
	}
	c = c.set(a)
	c.now = amount{}
	return c
}

// returnable are the lines that return all that is shown and held.
func (c choose) returnable() []capability.Line {
	var shown []capability.License
	for _, i := range c.shown() {
		shown = append(shown, c.reading.Licenses[i])
	}
	return capability.ReturnAll(shown).Lines
}

// allOrNone returns all units of what is shown, or keeps them when those are chosen
// already.
func (c choose) allOrNone() choose {
	lines := c.returnable()
	whole := !slices.ContainsFunc(lines, func(l capability.Line) bool {
		remain, chosen := c.remains[l.ActivationID]
		return !chosen || remain != l.Count
	})
	c.remains = maps.Clone(c.remains)
	for _, l := range lines {
		if whole {
			delete(c.remains, l.ActivationID)
		} else {
			c.remains[l.ActivationID] = l.Count
		}
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

// rowKey is the key of the row of a license.
func rowKey(license int) string { return strconv.Itoa(license) }
