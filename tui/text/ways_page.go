package text

import (
	"fmt"
	"strings"
)

// WhichWayTitle and WhichWayKey are of the page that says which way is better.
const (
	WhichWayKey   Phrase = "which way?"
	WhichWayTitle Phrase = "Which way is better?"
)

// wayRows compare a return that starts on the device with one that starts in the
// portal, by hand and by program. The first row has the titles.
var wayRows = [][3]Phrase{
	{"", "STARTED ON THE DEVICE", "STARTED IN THE PORTAL"},
	{"who begins", "the technician, who reads it", "the office, with the host ID"},
	{"visits to device", "2; 1 with a network there", "1"},
	{"trips of the stick", "3: there, back, there again", "2: from the portal, back"},
	{"by hand", "2 uploads, 2 downloads", "1 removal, download, upload"},
	{"by program", "exchange, two times", "portal prepare, exchange"},
	{"with a network", "next --do: all, no stick", "portal remove, next --do"},
	{"before the load", "nothing has changed anywhere", "the portal took the licenses, the device uses them still"},
	{"proved when", "the portal answers the confirmation", "the same"},
}

// wayAdvice says which is better when.
var wayAdvice = []Phrase{
	"By hand, and for many devices: begin in the portal, if its people are allowed to. That saves a visit and an upload.",
	"With a network at the device: begin on the device. It is one command, and the portal takes away only what the device holds. Begin there too if nobody is sure what it holds.",
	"With \"Skip Confirmation\" the portal credits before anything is loaded, and asks for no proof. Loading and checking are never skipped.",
	"The commands: 'handback help exchange', 'handback help portal'.",
}

// WaysPage says which way of a return is better, in lines of at most w cells: as a
// table where it has room, else one thing below the other.
func WaysPage(w int) []string {
	const table, label = 76, 17
	var lines []string
	for i, row := range wayRows {
		switch {
		case w >= table:
			each := (w - label - 4) / 2
			lines = append(lines, columns([]int{label, each, each}, row[:])...)
		case i > 0:
			lines = append(lines, Wrap(capital(row[0].String()), w)...)
			for n, words := range row[1:] {
				lines = append(lines, Indent(Wrap(fmt.Sprintf("%s: %s", strings.ToLower(wayRows[0][n+1].String()), words), w-2), 2)...)
			}
		}
	}
	lines = append(lines, "")
	for _, words := range wayAdvice {
		lines = append(lines, Wrap(words.String(), w)...)
	}
	return lines
}

// columns puts texts side by side, each wrapped to its width, with two cells between.
func columns(widths []int, texts []Phrase) []string {
	var cells [][]string
	tallest := 0
	for i, words := range texts {
		cells = append(cells, Wrap(words.String(), widths[i]))
		tallest = max(tallest, len(cells[i]))
	}
	lines := make([]string, tallest)
	for at := range lines {
		for i, cell := range cells {
			words := ""
			if at < len(cell) {
				words = cell[at]
			}
			lines[at] += Pad(words, widths[i]) + "  "
		}
		lines[at] = strings.TrimRight(lines[at], " ")
	}
	return lines
}
