package widget

import (
	"slices"
	"strings"

	"handback/capability"
	"handback/tui/text"
)

// Here and Caret stand in a line where the terminal's cursor belongs: before the row
// that has the focus; and before all else where the next letter goes, or on the action
// that is chosen. They take no cell, and [Frame] takes them out. Text that came through
// [capability.Printable] never has them.
const (
	Here  = "\u2060"
	Caret = "\u2061"
)

// Spot is a cell of the window. Both numbers count from 0.
type Spot struct{ Line, Column int }

// printable makes a line fit to be shown, and keeps the place where one types.
func printable(line string) string {
	before, after, here := strings.Cut(line, Caret)
	if !here {
		return capability.PrintableLine(line)
	}
	return capability.PrintableLine(before) + Caret + capability.PrintableLine(after)
}

// spotIn is where the cursor belongs among the lines of a window; where none of them
// says so, at the begin of the body.
func spotIn(lines []string, a Area) Spot {
	for _, mark := range []string{Caret, Here} {
		for i, line := range slices.Backward(lines) {
			if before, _, here := strings.Cut(line, mark); here {
				return Spot{i, max(0, min(text.Width(before), a.W-1))}
			}
		}
	}
	return Spot{Line: min(1, max(0, a.H-1))}
}
