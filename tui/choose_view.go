package tui

import (
	"strconv"

	"handback/capability"
)

func (c choose) page(e env) page {
	p := page{title: chooseTitle, context: deviceText(c.reading.Device)}
	rows := []row{{"0", []string{c.allText(e.room.w)}}}
	for i, l := range c.reading.Licenses {
		rows = append(rows, row{strconv.Itoa(i + 1), c.lines(l, e.room.w)})
	}
	body, top := rowLines(e.theme, rows, strconv.Itoa(c.cursor), e.room.h)
	above := indent(wrap(chooseHelpText, e.room.w-2), 1)
	switch {
	case c.none:
		above = dress(e.theme.next, indent(wrap(noneChosenText, e.room.w-2), 1))
	case e.room.h < 12:
		p.lines, p.top = body, top
		return p
	}
	return underneath(p, above, body, top, e.room.h)
}

// allText is the first row: all licenses, and how many are chosen.
func (c choose) allText(w int) string {
	all := len(capability.ReturnAll(c.reading.Licenses).Lines)
	return spread(box(len(c.remains) == all)+" "+allLicensesText, chosenText(len(c.remains), all), w-5)
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
	numbers := stayText(l.Count)
	if chosen {
		numbers = numbersText(l.Count, remains)
	}
	name := box(chosen) + " " + printable("", string(l.ActivationID))
	if w < oneLine {
		return []string{cut(name, w-4), "    " + cut(featureText(l), w-9), "    " + cut(numbers, w-9)}
	}
	return []string{spread(fit(name, 26)+"  "+featureText(l), numbers, w-5)}
}
