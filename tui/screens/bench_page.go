package screens

import (
	"slices"
	"strings"

	"handback/capability"
	engine "handback/capability/bench"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"
)

// Sizes at which the bench is laid out in another way, in cells.
const (
	benchWide = 100 // the details of the row under the cursor have room beside the rows
	benchPane = 38  // the width of those
	benchBox  = 72  // panels have borders, and a step a column
	benchTall = 16
)

// Page implements [Screen].
func (b bench) Page(e Env) widget.Page {
	p := widget.Page{Title: text.BenchTitle.String(), Context: text.BenchContext(len(e.Bench.Units), e.Bench.Ports, e.Bench.Stick, e.Bench.Sticks)}
	if e.Room.W < benchWide || e.Room.H < benchTall {
		p.Lines = b.column(e)
		return p
	}
	left := e
	left.Room.W = e.Room.W - benchPane - 2
	p.Lines = sideBySide(b.column(left), b.details(e), left.Room.W)
	p.Lines = p.Lines[:min(len(p.Lines), e.Room.H)]
	return p
}

// column is the news, the rows, and what is ready. The rows alone scroll.
func (b bench) column(e Env) []string {
	boxed := e.Room.W >= benchBox && e.Room.H >= benchTall
	news := b.news(e, boxed)
	below := b.below(e, boxed)
	room := max(1, e.Room.H-len(news)-len(below))
	shown := b.shown(e)
	if len(shown) == 0 {
		return slices.Concat(news, b.nobody(e), below)
	}
	if boxed {
		room = max(1, room-2)
	}
	at := b.at(shown)
	top := max(0, min(at-room/2, len(shown)-room))
	var rows []string
	for i := top; i < min(top+room, len(shown)); i++ {
		rows = append(rows, b.row(e, shown[i], i == at, boxed))
	}
	if boxed {
		panel := widget.Panel{Border: e.Theme.Accent, Title: benchHead(e.Theme), Aside: b.filter.Edge(len(shown), len(e.Bench.Units)), Foot: text.BenchChosen(len(b.picked(e)), len(e.Bench.Units))}
		rows = panel.Lines(e.Theme, e.Room.W, rows)
	}
	return slices.Concat(news, rows, below)
}

// nobody says why there is no row.
func (b bench) nobody(e Env) []string {
	if len(e.Bench.Units) > 0 {
		return e.paragraph(text.BenchNoMatch.String())
	}
	return e.paragraph(text.BenchNobody.String())
}

// news is what stands above the rows: the filter, what the bench does, or what came of
// the last thing.
func (b bench) news(e Env, boxed bool) []string {
	style, words, mark := e.Theme.OK, e.Bench.News, e.Theme.Marks.Done
	switch {
	case b.filter.On() && (!boxed || len(b.shown(e)) == 0): // no edge has it
		return []string{" " + text.Cut(b.filter.Edge(len(b.shown(e)), len(e.Bench.Units)), e.Room.W-2)}
	case !e.Bench.Open:
		style, words, mark = e.Theme.Accent, text.BenchStopped.String(), e.Theme.Marks.Waits
	case e.Bench.Bad:
		style, mark = e.Theme.Danger, e.Theme.Marks.Failed
	case e.Bench.Asking:
		style, words, mark = e.Theme.Accent, text.BenchAsking(e.Bench.Ports, 0, true), e.Theme.Marks.Runs
	case words == "" && e.Bench.Asked && e.Bench.Silent > 0:
		style, words, mark = e.Theme.Accent, text.BenchAsking(e.Bench.Ports, e.Bench.Silent, false), e.Theme.Marks.Waits
	}
	if words == "" {
		return []string{""}
	}
	lines := text.Wrap(words, e.Room.W-4)
	switch {
	case !boxed:
		lines = []string{text.Cut(words, e.Room.W-4)}
	case len(lines) > 2:
		lines = []string{lines[0], text.Cut(strings.Join(lines[1:], " "), e.Room.W-4)}
	}
	lines = text.Indent(lines, 3)
	lines[0] = " " + mark + " " + strings.TrimLeft(lines[0], " ")
	return theme.Dress(style, lines)
}

