package work

import (
	"slices"

	"handback/capability/desk"
	"handback/tui/text"
)

// What is told of files where there can be thousands.
const (
	ShownFiles  = 100 // of those that matter
	shownOthers = 3   // of each other kind
)

// Files say what every file on the stick is: those that matter first, one
// by one, then the others by what they are.
func (s Situation) Files() []string {
	if s.Stick == "" {
		return []string{text.NoStick.String()}
	}
	var texts []string
	others := map[string][]desk.Finding{}
	var order []string
	hidden := 0
	for _, f := range byConcern(s.Findings) {
		switch {
		case f.Return == "" && !matters(f.Class):
			kind := text.Kind(f)
			if others[kind] == nil {
				order = append(order, kind)
			}
			others[kind] = append(others[kind], f)
		case len(texts) == ShownFiles:
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
	case !s.Incomplete.IsZero():
		return append([]string{text.Incomplete(s.Incomplete)}, texts...)
	case len(texts) == 0:
		return []string{text.EmptyStick.String()}
	}
	return texts
}

// matters reports whether a file could be taken for one of a return.
func matters(v desk.Class) bool {
	return v != desk.IsNoMessage && v != desk.IsSomethingElse && v != desk.IsNotLookedInto
}

// byConcern puts responses and receipts first, then what belongs to a return,
// then the rest.
func byConcern(found []desk.Finding) []desk.Finding {
	rank := func(f desk.Finding) int {
		switch {
		case f.Class == desk.IsResponse || f.Class == desk.IsReceipt:
			return 0
		case f.Return != "":
			return 1
		default:
			return 2
		}
	}
	sorted := slices.Clone(found)
	slices.SortStableFunc(sorted, func(a, b desk.Finding) int { return rank(a) - rank(b) })
	return sorted
}
