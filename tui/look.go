package tui

import (
	"strings"

	"handback/capability/typed"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Theme is how things are decorated. All of it may be missing (NO_COLOR): no
// meaning rests on it.
type Theme struct {
	head, next, done, faint, danger lipgloss.Style

	ink typed.Ink // for QR codes
}

// newTheme uses the 16 ANSI colors alone, which every terminal shows in the
// shades that its user chose.
func newTheme(r *lipgloss.Renderer) Theme {
	ink := typed.Colors
	if r.ColorProfile() == termenv.Ascii {
		ink = typed.OnDark
	}
	return Theme{
		ink:    ink,
		head:   r.NewStyle().Bold(true),
		next:   r.NewStyle().Bold(true).Foreground(lipgloss.Color("6")),
		done:   r.NewStyle().Foreground(lipgloss.Color("2")),
		faint:  r.NewStyle().Faint(true),
		danger: r.NewStyle().Bold(true).Foreground(lipgloss.Color("1")),
	}
}

// styled is a text with its style.
type styled struct {
	style lipgloss.Style
	text  string
}

// bar is a progress bar of w cells; share is 0 to 1.
func (l Theme) bar(w int, share float64) string {
	full := int(share * float64(w))
	return l.next.Render(strings.Repeat("#", full)) + strings.Repeat(".", w-full)
}

// dress gives each line a style.
func dress(style lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = style.Render(l)
	}
	return out
}
