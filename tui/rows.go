package tui

import "handback/capability"

// row is a thing that the cursor can stand on, or a heading that it can't.
type row struct {
	key   string   // stays the same when the list changes; empty: a heading
	lines []string // at least one; those of a row with a key have no style yet
}

// rowTyped begins the key of a row in which a path is typed; it may stand alone.
const rowTyped = "typed "

// rowLines lays rows out with the cursor before one, and gives the line that must
// come first so that the cursor is seen.
func rowLines(l Theme, rows []row, cursor string, h int) (lines []string, top int) {
	for _, r := range rows {
		if r.key == "" {
			lines = append(lines, r.lines...)
			continue
		}
		here := r.key == cursor
		first := len(lines)
		for i, line := range r.lines {
			line = capability.PrintableLine(line)
			switch {
			case here && i == 0:
				line = l.next.Render(" > " + line)
			case here:
				line = l.next.Render("   " + line)
			default:
				line = "   " + line
			}
			lines = append(lines, line)
		}
		if here {
			top = around(first, len(lines)-1, h)
		}
	}
	return lines, top
}

// height is how many lines rows take.
func height(rows []row) int {
	n := 0
	for _, r := range rows {
		n += len(r.lines)
	}
	return n
}

// keysOf are the keys of the rows that the cursor can stand on.
func keysOf(rows []row) []string {
	var all []string
	for _, r := range rows {
		if r.key != "" {
			all = append(all, r.key)
		}
	}
	return all
}

// indexOf is where the cursor is among the keys; 0 when it is gone.
func indexOf(keys []string, cursor string) int {
	for i, k := range keys {
		if k == cursor {
			return i
		}
	}
	return 0
}
