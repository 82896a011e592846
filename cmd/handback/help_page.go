package main

import (
	"strings"

	"handback/tui/text"
)

// page sets Markdown for a terminal. It knows what the pages of help are written
// in: headings, paragraphs, lists of one level, tables, and what is to be typed,
// which stays as it is.
type page struct {
	width   int
	lines   []string
	words   []string // of the paragraph that is not set yet
	mark    string   // of the item that the paragraph is
	fenced  bool
	headers []string // of the table
}

// pageLines sets a page in lines of at most w cells, but for what is to be typed.
func pageLines(markdown string, w int) []string {
	p := page{width: w}
	for line := range strings.Lines(markdown) {
		p.line(strings.TrimRight(line, "\n"))
	}
	p.paragraph()
	return p.lines
}

func (p *page) line(line string) {
	switch {
	case strings.HasPrefix(line, "```"):
		p.paragraph()
		p.fenced = !p.fenced
	case p.fenced:
		p.lines = append(p.lines, strings.TrimRight("    "+line, " "))
	case line == "":
		p.paragraph()
		p.headers = nil
		p.lines = append(p.lines, "")
	case strings.HasPrefix(line, "    "):
		p.paragraph()
		p.lines = append(p.lines, line)
	case strings.HasPrefix(line, "#"):
		p.paragraph()
		p.lines = append(p.lines, text.Wrap(line, p.width)...)
	case strings.HasPrefix(line, "|"):
		p.paragraph()
		p.row(cells(line))
	default:
		if item, is := strings.CutPrefix(line, "- "); is {
			p.paragraph()
			p.mark, line = "- ", item
		}
		p.words = append(p.words, strings.TrimSpace(line))
	}
}

// paragraph sets the words that were read, behind the mark of an item.
func (p *page) paragraph() {
	set := text.Wrap(unmarked(strings.Join(p.words, " ")), p.width-len(p.mark))
	for i, line := range text.Indent(set, len(p.mark)) {
		if i == 0 {
			line = p.mark + line[len(p.mark):]
		}
		p.lines = append(p.lines, line)
	}
	p.words, p.mark = nil, ""
}

// row sets a row of a table: its first cell, and the others below it.
func (p *page) row(row []string) {
	switch {
	case p.headers == nil:
		p.headers = row
		return
	case strings.Trim(strings.Join(row, ""), "-: ") == "":
		return
	}
	p.lines = append(p.lines, text.Wrap(unmarked(row[0]), p.width)...)
	for i, cell := range row[1:] {
		if cell == "" {
			continue
		}
		if i+1 < len(p.headers) && p.headers[i+1] != "" {
			cell = p.headers[i+1] + ": " + cell
		}
		p.lines = append(p.lines, text.Indent(text.Wrap(unmarked(cell), p.width-4), 4)...)
	}
}

// cells are those of a row of a table. A bar that is no border has a backslash
// in front.
func cells(line string) []string {
	const bar = "\x00"
	line = strings.ReplaceAll(line, `\|`, bar)
	row := strings.Split(strings.Trim(line, "|"), "|")
	for i := range row {
		row[i] = strings.ReplaceAll(strings.TrimSpace(row[i]), bar, "|")
	}
	return row
}

// unmarked leaves away the stars of words that a page on the web makes bold.
func unmarked(words string) string { return strings.ReplaceAll(words, "**", "") }
