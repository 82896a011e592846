package screens

import (
	"slices"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
)

// Sizes at which the steps are laid out in another way, in cells.
const (
	stepsWide  = 110 // a pane with the details has room beside the steps
	stepsPane  = 40  // the width of that pane
	stepsTall  = 16  // all steps have room
	stepsWhole = 56  // the whole picture has room
)

func (s steps) Page(e Env) widget.Page {
	p := widget.Page{Context: text.Context(s.r), Top: s.top}
	switch {
	case e.Room.W >= stepsWide && e.Room.H >= stepsTall:
		left := e
		left.Room.W = e.Room.W - stepsPane - 2
		p.Lines = sideBySide(s.column(left), detailLines(s.r, s.dir, e), left.Room.W)
	case e.Room.W >= stepsWhole && e.Room.H >= stepsTall:
		p.Lines = s.column(e)
	default:
		p.Lines = s.condensed(e)
	}
	return p
}

// column is the picture, all steps, and what comes next.
func (s steps) column(e Env) []string {
	lines := legLines(s.r)
	for _, step := range capability.Plan(s.r) {
		lines = append(lines, stepLine(s.r.Purpose, step, e))
	}
	lines = append(lines, "")
	return append(lines, s.nextLines(e, len(lines))...)
}

// condensed is the leg alone and the steps around the next one.
func (s steps) condensed(e Env) []string {
	lines := []string{" " + legText(s.r)}
	plan := capability.Plan(s.r)
	next := slices.IndexFunc(plan, func(s capability.Step) bool { return s.State == capability.StepNext })
	if next < 0 {
		next = len(plan) - 1
	}
	after := next + 2
	if len(s.told(e)) > 0 { // which is more than what comes later
		after = next + 1
	}
	for _, step := range plan[max(0, next-1):min(len(plan), after)] {
		lines = append(lines, stepLine(s.r.Purpose, step, e))
	}
	return append(lines, s.nextLines(e, len(lines))...)
}

// stepLine is one step: how far it is, its number, its title, and when it was
// done or what to know of it.
func stepLine(p capability.Purpose, s capability.Step, e Env) string {
	style, before := e.Theme.Faint, "   "
	switch s.State {
	case capability.StepDone:
		style = e.Theme.Done
	case capability.StepNext:
		style, before = e.Theme.Next, " > "
	}
	title := text.StepTitle(p, s)
	right := text.StepTime(s, e.Now)
	if aside := text.StepAside(p, s.Kind); right == "" && aside != "" && text.Width(title+aside)+14 < e.Room.W {
		title = text.Pad(title, 30) + aside
	}
	mark := text.StepMark(s)
	room := e.Room.W - text.Width(before+mark) - 2
	if right != "" {
		room -= 2
	}
	return before + style.Render(mark) + " " + text.Spread(title, right, room)
}

// nextLines say what came of the last act, what stands in the way, what is at
// hand, and what the next act does. That is never pushed out of sight: where
// not all has room, the rest comes after it. Used are the lines above.
func (s steps) nextLines(e Env, used int) []string {
	w := e.Room.W - 5
	act := capability.Next(s.r)
	do := append(text.Wrap(text.Hand(s.available(e), act), w), text.Wrap(text.NextAct(s.r, act), w)...)
	var above, below []string
	for _, n := range s.told(e) {
		above = append(above, theme.Dress(n.Style, text.Wrap(n.Text, w))...)
	}
	if used+len(above)+1+len(do) > e.Room.H {
		above, below = s.short(e, w), append([]string{""}, above...)
	}
	if len(above) > 0 && e.Room.H >= stepsTall {
		above = append(above, "")
	}
	for i, n := range s.note[min(1, len(s.note)):] {
		if i == 0 {
			below = append(below, "")
		}
		below = append(below, theme.Dress(e.Theme.Done, text.Wrap(n, w))...)
	}
	return text.Indent(append(append(above, do...), below...), 3)
}

// told is what stands above the next act: what came of the last one, and what
// stands in the way.
func (s steps) told(e Env) []theme.Styled {
	var all []theme.Styled
	if len(s.note) > 0 {
		all = append(all, theme.Styled{Style: e.Theme.Done, Text: s.note[0]})
	}
	if s.r.Problem != nil {
		all = append(all, theme.Styled{Style: e.Theme.Danger, Text: text.ProblemTitle + text.Problem(s.r)})
	}
	if text := text.Origin(s.r); text != "" {
		all = append(all, theme.Styled{Style: e.Theme.Next, Text: text})
	}
	for _, f := range s.r.Flags {
		all = append(all, theme.Styled{Style: e.Theme.Danger, Text: text.OddTitle + text.Foreign(f.Text) + text.FlagMeans(f.Flag)})
	}
	return all
}

// short is the beginning of what is told, in two lines at most.
func (s steps) short(e Env, w int) []string {
	var lines []string
	for _, n := range s.told(e) {
		lines = append(lines, n.Style.Render(text.Cut(n.Text, w)))
	}
	return lines[:min(len(lines), 2)]
}

// sideBySide puts two columns next to each other; left is w cells wide.
func sideBySide(left, right []string, w int) []string {
	lines := make([]string, max(len(left), len(right)))
	for i := range lines {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines[i] = text.Pad(text.Crop(l, w), w) + "  " + r
	}
	return lines
}
