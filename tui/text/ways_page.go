package text

import "strings"

// waysTable compares the two ways of a return.
var waysTable = []struct{ about, device, portal string }{
	{"", "STARTED ON THE DEVICE", "STARTED IN THE PORTAL"},
	{"who begins", "the technician, with what the device holds", "the office, with the host ID and what the portal knows"},
	{"visits to the device", "2: request there, response back; 1 with a network", "1"},
	{"the stick goes", "device, portal, device, portal", "portal, device, portal"},
	{"by hand", "2 uploads, 2 downloads", "1 removal, 1 download, 1 upload"},
	{"by program, no network there", "exchange at the portal, twice", "portal prepare, one visit, exchange"},
	{"by program, with a network there", "next --do: all of it, no stick", "portal remove, then next --do"},
	{"until the response is loaded", "nothing has changed anywhere", "the portal has taken the licenses away, the device still uses them"},
	{"proved when", "the portal answers the confirmation", "the same"},
}

const (
	waysBefore = "Both ways end in the same proof: the portal answers the confirmation that the device makes after it loaded the response."
	waysAfter  = "By hand, and for many devices, begin in the portal where its people may do that: one visit, and one upload less. With a network at the device begin on the device: one command. Begin on the device, too, where nobody is sure what it holds."
	waysSkip   = "Where the portal has \"Skip Confirmation\" on, it credits before anything is loaded and asks for no proof. Loading and checking are never skipped."
)

// Widths of the table, in cells.
const (
	waysWide  = 76 // with less room the columns stand below each other
	waysFirst = 18
	waysCell  = 27
)

// WaysPage says in at most w cells which way of a return is better.
func WaysPage(w int) string {
	lines := append(Wrap(waysBefore, w), "")
	for _, row := range waysTable {
		if w >= waysWide {
			lines = append(lines, columns(row.about, row.device, row.portal)...)
		} else if row.about != "" {
			lines = append(lines, capital(row.about)+":")
			lines = append(lines, Indent(Wrap("device: "+row.device, w-2), 2)...)
			lines = append(lines, Indent(Wrap("portal: "+row.portal, w-2), 2)...)
		}
	}
	lines = append(append(append(lines, ""), Wrap(waysAfter, w)...), "")
	return strings.Join(append(lines, Wrap(waysSkip, w)...), "\n") + "\n"
}

// columns are the lines of one row of the table.
func columns(about, device, portal string) []string {
	cells := [][]string{Wrap(about, waysFirst), Wrap(device, waysCell), Wrap(portal, waysCell)}
	at := func(cell []string, n int) string {
		if n < len(cell) {
			return cell[n]
		}
		return ""
	}
	var lines []string
	for n := range max(len(cells[0]), len(cells[1]), len(cells[2])) {
		line := Pad(at(cells[0], n), waysFirst+2) + Pad(at(cells[1], n), waysCell+2) + at(cells[2], n)
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}
