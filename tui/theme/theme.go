// Package theme holds the colors and the styles of the screens, and nothing that
// has a meaning: what a color says is always said in words as well. Layout
// belongs to widget, sentences to text.
package theme

import (
	"strings"

	"handback/capability/typed"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Theme is the styles of one terminal. Each may do nothing, as with NO_COLOR.
type Theme struct {
	Head, Next, Done, Faint, Danger lipgloss.Style

	Ink   typed.Ink // for QR codes
	Marks Marks
	ascii bool
}

// New makes a theme of the 16 ANSI colors alone, which every terminal shows in
// the shades that its user chose. With ascii its marks are ASCII.
func New(r *lipgloss.Renderer, ascii bool) Theme {
	marks := unicodeMarks()
	if ascii {
		marks = asciiMarks()
	}
	ink := typed.Colors
	if r.ColorProfile() == termenv.Ascii {
		ink = typed.OnDark
	}
	return Theme{
		Ink:    ink,
		Marks:  marks,
		ascii:  ascii,
		Head:   r.NewStyle().Bold(true),
		Next:   r.NewStyle().Bold(true).Foreground(lipgloss.Color("6")),
		Done:   r.NewStyle().Foreground(lipgloss.Color("2")),
		Faint:  r.NewStyle().Faint(true),
		Danger: r.NewStyle().Bold(true).Foreground(lipgloss.Color("1")),
	}
}

// Styled is a text with its style.
type Styled struct {
	Style lipgloss.Style
	Text  string
}

// Bar is a progress bar of w cells; share is 0 to 1.
func (th Theme) Bar(w int, share float64) string {
	full := int(share * float64(w))
	return th.Next.Render(strings.Repeat("#", full)) + strings.Repeat(".", w-full)
}

// Dress gives each line a style.
func Dress(style lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = style.Render(l)
	}
	return out
}
