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
		k := v.bindings(e)
		switch {
		case key.Matches(msg, k.enter):
			return v, Open{newChoose(v.reading)}
		case key.Matches(msg, k.again):
			return v, Run{work.ReadJob()}
		case key.Matches(msg, widget.BackKey()):
			return v, Back{}
		}
		n := v.Page(e).Highest(e.Room.H) + 1
		v.top = widget.Move(msg, v.top, n, e.Room.H)
	}
	return v, nil
}

type licensesKeys struct{ enter, again key.Binding }

func (v licenses) bindings(e Env) licensesKeys {
	return licensesKeys{
		enter: widget.When(len(capability.ReturnAll(v.reading.Licenses).Lines) > 0, widget.EnterKey(text.Choose)),
		again: widget.When(e.Selection.Link != nil, widget.Bind("r", text.ReadAgain, "r")),
	}
}

// Keys implements [Screen].
func (v licenses) Keys(e Env) []key.Binding {
	k := v.bindings(e)
	return widget.WithMoves(k.enter, k.again, widget.BackKey())
}

// Page implements [Screen].
func (v licenses) Page(e Env) widget.Page {
	d := v.reading.Device
	p := widget.Page{Title: text.LicensesTitle, Context: text.Device(d), Top: v.top}
	for _, line := range text.IdentityTexts(d) {
		p.Lines = append(p.Lines, e.paragraph(line)...)
	}
	p.Lines = append(p.Lines, "")
	p.Lines = append(p.Lines, theme.Dress(e.Theme.Head, e.paragraph(text.Held(v.reading.Licenses)))...)
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
