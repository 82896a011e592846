package screens

import (
	"math"
	"strconv"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
)

// Page implements [Screen].
func (c choose) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ChooseTitle.String(), Context: e.aroundDevice(c.reading.Device)}
	rows, cursor := c.rows(e.boxed()), rowKey(c.at())
	if !e.Room.Borders() {
		p.Above = []string{" " + text.Crop(c.edge(), e.Room.W-2)}
		if c.said != "" {
			p.Above = theme.Dress(e.Theme.Accent, e.paragraph(c.said))
		}
		p.Lines, p.Top = widget.RowLines(e.Theme, rows, cursor, max(1, e.Room.H-len(p.Above)))
		return p
	}
	after := c.inFull(e)
	var above []string
	help := e.paragraph(text.ChooseHelp.String())
	switch {
	case c.said != "":
		above = theme.Dress(e.Theme.Accent, e.paragraph(c.said))
	case len(help)+2+len(rows)+len(after) <= e.Room.H:
		above = help
	}
	return p.List(e.Room, e.Theme, above, e.focus(text.LicensesTitle.String(), c.edge()), rows, cursor, after...)
}

// page is how many licenses a key for a page goes on by.
func (c choose) page(e Env) int {
	if !e.Room.Borders() {
		return max(1, e.Room.H/narrowRow)
	}
	return max(2, e.Room.H-2-len(c.inFull(e)))
}

// edge counts what is shown and what is chosen.
func (c choose) edge() string {
	chosen, units := len(c.remains), 0
	for _, l := range c.reading.Licenses {
		a := c.amount(l)
		units += a.held - a.remain
	}
	if filtered := c.filter.Edge(len(c.shown()), len(c.reading.Licenses)); filtered != "" {
		return filtered + " · " + text.ChosenBeside(chosen, units)
	}
	return text.Chosen(chosen, len(capability.ReturnAll(c.reading.Licenses).Lines), units)
}

// Widths and heights of the rows of licenses, in cells and lines.
const (
	licenseOneLine = 70 // narrower rows take more lines
	narrowRow      = 3
)

// rows are the licenses that are shown, with what remains of each.
func (c choose) rows(e Env) []widget.Row {
	shown := c.shown()
	if len(shown) == 0 {
		return notes(e, text.NoLicense.String())
	}
	ids := 0
	for _, i := range shown {
		ids = max(ids, text.Width(text.Printable("", string(c.reading.Licenses[i].ActivationID))))
	}
	var rows []widget.Row
	for _, i := range shown {
		rows = append(rows, widget.Row{Key: rowKey(i), Lines: c.lines(e, c.reading.Licenses[i], ids)})
	}
	return rows
}

// lines is one license and its amounts; ids is the width of the widest ID.
func (c choose) lines(e Env, l capability.License, ids int) []string {
	a, w := c.amount(l), e.Room.W
	mark := e.Theme.Marks.Later
	if a.remain < a.held {
		mark = e.Theme.Marks.Done
	}
	mark = e.Theme.Badge(mark) + " "
	id, numbers := text.Printable("", string(l.ActivationID)), text.Amounts(a.held, a.remain)
	if w < licenseOneLine {
		before := text.Width(mark)
		return []string{
			mark + text.Middle(id, w-before-5),
			strings.Repeat(" ", before) + text.Cut(text.Feature(l), w-before-5),
			strings.Repeat(" ", before) + text.Cut(numbers, w-before-5),
		}
	}
	// The ID is cut last: it is what the portal knows.
	const amounts, feature = 32, 12
	room := w - 5 - text.Width(mark)
	ids = min(ids, room-amounts-2-feature-2)
	name := text.Pad(text.Middle(id, ids), ids) + "  "
	return []string{mark + name + text.Spread(text.Feature(l), text.Pad(numbers, amounts), room-ids-2)}
}

// inFull is the license under the cursor: all that is known of it, and its amounts
// as bars. It has as many lines for each license, so that nothing moves.
func (c choose) inFull(e Env) []string {
	const most = 3 // lines of names
	high := 1
	for _, i := range c.shown() {
		if high >= most {
			break
		}
		high = max(high, len(e.paragraph(text.LicenseInFull(c.reading.Licenses[i]))))
	}
	lines := make([]string, min(high, most), most+1)
	l := c.current()
	if l == nil {
		return append(lines, "")
	}
	copy(lines, e.paragraph(text.LicenseInFull(*l)))
	return append(lines, amountBars(e.Theme, c.amount(*l)))
}

// amountBars are the three amounts in numbers and cells.
func amountBars(th theme.Theme, a amount) string {
	const cells = 8
	remain := 0
	if a.held > 0 {
		remain = int(math.Round(float64(a.remain) * cells / float64(a.held)))
	}
	switch { // some is never drawn as none, nor as all
	case a.remain > 0 && remain == 0:
		remain = 1
	case a.remain < a.held && remain == cells:
		remain = cells - 1
	}
	held := cells
	if a.held == 0 {
		held = 0
	}
	bar := func(label string, full, n int) string {
		m := th.Marks
		return label + " " + strings.Repeat(m.Filled, full) + strings.Repeat(m.Free, cells-full) + " " + text.Pad(strconv.Itoa(n), 6)
	}
	return " " + bar(text.HeldLabel.String(), held, a.held) + bar(text.RemainLabel.String(), remain, a.remain) + bar(text.ToReturnLabel.String(), held-remain, a.held-a.remain)
}
