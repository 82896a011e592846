package explore

import (
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/ledger"
)

// Compare tells what a case from elsewhere is to the laptop: see
// [ledger.Ledger.Compare].
func (b *book) Compare(entries []capability.Entry) (ledger.Comparison, error) {
	c, _, err := b.compare(entries)
	return c, err
}

func (b *book) compare(entries []capability.Entry) (c ledger.Comparison, ours ref, err error) {
	if slices.ContainsFunc(entries, func(e capability.Entry) bool { return e.From == nil }) {
		return c, noFacts, fmt.Errorf("%w: a fact without its origin", capability.ErrUnexpected)
	}
	there, err := b.m.growAll(noFacts, entries...)
	if err != nil {
		return c, noFacts, err
	}
	theirs := b.m.journals.get(there)
	i, found := b.find(theirs.now.ID)
	if !found {
		return ledger.Comparison{New: len(entries)}, noFacts, nil
	}
	here := b.m.journals.get(b.laptop[i].Journal)
	c.Return, c.Common = here.now, common(here.told, theirs.told)
	c.New = len(theirs.told) - c.Common
	if c.New > 0 && (c.Common < len(here.told) || here.now.Entries[0].From == nil) {
		err = &ledger.Fork{ID: here.now.ID, Common: c.Common, Ours: behind(here.now.Entries, c.Common), Theirs: behind(entries, c.Common)}
	}
	return c, b.laptop[i].Journal, err
}

func common(a, b []capability.Digest) int {
	for n := range min(len(a), len(b)) {
		if a[n] != b[n] {
			return n
		}
	}
	return min(len(a), len(b))
}

// behind gives the entries that follow the first n that are told.
func behind(entries []capability.Entry, n int) []capability.Entry {
	told := 0
	for i, e := range entries {
		if told == n {
			return slices.Clip(entries[i:])
		}
		told += len(tell(nil, e, capability.Digest{}))
	}
	return nil
}

// TakeIn takes the facts of a case in: see [ledger.Ledger.TakeIn].
func (b *book) TakeIn(entries []capability.Entry, note capability.Entry) (capability.Return, error) {
	c, ours, err := b.compare(entries)
	switch {
	case err != nil:
		return capability.Return{}, err
	case ours != noFacts && c.New == 0 && c.Return.Stage != capability.StageSetAside:
		return c.Return, ledger.ErrNothingNew
	}
	at, err := b.m.growAll(ours, append(b.m.asTaken(behind(entries, c.Common)), plainly(note))...)
	if err != nil {
		return capability.Return{}, err
	}
	r := b.m.journals.get(at).now
	i, found := b.find(r.ID)
	k := kase{ID: r.ID}
	if found {
		k = b.laptop[i]
	}
	k.Journal = at
	b.put(i, found, k)
	return r, nil
}

// asTaken are the entries of a case as they are kept. From which file they came
// is left out, or each would make another world.
func (m *model) asTaken(entries []capability.Entry) []capability.Entry {
	var all []capability.Entry
	for _, e := range entries {
		e.From = &capability.Origin{Signer: e.From.Signer}
		all = append(all, m.rules.takes(e))
	}
	return all
}

// plainly leaves the file out of the note, too.
func plainly(note capability.Entry) capability.Entry {
	f := note.Fact.(capability.TakenIn)
	f.Case, f.Path, f.Facts = capability.Digest{}, "", 0
	note.Fact = f
	return note
}

// hasAll reports whether all that a case tells is on the laptop.
func (b *book) hasAll(file *blob) bool {
	i, found := b.find(file.kase)
	if !found {
		return false
	}
	here := b.m.journals.get(b.laptop[i].Journal).told
	return common(here, file.told) == len(file.told)
}
