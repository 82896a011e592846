package screens

import (
	"strconv"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
)

func (c choose) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ChooseTitle, Context: text.Device(c.reading.Device)}
	rows := []widget.Row{{Key: "0", Lines: []string{c.allText(e.Room.W)}}}
	for i, l := range c.reading.Licenses {
		rows = append(rows, widget.Row{Key: strconv.Itoa(i + 1), Lines: c.lines(l, e.Room.W)})
	}
	body, top := widget.RowLines(e.Theme, rows, strconv.Itoa(c.cursor), e.Room.H)
	above := text.Indent(text.Wrap(text.ChooseHelp, e.Room.W-2), 1)
	switch {
	case c.none:
		above = theme.Dress(e.Theme.Next, text.Indent(text.Wrap(text.NoneChosen, e.Room.W-2), 1))
	case e.Room.H < 12:
		p.Lines, p.Top = body, top
		return p
	}
	return widget.Underneath(p, above, body, top, e.Room.H)
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
