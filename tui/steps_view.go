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
		p.lines = sideBySide(s.column(left), detailLines(s.r, s.dir, e), left.room.w)
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
		lines = append(lines, stepLine(s.r.Purpose, step, e))
	}
	lines = append(lines, "")
	return append(lines, s.nextLines(e, len(lines))...)
}

// condensed is the leg alone and the steps around the next one.
func (s steps) condensed(e env) []string {
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
func stepLine(p capability.Purpose, s capability.Step, e env) string {
	style, before := e.theme.faint, "   "
	switch s.State {
	case capability.StepDone:
		style = e.theme.done
	case capability.StepNext:
		style, before = e.theme.next, " > "
	}
	title := stepTitle(p, s)
	right := stepTime(s, e.now)
	if aside := stepAside(p, s.Kind); right == "" && aside != "" && width(title+aside)+14 < e.room.w {
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
// hand, and what the next act does. That is never pushed out of sight: where
// not all has room, the rest comes after it. Used are the lines above.
func (s steps) nextLines(e env, used int) []string {
	w := e.room.w - 5
	act := capability.Next(s.r)
	do := append(wrap(handText(s.available(e), act), w), wrap(nextActText(s.r, act), w)...)
	var above, below []string
	for _, n := range s.told(e) {
		above = append(above, dress(n.style, wrap(n.text, w))...)
	}
	if used+len(above)+1+len(do) > e.room.h {
		above, below = s.short(e, w), append([]string{""}, above...)
	}
	if len(above) > 0 && e.room.h >= stepsTall {
		above = append(above, "")
	}
	for i, n := range s.note[min(1, len(s.note)):] {
		if i == 0 {
			below = append(below, "")
		}
		below = append(below, dress(e.theme.done, wrap(n, w))...)
	}
	return indent(append(append(above, do...), below...), 3)
}

// told is what stands above the next act: what came of the last one, and what
// stands in the way.
func (s steps) told(e env) []styled {
	var all []styled
	if len(s.note) > 0 {
		all = append(all, styled{e.theme.done, s.note[0]})
	}
	if s.r.Problem != nil {
		all = append(all, styled{e.theme.danger, problemTitle + ProblemText(s.r)})
	}
	if text := OriginText(s.r); text != "" {
		all = append(all, styled{e.theme.next, text})
	}
	for _, f := range s.r.Flags {
		all = append(all, styled{e.theme.danger, oddTitle + foreignText(f.Text) + flagMeansText(f.Flag)})
	}
	return all
}

// short is the beginning of what is told, in two lines at most.
func (s steps) short(e env, w int) []string {
	var lines []string
	for _, n := range s.told(e) {
		lines = append(lines, n.style.Render(cut(n.text, w)))
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
		lines[i] = pad(crop(l, w), w) + "  " + r
	}
	return lines
}
