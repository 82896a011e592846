package tui

import "strconv"

func (f form) page(e env) page {
	p := page{title: f.title, context: f.context}
	text, cursor := f.textLines(e.room.w), strconv.Itoa(f.at)
	body, top := rowLines(e.look, f.rows(e), cursor, e.room.h)
	if f.read || len(text)+1+len(body) <= e.room.h {
		return underneath(p, text, body, top, e.room.h)
	}
	body, _ = rowLines(e.look, f.rows(e), "", e.room.h) // no cursor before all was read
	p = underneath(p, text, body, 0, e.room.h)
	p.top = f.top
	return p
}

func (f form) textLines(w int) []string {
	var lines []string
	for _, paragraph := range f.text {
		lines = append(lines, indent(wrap(paragraph, w-2), 1)...)
	}
	return lines
}

// rows are the fields and the answers, with what is wrong above its field.
func (f form) rows(e env) []row {
	var rows []row
	for i := range f.fields {
		if f.fault != nil && f.fault.at == i {
			rows = append(rows, row{lines: dress(e.look.danger, indent(wrap(f.fault.text, e.room.w-4), 3))})
		}
		rows = append(rows, row{strconv.Itoa(i), f.fields[i].lines(e.room.w-5, f.at == i)})
	}
	return append(rows,
		row{lines: []string{""}},
		row{strconv.Itoa(f.answers()), []string{f.no}},
		row{strconv.Itoa(f.answers() + 1), []string{f.yes}})
}
