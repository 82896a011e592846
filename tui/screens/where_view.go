package screens

import (
	"slices"

	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/tui/text"
	"handback/tui/widget"
)

// Page has the next act first: the files of a stick can be many.
func (v where) Page(e Env) widget.Page {
	p := widget.Page{Title: text.WhereTitle, Context: text.Connected(e.connected()), Top: v.top}
	if !v.known {
		p.Lines = text.Indent(text.Wrap(text.NotLooked, e.Room.W-2), 1)
		return p
	}
	part := func(title string, texts []string) {
		if len(texts) == 0 {
			return
		}
		if len(p.Lines) > 0 {
			p.Lines = append(p.Lines, "")
		}
		p.Lines = append(p.Lines, " "+e.Theme.Head.Render(title))
		for _, t := range texts {
			p.Lines = append(p.Lines, text.Indent(text.Wrap(t, e.Room.W-4), 3)...)
		}
	}
	place := v.place
	part(text.NextTitle, append(text.ProvedTexts(place.Proved), text.Place(place.Place)))
	var odd []string
	for _, f := range place.Odd {
		odd = append(odd, text.Foreign(f.Text)+text.FlagMeans(f.Flag))
	}
	part(text.OddPartTitle, odd)
	var told []string
	for _, c := range place.Cases {
		if c.Fork != nil {
			p.Lines = append(p.Lines, forkLines(c.Fork, e)...)
		}
		if c.Standing != desk.CaseKnown {
			told = append(told, text.Case(c))
		}
	}
	part(text.CasesTitle, told[:min(len(told), shownFiles)])
	part(text.DeviceTitle, placeDevice(place.Place))
	part(text.FilesOn(place.Stick), v.files)
	return p
}

func placeDevice(p desk.Place) []string {
	if p.Reading == nil {
		return []string{text.NoDevice}
	}
	return append(text.IdentityTexts(p.Reading.Device), text.HeldShort(p.Reading.Licenses))
}

// forkLines shows the two ways of a return side by side, or, in a narrow
// window, one below the other.
func forkLines(f *ledger.Fork, e Env) []string {
	lines := []string{"", " " + e.Theme.Danger.Render(text.Cut(text.ForkTitle(f.ID), e.Room.W-1))}
	lines = append(lines, text.Indent(text.Wrap(text.Fork(f), e.Room.W-4), 3)...)
	const narrow = 60
	w := (e.Room.W - 6) / 2
	if e.Room.W < narrow {
		w = e.Room.W - 4
	}
	ours, theirs := text.EntryLines(text.OursTitle, f.Ours, w), text.EntryLines(text.TheirsTitle, f.Theirs, w)
	if e.Room.W < narrow {
		return append(lines, text.Indent(append(ours, theirs...), 3)...)
	}
	return append(lines, text.Indent(sideBySide(ours, theirs, w), 3)...)
}

// The most that is shown of what there can be thousands of.
const (
	shownFiles  = 100 // that matter
	shownOthers = 3   // of each other kind
)

// fileTexts says what every file on a stick is: those that matter first, one
// by one, then the others by what they are.
func fileTexts(p desk.Place, stick string) []string {
	if stick == "" {
		return []string{text.NoStick}
	}
	var texts []string
	others := map[string][]desk.Finding{}
	var order []string
	hidden := 0
	for _, f := range byWeight(p.Findings) {
		switch {
		case f.Return == "" && !matters(f.Verdict):
			kind := text.Kind(f)
			if others[kind] == nil {
				order = append(order, kind)
			}
			others[kind] = append(others[kind], f)
		case len(texts) == shownFiles:
			hidden++
		default:
			texts = append(texts, text.Found(f))
		}
	}
	if hidden > 0 {
		texts = append(texts, text.Others(hidden))
	}
	for _, kind := range order {
		texts = append(texts, text.Group(kind, others[kind][:min(len(others[kind]), shownOthers)], len(others[kind])))
	}
	switch {
	case p.Incomplete != "":
		return append([]string{text.Incomplete(p.Incomplete)}, texts...)
	case len(texts) == 0:
		return []string{text.EmptyStick}
	}
	return texts
}

// matters reports whether a file could be taken for one of a return.
func matters(v desk.Verdict) bool {
	return v != desk.IsNoMessage && v != desk.IsSomethingElse && v != desk.IsNotLookedInto
}

// byWeight puts what leads on before what belongs to a return, and that before
// the rest.
func byWeight(found []desk.Finding) []desk.Finding {
	weight := func(f desk.Finding) int {
		switch {
		case f.Verdict == desk.IsResponse || f.Verdict == desk.IsReceipt:
			return 0
		case f.Return != "":
			return 1
		default:
			return 2
		}
	}
	sorted := slices.Clone(found)
	slices.SortStableFunc(sorted, func(a, b desk.Finding) int { return weight(a) - weight(b) })
	return sorted
}
