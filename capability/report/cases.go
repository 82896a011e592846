package report

import (
	"cmp"
	"slices"

	"handback/capability"
)

// Pool is the returns that a report or a history is made of: those of a ledger, and
// those that known colleagues signed in cases of which nothing was taken in.
type Pool struct {
	signed map[capability.ReturnID]capability.Return
	Left   []LeftOut // cases that are passed over, see [Why]
}

// NewPool takes the returns of signed cases. Of several cases of one return it keeps the
// one with the most facts.
func NewPool(signed []capability.Return) *Pool {
	p := &Pool{signed: make(map[capability.ReturnID]capability.Return, len(signed))}
	signed = slices.Clone(signed)
	slices.SortStableFunc(signed, func(a, b capability.Return) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(len(b.Entries), len(a.Entries)))
	})
	for _, r := range signed {
		longest, there := p.signed[r.ID]
		switch {
		case !there:
			p.signed[r.ID] = r
		case begins(longest.Entries, r.Entries):
			p.PassOver(KnownAlready)
		default:
			p.PassOver(Disagrees)
		}
	}
	return p
}

// begins reports whether a journal begins with the facts of a shorter one, by when, by
// whom and of which kind they are.
func begins(longer, shorter []capability.Entry) bool {
	for n, e := range shorter {
		o := longer[n]
		if !e.At.Equal(o.At) || e.By != o.By || e.Fact.Kind() != o.Fact.Kind() {
			return false
		}
	}
	return true
}

// PassOver counts a case that is not in the pool.
func (p *Pool) PassOver(why Why) {
	at := slices.IndexFunc(p.Left, func(l LeftOut) bool { return l.Why == why })
	if at < 0 {
		p.Left = append(p.Left, LeftOut{Why: why})
		at = len(p.Left) - 1
	}
	p.Left[at].Count++
}

// Better is the return of a signed case that says more of a return than the ledger
// does, and takes it out of the pool; else the return of the ledger.
func (p *Pool) Better(of capability.Return) capability.Return {
	signed, there := p.signed[of.ID]
	if !there {
		return of
	}
	delete(p.signed, of.ID)
	return signed
}

// Rest are the returns of signed cases that the ledger doesn't know, by their IDs.
func (p *Pool) Rest() []capability.Return {
	all := make([]capability.Return, 0, len(p.signed))
	for _, r := range p.signed {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b capability.Return) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
