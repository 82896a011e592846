package tui

import (
	"slices"

	"handback/capability"
)

// Sizes at which the steps are laid out in another way, in cells.
const (
	stepsWide  = 110 // a pane with the details has room beside the steps
	stepsPane  = 40  // the width of that pane
	stepsTall  = 16  // all steps have room
	stepsWhole = 56  // the whole picture has room
)

func (s steps) page(e env) page {
	p := page{context: contextText(s.r), top: s.top}
	switch {
	case e.room.w >= stepsWide && e.room.h >= stepsTall:
		left := e
		left.room.w = e.room.w - stepsPane - 2
		p.lines = beside(s.column(left), detailLines(s.r, s.dir, e), left.room.w)
	case e.room.w >= stepsWhole && e.room.h >= stepsTall:
		p.lines = s.column(e)
	default:
		p.lines = s.condensed(e)
	}
	return p
}

// column is the picture, all steps, and what comes next.
func (s steps) column(e env) []string {
	lines := legLines(s.r)
	for _, step := range capability.Plan(s.r) {
		lines = append(lines, stepLine(step, e))
	}
	lines = append(lines, "")
	return append(lines, s.nextLines(e)...)
}

// condensed is the leg alone and the steps around the next one.
func (s steps) condensed(e env) []string {
	lines := []string{" " + legText(s.r)}
	plan := capability.Plan(s.r)
	next := slices.IndexFunc(plan, func(s capability.Step) bool { return s.State == capability.StepNext })
	if next < 0 {
		next = len(plan) - 1
	}
	for _, step := range plan[max(0, next-1):min(len(plan), next+2)] {
		lines = append(lines, stepLine(step, e))
	}
	return append(lines, s.nextLines(e)...)
}

// stepLine is one step: how far it is, its number, its title, and when it was
// done or what to know of it.
func stepLine(s capability.Step, e env) string {
	style, before := e.look.faint, "   "
	switch s.State {
	case capability.StepDone:
		style = e.look.done
	case capability.StepNext:
		style, before = e.look.next, " > "
	}
	title := stepTitle(s)
	right := stepTime(s, e.now)
	if aside := stepAside(s.Kind); right == "" && aside != "" && width(title+aside)+14 < e.room.w {
		title = pad(title, 30) + aside
	}
	mark := stepMark(s)
	room := e.room.w - width(before+mark) - 2
	if right != "" {
		room -= 2
	}
	return before + style.Render(mark) + " " + spread(title, right, room)
}

// nextLines say what came of the last act, what stands in the way, what is at
// hand, and what the next act does.
func (s steps) nextLines(e env) []string {
	w := e.room.w - 5
	var lines []string
	for _, n := range s.note {
		told := wrap(n, w)
		if e.room.h < stepsTall { // what comes next must not be pushed out of sight
			told = []string{cut(n, w)}
		}
		lines = append(lines, dress(e.look.done, told)...)
	}
	if s.r.Problem != nil {
		lines = append(lines, dress(e.look.danger, wrap(problemTitle+problemText(*s.r.Problem), w))...)
	}
	for _, f := range s.r.Flags {
		lines = append(lines, dress(e.look.danger, wrap(oddTitle+foreignText(f.Text), w))...)
	}
	if len(lines) > 0 && e.room.h >= stepsTall {
		lines = append(lines, "")
	}
	act := capability.Next(s.r)
	lines = append(lines, wrap(handText(s, e, act), w)...)
	lines = append(lines, wrap(nextActText(s.r, act), w)...)
	return indent(lines, 3)
}

// beside puts two columns next to each other; left is w cells wide.
func beside(left, right []string, w int) []string {
	lines := make([]string, max(len(left), len(right)))
	for i := range lines {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines[i] = fit(l, w) + "  " + r
	}
	return lines
}
