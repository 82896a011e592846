package screens

import (
	"strconv"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/lipgloss"
)

// Widths of the columns of the bench, in cells.
const (
	benchDevice = 14
	benchPort   = 6
	benchSteps  = 9 // columns; a step takes its mark and a space
	benchWho    = 10
)

// benchHead is the title of the rows, with the number of each step above its column.
func benchHead(th theme.Theme) string {
	// A row begins with a mark, a space, a mark, a space; a title two cells further.
	before := 4 + benchDevice + 1 + benchPort + 1 - 2
	numbers := make([]string, benchSteps)
	for i := range numbers {
		numbers[i] = strconv.Itoa(i + 1)
	}
	title := text.BenchDevices.String() + " "
	return title + strings.Repeat(th.Marks.Line, before-text.Width(title)-1) + " " + strings.Join(numbers, " ")
}

// row is a unit in one line: whether it is chosen, which device, at which port, how
// far it is, what it needs, and who has to act.
func (b bench) row(e Env, u work.Unit, here, boxed bool) string {
	m := e.Theme.Marks
	cursor, chosen := " ", m.Later
	if here {
		cursor = m.Cursor
	}
	if b.chosen[u.Key] {
		chosen = m.Done
	}
	name := text.Device(u.Device)
	if name == "" {
		name = string(u.Return.ID)
	}
	parts := []theme.Styled{{Text: cursor + " " + chosen + " " + text.Fit(name, benchDevice) + " "}}
	if boxed {
		parts = append(parts, theme.Styled{Text: text.Fit(text.PortName(u.Port), benchPort) + " "})
		parts = append(parts, b.marks(e, u)...)
		parts = append(parts, b.needs(e, u, e.Room.W-2-4-benchDevice-1-benchPort-1-2*benchSteps)...)
	} else {
		parts = append(parts, b.stepNow(e, u), theme.Styled{Text: text.Cut(b.word(e, u), e.Room.W-4-benchDevice-1-4)})
	}
	return drawn(parts, e.Theme, here)
}

// drawn is a row of parts with their styles; the one under the cursor has one style.
func drawn(parts []theme.Styled, th theme.Theme, here bool) string {
	var line strings.Builder
	for _, p := range parts {
		if here {
			line.WriteString(p.Text)
		} else {
			line.WriteString(p.Style.Render(p.Text))
		}
	}
	if here {
		return widget.Here + th.Selected.Render(line.String())
	}
	return line.String()
}

// stepNow is the step that a unit is at, with its mark.
func (b bench) stepNow(e Env, u work.Unit) theme.Styled {
	for _, s := range b.plan(u) {
		if s.State == capability.StepNext {
			style, mark := b.mark(e, u, s)
			return theme.Styled{Style: style, Text: strconv.Itoa(s.Number) + " " + mark + " "}
		}
	}
	return theme.Styled{Text: "  " + e.Theme.Marks.Done + " "}
}

// plan are the steps of a unit; before a return is opened the first is the next.
func (b bench) plan(u work.Unit) []capability.Step {
	if u.Return.ID == "" {
		return []capability.Step{{Number: 1, State: capability.StepNext}}
	}
	return capability.Plan(u.Return)
}

// marks are how far each step of a unit is.
func (b bench) marks(e Env, u work.Unit) []theme.Styled {
	if u.Return.Dead() {
		return []theme.Styled{{Style: e.Theme.Danger, Text: text.Fit(text.BenchDead.String(), 2*benchSteps)}}
	}
	plan := b.plan(u)
	var parts []theme.Styled
	for i := range benchSteps {
		style, mark := e.Theme.Muted, e.Theme.Marks.Later
		switch {
		case i < len(plan):
			style, mark = b.mark(e, u, plan[i])
		case u.Return.ID != "":
			mark = " " // this way has fewer steps
		}
		parts = append(parts, theme.Styled{Style: style, Text: mark + " "})
	}
	return parts
}

// mark is how far one step of a unit is.
func (b bench) mark(e Env, u work.Unit, s capability.Step) (style lipgloss.Style, mark string) {
	m := e.Theme.Marks
	switch s.State {
	case capability.StepDone:
		return e.Theme.OK, m.Done
	case capability.StepNext:
		switch e.Bench.Standing(u) {
		case work.UnitRuns:
			return e.Theme.Accent, m.Runs
		case work.UnitFailed:
			return e.Theme.Danger, m.Failed
		case work.UnitReady, work.UnitNew, work.UnitAsks:
			return e.Theme.Accent, m.Next
		default:
			return e.Theme.Accent, m.Waits
		}
	default:
		return e.Theme.Muted, m.Later
	}
}

// needs is what a unit needs, or how far it is, and who has to act, in w cells.
func (b bench) needs(e Env, u work.Unit, w int) []theme.Styled {
	words, who := b.word(e, u), b.who(e, u)
	style := e.Theme.Muted
	switch e.Bench.Standing(u) {
	case work.UnitReady, work.UnitNew:
		style = e.Theme.Accent
	case work.UnitFailed:
		style = e.Theme.Danger
	case work.UnitRuns:
		style = e.Theme.Heading
		const bar = 8
		if room := w - text.Width(words) - 3 - bar - text.Width(who); u.Progress.Total > 0 && room >= 0 {
			return []theme.Styled{{Style: style, Text: text.Pad(words+"  "+b.bar(e, u, bar)+" "+who, w)}}
		}
	}
	if who == "" {
		return []theme.Styled{{Text: text.Fit(words, w)}}
	}
	return []theme.Styled{{Text: text.Fit(words, w-benchWho-1) + " "}, {Style: style, Text: text.Fit(who, benchWho)}}
}

// bar shows how far the act of a unit is, in n cells.
func (b bench) bar(e Env, u work.Unit, n int) string {
	full := int(max(0, min(int64(n), u.Progress.Done*int64(n)/u.Progress.Total)))
	return strings.Repeat(e.Theme.Marks.Filled, full) + strings.Repeat(e.Theme.Marks.Free, n-full)
}
