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
	top     int
}

// Update implements [Screen].
func (v licenses) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.LicensesRead:
		v.reading = msg.Reading
	case work.Connected:
		return v, Run{work.ReadJob()}
	case tea.KeyMsg:
		if want, done := press(msg, v.actions(e)); done {
			return v, want
		}
		v.top, _ = scroll(e, msg, v.Page(e))
	}
	return v, nil
}

// actions are the keys of the screen, the most used first.
func (v licenses) actions(e Env) []action {
	some := len(capability.ReturnAll(v.reading.Licenses).Lines) > 0
	return []action{
		{widget.When(some, widget.EnterKey(text.Choose)), does(Open{newChoose(v.reading)})},
		{widget.When(e.Selection.Link != nil, widget.Bind("r", text.ReadAgain, "r")), does(Run{work.ReadJob()})},
		{widget.BackKey(), does(Back{})},
	}
}

// Keys implements [Screen].
func (v licenses) Keys(e Env) []key.Binding { return actionKeys(v.actions(e)) }

// Page implements [Screen].
func (v licenses) Page(e Env) widget.Page {
	d := v.reading.Device
	p := widget.Page{Title: text.LicensesTitle, Context: text.Device(d), Top: v.top}
	for _, line := range text.IdentityTexts(d) {
		p.Lines = append(p.Lines, e.paragraph(line)...)
	}
	if greeting := e.greeting(&d); greeting != "" {
		p.Lines = append(p.Lines, theme.Dress(e.Theme.Accent, e.paragraph(greeting))...)
	}
	held := theme.Dress(e.Theme.Heading, e.paragraph(text.Held(v.reading.Licenses)))
	boxed := e.Room.Borders() && len(v.reading.Licenses) > 0
	if boxed {
		p.Above, p.Lines = slices.Concat(p.Lines, held), nil
		box := e.focus(text.LicensesTitle, "")
		p.Box, e = &box, e.boxed()
	} else {
		p.Lines = slices.Concat(p.Lines, []string{""}, held)
	}
	for _, l := range v.reading.Licenses {
		p.Lines = append(p.Lines, licenseLines(l, e.Room.W)...)
	}
	return p
}

// licenseLines is one license: two lines where one is too narrow.
func licenseLines(l capability.License, w int) []string {
	const oneLine = 70
	id, number := text.Printable("", string(l.ActivationID)), text.Holds(l.Count)
	if w < oneLine {
		return []string{"   " + text.Cut(id, w-4), "     " + text.Spread(text.Feature(l), number, w-6)}
	}
	// The ID is cut last: it is what the portal knows.
	const counts, expires = 10, 16
	name := min(max(22, text.Width(id)), w-3-2-12-2-counts-2-expires-1)
	rest := w - 3 - name - 2 - counts - 2 - expires - 3
	return []string{"   " + text.Fit(id, name) + "  " + text.Fit(text.Feature(l), rest) + "  " + text.Fit(number, counts) + "  " + text.Expiry(l)}
}
