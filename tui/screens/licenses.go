package screens

import (
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
	p.Lines = append(p.Lines, "")
	p.Lines = append(p.Lines, theme.Dress(e.Theme.Heading, e.paragraph(text.Held(v.reading.Licenses)))...)
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
	rest := w - 3 - 22 - 2 - 10 - 2 - 16 - 3
	return []string{"   " + text.Fit(id, 22) + "  " + text.Fit(text.Feature(l), rest) + "  " + text.Fit(number, 10) + "  " + text.Expiry(l)}
}
