// Package theme holds the colors, the styles and the marks of the screens, and
// nothing that has a meaning: what a color says is always said in words as well.
// Layout belongs to widget, sentences to text.
package theme

import (
	"strings"

	"handback/capability/typed"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Theme is the styles and the marks of one terminal. A style may do nothing, as
// with NO_COLOR.
type Theme struct {
	Title    lipgloss.Style // the bar on top
	Heading  lipgloss.Style // of a part of a page
	Accent   lipgloss.Style // the next act, what has the focus
	OK       lipgloss.Style // done, proved, ready
	Warn     lipgloss.Style // waits, claimed, old
	Danger   lipgloss.Style // a problem, the point of no return
	Muted    lipgloss.Style // hints, times, what is far
	Key      lipgloss.Style // a key in the footer
	Border   lipgloss.Style // of a panel
	Selected lipgloss.Style // the row under the cursor

	Marks Marks
	ascii bool

	Ink typed.Ink // for QR codes
}

// New makes a theme of the 16 ANSI colors alone, which every terminal shows in
// the shades that its user chose. With ascii its marks are ASCII.
func New(r *lipgloss.Renderer, ascii bool) Theme {
	ink := typed.Colors
	if r.ColorProfile() == termenv.Ascii {
		ink = typed.OnDark
	}
	marks := unicodeMarks()
	if ascii {
		marks = asciiMarks()
	}
	color := func(c string) lipgloss.Style { return r.NewStyle().Foreground(lipgloss.Color(c)) }
	return Theme{
		Ink:      ink,
		Marks:    marks,
		ascii:    ascii,
		Title:    r.NewStyle().Bold(true).Reverse(true),
		Heading:  r.NewStyle().Bold(true),
		Accent:   color("6").Bold(true),
		OK:       color("2"),
		Warn:     color("3"),
		Danger:   color("1").Bold(true),
		Muted:    r.NewStyle().Faint(true),
		Key:      r.NewStyle().Bold(true),
		Border:   r.NewStyle().Faint(true),
		Selected: r.NewStyle().Bold(true).Reverse(true),
	}
}

// Styled is a text with its style.
type Styled struct {
	Style lipgloss.Style
	Text  string
}

// Progress is a progress bar of w cells; share is 0 to 1.
func (th Theme) Progress(w int, share float64) string {
	full := max(0, min(w, int(share*float64(w))))
	return th.Accent.Render(strings.Repeat(th.Marks.Filled, full)) + strings.Repeat(th.Marks.Free, w-full)
}

// Dress gives each line a style.
func Dress(style lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = style.Render(l)
	}
	return out
}
