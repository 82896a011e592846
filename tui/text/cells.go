package text

import (
	"strings"

	"handback/capability"

	"github.com/charmbracelet/x/ansi"
)

// Width is how many cells a text takes.
func Width(text string) int { return ansi.StringWidth(text) }

// Cut makes one line of a text, of at most w cells, with an ellipsis where it
// was longer. The text may come from anywhere and has no style yet.
func Cut(text string, w int) string { return Crop(capability.PrintableLine(text), w) }

// Crop shortens a line that may have styles.
func Crop(line string, w int) string { return ansi.Truncate(line, max(w, 0), "…") }

// middle makes one line of a text, of at most w cells, that keeps its begin and
// its end where it was longer: a path says least in between.
func middle(text string, w int) string {
	text = capability.PrintableLine(text)
	whole := Width(text)
	if whole <= w {
		return text
	}
	begin := max(w, 0) / 3
	end := max(w-begin-1, 0)
	return ansi.Truncate(text, begin, "") + "…" + ansi.TruncateLeft(text, whole-end, "")
}

// Pad fills a line up to w cells.
func Pad(text string, w int) string {
	return text + strings.Repeat(" ", max(0, w-Width(text)))
}

// Fit makes one line of a text, exactly w cells wide.
func Fit(text string, w int) string { return Pad(Cut(text, w), w) }

// Wrap breaks a text into lines of at most w cells, at its spaces. Names of
// files with a hyphen stay whole where they can. What the text holds can't begin
// a line of its own.
func Wrap(text string, w int) []string {
	if text = capability.PrintableLine(text); text == "" {
		return nil
	}
	const hyphen, unbreakable = "-", "\u2011"
	text = ansi.Wrap(strings.ReplaceAll(text, hyphen, unbreakable), max(w, 1), "")
	lines := strings.Split(strings.ReplaceAll(text, unbreakable, hyphen), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// Indent puts space before each line.
func Indent(lines []string, by int) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.Repeat(" ", by) + l
	}
	return out
}

// Spread puts left and right at the ends of w cells; left gives way.
func Spread(left, right string, w int) string {
	if right == "" {
		return Cut(left, w)
	}
	right = Cut(right, w)
	room := w - Width(right) - 1
	if room < 1 {
		return right
	}
	return Fit(left, room) + " " + right
}
