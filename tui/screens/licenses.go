package screens

import (
	"slices"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// licenses shows a device and what it holds.
type licenses struct {
	reading capability.Reading
	cursor  string // the key of a row; empty: the first
	filter  widget.Filter
}

// rowDevice is the row about the device, where that has no room of its own.
const rowDevice = "device"

// Update implements [Screen].
func (v licenses) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.LicensesRead:
		v.reading = msg.Reading
	case work.Connected:
		return v, Run{work.ReadJob()}
	case tea.KeyMsg:
		if filter, taken := v.filter.Update(msg); taken {
			v.filter = filter
			return v, nil
		}
		if want, done := press(msg, v.actions(e)); done {
			return v, want
		}
		if keys := widget.RowKeys(v.rows(e)); len(keys) > 0 {
			v.cursor = keys[widget.Move(msg, widget.RowIndex(keys, v.cursor), len(keys), e.Room.H/2)]
		}
	}
	return v, nil
}

// actions are the keys of the screen, the most used first.
func (v licenses) actions(e Env) []action {
	all := capability.ReturnAll(v.reading.Licenses)
	some := len(all.Lines) > 0
	return []action{
		{widget.When(some, widget.EnterKey(text.Choose.String())), func() Intent { return Open{newChoose(v.reading, max(0, v.at(e)))} }},
		{widget.When(some, widget.Bind("a", text.ReturnAllKey.String(), "a")), does(Open{newReview(v.reading, all)})},
		{widget.When(e.Selection.Link != nil, widget.Bind("r", text.ReadAgain.String(), "r")), does(Run{work.ReadJob()})},
		{widget.BackKey(), does(Back{})},
		copying(v.copies(e)),
	}
}

// Keys implements [Screen].
func (v licenses) Keys(e Env) []key.Binding {
	if v.filter.Typing() {
		return v.filter.Keys()
	}
	return append(actionKeys(v.actions(e)), widget.FilterKey(len(v.reading.Licenses) > 1))
}

// Typing implements [typist].
func (v licenses) Typing(Env) bool { return v.filter.Typing() }

// at is the license of the reading under the cursor; -1: none is.
func (v licenses) at(e Env) int {
	keys := widget.RowKeys(v.rows(e))
	for _, i := range shownLicenses(v.filter, v.reading.Licenses) {
		if keys[widget.RowIndex(keys, v.cursor)] == rowKey(i) {
			return i
		}
	}
	return -1
}

// current is the license under the cursor; nil: none is.
func (v licenses) current(e Env) *capability.License {
	if i := v.at(e); i >= 0 {
		return &v.reading.Licenses[i]
	}
	return nil
}

// copies is the activation ID under the cursor, or the device's host ID.
func (v licenses) copies(e Env) string {
	if l := v.current(e); l != nil {
		return string(l.ActivationID)
	}
	return v.reading.Device.Host.Value
}

// Page implements [Screen].
func (v licenses) Page(e Env) widget.Page {
	p := widget.Page{Title: text.LicensesTitle.String(), Context: e.aroundDevice(v.reading.Device)}
	rows := v.rows(e)
	keys := widget.RowKeys(rows)
	cursor := ""
	if len(keys) > 0 {
		cursor = keys[widget.RowIndex(keys, v.cursor)]
	}
	if !boxes(e, v.reading) {
		p.Lines, p.Top = widget.RowLines(e.Theme, rows, cursor, e.Room.H)
		return p
	}
	above := append(v.about(e), theme.Dress(e.Theme.Heading, e.paragraph(v.holds(e)))...)
	var full []string
	if l := v.current(e); l != nil {
		full = e.paragraph(text.LicenseInFull(*l) + " · " + text.Holds(l.Count))
		full = full[:min(len(full), 3)]
	}
	box := e.focus(text.LicensesTitle.String(), v.filter.Edge(len(shownLicenses(v.filter, v.reading.Licenses)), len(v.reading.Licenses)))
	return p.List(e.Room, e.Theme, above, box, rows, cursor, full...)
}

// holds says how many licenses the device holds, or why none of them is left.
func (v licenses) holds(e Env) string {
	if len(v.reading.Licenses) == 0 && e.greeting(&v.reading.Device) != "" {
		return text.NothingLeft.String()
	}
	return text.Held(v.reading.Licenses)
}

// boxes reports whether what a device holds stands in a panel of its own.
func boxes(e Env, r capability.Reading) bool { return e.Room.Borders() && len(r.Licenses) > 0 }

// about says which device it is, and what became of its last return.
func (v licenses) about(e Env) []string {
	var lines []string
	for _, line := range text.IdentityTexts(v.reading.Device) {
		lines = append(lines, e.paragraph(line)...)
	}
	if greeting := e.greeting(&v.reading.Device); greeting != "" {
		lines = append(lines, theme.Dress(e.Theme.Accent, e.paragraph(greeting))...)
	}
	return lines
}

// rows are the licenses that the filter lets through; without a panel the device is
// the first of them.
func (v licenses) rows(e Env) []widget.Row {
	var rows []widget.Row
	if boxes(e, v.reading) {
		e = e.boxed()
	} else {
		var about []string
		for _, line := range text.IdentityTexts(v.reading.Device) {
			about = append(about, text.Wrap(line, e.Room.W-5)...)
		}
		if len(about) > 0 && !v.filter.On() { // what matches comes first
			rows = append(rows, widget.Row{Key: rowDevice, Lines: about})
		}
		held := e.paragraph(v.holds(e))
		if filtered := v.filter.Edge(len(shownLicenses(v.filter, v.reading.Licenses)), len(v.reading.Licenses)); filtered != "" {
			held = []string{" " + text.Crop(filtered, e.Room.W-2)}
		}
		heading := theme.Dress(e.Theme.Heading, held)
		if greeting := e.greeting(&v.reading.Device); greeting != "" {
			heading = slices.Concat(theme.Dress(e.Theme.Accent, e.paragraph(greeting)), heading)
		}
		if !v.filter.On() {
			heading = append([]string{""}, heading...)
		}
		rows = append(rows, widget.Row{Lines: heading})
	}
	shown := shownLicenses(v.filter, v.reading.Licenses)
	for _, i := range shown {
		rows = append(rows, widget.Row{Key: rowKey(i), Lines: licenseLines(v.reading.Licenses[i], e.Room.W)})
	}
	if len(shown) == 0 && v.filter.On() {
		rows = append(rows, notes(e, text.NoLicense.String())...)
	}
	return rows
}

// licenseLines is one license: two lines where one is too narrow.
func licenseLines(l capability.License, w int) []string {
	id, number := text.Printable("", string(l.ActivationID)), text.Holds(l.Count)
	if w < licenseOneLine {
		return []string{text.Middle(id, w-5), "  " + text.Spread(text.Feature(l), number, w-7)}
	}
	// The ID is cut last: it is what the portal knows.
	const counts, expires = 10, 16
	name := min(max(22, text.Width(id)), w-3-2-12-2-counts-2-expires-1)
	rest := w - 3 - name - 2 - counts - 2 - expires - 3
	return []string{text.Pad(text.Middle(id, name), name) + "  " + text.Fit(text.Feature(l), rest) + "  " + text.Fit(number, counts) + "  " + text.Expiry(l)}
}
