package widget

import (
	"handback/capability"
	"handback/tui/theme"
)

// Row is a thing that the cursor can stand on, or a heading that it can't.
type Row struct {
	Key   string   // stays the same when the list changes; empty: a heading
	Lines []string // at least one; those of a row with a key have no style yet
}

// RowTyped begins the key of a row in which a path is typed; it may stand alone.
const RowTyped = "typed "

// RowLines lays rows out with the cursor before one, and gives the line that must
// come first so that the cursor is seen.
func RowLines(l theme.Theme, rows []Row, cursor string, h int) (lines []string, top int) {
	for _, r := range rows {
		if r.Key == "" {
			lines = append(lines, r.Lines...)
			continue
		}
		here := r.Key == cursor
		first := len(lines)
		for i, line := range r.Lines {
			line = capability.PrintableLine(line)
			switch {
			case here && i == 0:
				line = l.Next.Render(" > " + line)
			case here:
				line = l.Next.Render("   " + line)
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
func height(rows []Row) int {
	n := 0
	for _, r := range rows {
		n += len(r.Lines)
	}
	return n
}

// KeysOf are the keys of the rows that the cursor can stand on.
func KeysOf(rows []Row) []string {
	var all []string
	for _, r := range rows {
		if r.Key != "" {
			all = append(all, r.Key)
		}
	}
	return all
}

// IndexOf is where the cursor is among the keys; 0 when it is gone.
func IndexOf(keys []string, cursor string) int {
	for i, k := range keys {
		if k == cursor {
			return i
		}
	}
	return 0
}