// below is the row under the cursor in full, and what is ready.
func (b bench) below(e Env, boxed bool) []string {
	counts := b.counts(e)
	if !boxed {
		return []string{" " + text.Cut(counts, e.Room.W-2)}
	}
	var lines []string
	if shown := b.shown(e); len(shown) > 0 {
		u := shown[b.at(shown)]
		row := text.BenchRow(u.Device, u.Return, u.Held)
		if u.Err != nil {
			lines = append(lines, " "+text.Cut(row, e.Room.W-2), " "+e.Theme.Danger.Render(text.Cut(text.Explain(u.Err).What, e.Room.W-2)))
		} else {
			lines = append(text.Indent(text.Wrap(row, e.Room.W-2), 1), "")[:2]
		}
	}
	body := text.Indent(text.Wrap(counts, e.Room.W-4), 1)
	body = body[:min(len(body), 2)]
	return append(lines, widget.Panel{Border: e.Theme.Border, Title: text.BenchForAll.String()}.Lines(e.Theme, e.Room.W, body)...)
}

// counts is how many units are ready for what, in the order of the acts.
func (b bench) counts(e Env) string {
	ready, undo, standing := map[string]int{}, map[string]bool{}, map[work.UnitStanding]int{}
	var order []string
	for _, u := range b.meant(e) {
		s := e.Bench.Standing(u)
		if s == work.UnitAsks {
			s = work.UnitFailed // both want a look
		}
		standing[s]++
		if s != work.UnitReady && s != work.UnitNew {
			continue
		}
		word := b.word(e, u)
		if ready[word]++; ready[word] == 1 {
			order = append(order, word)
		}
		undo[word] = !u.Loads()
	}
	var all []string
	for _, word := range order {
		all = append(all, text.BenchCount(ready[word], word, undo[word]))
	}
	for _, rest := range []struct {
		standing work.UnitStanding
		words    func(int) string
	}{
		{work.UnitFailed, text.BenchLooks},
		{work.UnitAtPortal, func(n int) string { return text.BenchAtPortal(n, e.Bench.Stick) }},
		{work.UnitRuns, text.BenchRuns},
		{work.UnitAway, text.BenchAway},
		{work.UnitNoStick, text.BenchSticks},
	} {
		if n := standing[rest.standing]; n > 0 {
			all = append(all, rest.words(n))
		}
	}
	if len(all) == 0 {
		return text.BenchNothing.String()
	}
	return strings.Join(all, " · ")
}

// word is what a unit needs, or does, in a few words.
func (b bench) word(e Env, u work.Unit) string {
	act := capability.Next(u.Return)
	switch e.Bench.Standing(u) {
	case work.UnitNew:
		return text.BenchNew.String()
	case work.UnitEmpty:
		return text.BenchEmpty.String()
	case work.UnitClosed:
		return text.BenchClosed(u.Return.Closing)
	case work.UnitFailed:
		return text.Explain(u.Err).What
	case work.UnitRuns:
		if does := text.BenchDoes(u.Act.Kind); u.State != engine.Waiting && does != "" {
			return does
		}
		return text.BenchQueued.String()
	case work.UnitReady:
		if act.Need == capability.NeedsPortal {
			return text.BenchSends(u.Return.Artifact(act.File) != nil)
		}
	}
	return text.BenchNeeds(act.Kind)
}

// who is for whom a unit waits, or how far it is.
func (b bench) who(e Env, u work.Unit) string {
	switch e.Bench.Standing(u) {
	case work.UnitReady, work.UnitNew:
		return text.BenchByYou.String()
	case work.UnitRuns:
		return text.BenchAmount(u.Progress, e.Now.Sub(u.Since))
	case work.UnitAtPortal:
		if u.Nothing {
			return text.BenchNoAnswer.String()
		}
		return text.BenchAge(u.Return.ChangedAt, e.Now)
	case work.UnitAway:
		return text.BenchPlug.String()
	case work.UnitNoStick:
		return text.BenchNoStick.String()
	case work.UnitFailed, work.UnitAsks:
		return text.BenchLook.String()
	default:
		return ""
	}
}

// details are the row under the cursor in full, beside the rows.
func (b bench) details(e Env) []string {
	shown := b.shown(e)
	if len(shown) == 0 {
		return nil
	}
	u := shown[b.at(shown)]
	if u.Return.ID != "" {
		return detailLines(u.Return, "", e)
	}
	lines := append([]string{e.Theme.Heading.Render(text.DeviceTitle.String())}, text.Indent(text.IdentityTexts(u.Device), 2)...)
	lines = append(lines, "")
	for _, l := range u.Held {
		lines = append(lines, text.Indent(text.Wrap(text.HeldLine(l), benchPane-3), 2)...)
	}
	return lines
}
