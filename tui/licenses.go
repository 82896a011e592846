package tui

import (
	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// licenses shows a device and what it holds.
type licenses struct {
	reading capability.Reading
	top     int
}

func (v licenses) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case listRead:
		v.reading = msg.reading
	case connected:
		return v, run{readJob()}
	case tea.KeyMsg:
		k := v.bindings(e)
		switch {
		case key.Matches(msg, k.enter):
			return v, open{newChoose(v.reading)}
		case key.Matches(msg, k.again):
			return v, run{readJob()}
		case key.Matches(msg, backKey()):
			return v, back{}
		}
		n := v.page(e).highest(e.room.h) + 1
		v.top = move(msg, v.top, n, e.room.h)
	}
	return v, nil
}

type licensesKeys struct{ enter, again key.Binding }

func (v licenses) bindings(e env) licensesKeys {
	return licensesKeys{
		enter: when(len(capability.ReturnAll(v.reading.Licenses).Lines) > 0, enterKey(chooseText)),
		again: when(e.selection.link != nil, bind("r", readAgainText, "r")),
	}
}

func (v licenses) keys(e env) []key.Binding {
	k := v.bindings(e)
	return append([]key.Binding{k.enter, k.again, backKey()}, moveKeys().all()...)
}

func (v licenses) page(e env) page {
	d := v.reading.Device
	p := page{title: licensesTitle, context: deviceText(d), top: v.top}
	for _, line := range identityTexts(d) {
		p.lines = append(p.lines, indent(wrap(line, e.room.w-2), 1)...)
	}
	p.lines = append(p.lines, "")
	p.lines = append(p.lines, dress(e.theme.head, indent(wrap(heldText(v.reading.Licenses), e.room.w-2), 1))...)
	for _, l := range v.reading.Licenses {
		p.lines = append(p.lines, licenseLines(l, e.room.w)...)
	}
	return p
}

// licenseLines is one license: two lines where one is too narrow.
func licenseLines(l capability.License, w int) []string {
	const oneLine = 70
	id, number := printable("", string(l.ActivationID)), holdsText(l.Count)
	if w < oneLine {
		return []string{"   " + cut(id, w-4), "     " + spread(featureText(l), number, w-6)}
	}
	rest := w - 3 - 22 - 2 - 10 - 2 - 16 - 3
	return []string{"   " + fit(id, 22) + "  " + fit(featureText(l), rest) + "  " + fit(number, 10) + "  " + expiryText(l)}
}
