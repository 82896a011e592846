package tui

import (
	"slices"

	"handback/capability/desk"
	"handback/capability/ledger"
)

// page has the next act first: the files of a stick can be many.
func (v where) page(e env) page {
	p := page{title: whereTitle, context: connectedText(e.connected()), top: v.top}
	if !v.known {
		p.lines = indent(wrap(notLookedText, e.room.w-2), 1)
		return p
	}
	part := func(title string, texts []string) {
		if len(texts) == 0 {
			return
		}
		if len(p.lines) > 0 {
			p.lines = append(p.lines, "")
		}
		p.lines = append(p.lines, " "+e.theme.head.Render(title))
		for _, t := range texts {
			p.lines = append(p.lines, indent(wrap(t, e.room.w-4), 3)...)
		}
	}
	place := v.place
	part(nextTitle, append(provedTexts(place.Proved), placeText(place.Place)))
	var odd []string
	for _, f := range place.Odd {
		odd = append(odd, foreignText(f.Text)+flagMeansText(f.Flag))
	}
	part(oddPartTitle, odd)
	var told []string
	for _, c := range place.Cases {
		if c.Fork != nil {
			p.lines = append(p.lines, forkLines(c.Fork, e)...)
		}
		if c.Standing != desk.CaseKnown {
			told = append(told, CaseText(c))
		}
	}
	part(casesTitle, told[:min(len(told), shownFiles)])
	part(deviceTitle, placeDevice(place.Place))
	part(filesOn(place.stick), v.files)
	return p
}

func placeDevice(p desk.Place) []string {
	if p.Reading == nil {
		return []string{noDeviceText}
	}
	return append(identityTexts(p.Reading.Device), heldShortText(p.Reading.Licenses))
}

// forkLines shows the two ways of a return side by side, or, in a narrow
// window, one below the other.
func forkLines(f *ledger.Fork, e env) []string {
	lines := []string{"", " " + e.theme.danger.Render(cut(forkTitle(f.ID), e.room.w-1))}
	lines = append(lines, indent(wrap(ForkText(f), e.room.w-4), 3)...)
	const narrow = 60
	w := (e.room.w - 6) / 2
	if e.room.w < narrow {
		w = e.room.w - 4
	}
	ours, theirs := entryLines(oursTitle, f.Ours, w), entryLines(theirsTitle, f.Theirs, w)
	if e.room.w < narrow {
		return append(lines, indent(append(ours, theirs...), 3)...)
	}
	return append(lines, indent(sideBySide(ours, theirs, w), 3)...)
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
		return []string{noStickText}
	}
	var texts []string
	others := map[string][]desk.Finding{}
	var order []string
	hidden := 0
	for _, f := range byWeight(p.Findings) {
		switch {
		case f.Return == "" && !matters(f.Verdict):
			kind := kindText(f)
			if others[kind] == nil {
				order = append(order, kind)
			}
			others[kind] = append(others[kind], f)
		case len(texts) == shownFiles:
			hidden++
		default:
			texts = append(texts, foundText(f))
		}
	}
	if hidden > 0 {
		texts = append(texts, othersText(hidden))
	}
	for _, kind := range order {
		texts = append(texts, groupText(kind, others[kind][:min(len(others[kind]), shownOthers)], len(others[kind])))
	}
	switch {
	case p.Incomplete != "":
		return append([]string{IncompleteText(p.Incomplete)}, texts...)
	case len(texts) == 0:
		return []string{emptyStickText}
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
