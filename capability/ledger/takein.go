package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"handback/capability"
)

// Comparison says how a case from elsewhere relates to what this ledger has.
type Comparison struct {
	Return capability.Return // as it is here; at [capability.StageNone]: unknown here
	Common int               // facts that both have, from the first
	New    int               // facts that the case has behind those
}

// Fork says that a case went on elsewhere, from a point that this ledger has:
// what was noted here and what is told there can't become one. It is
// [ErrForked].
type Fork struct {
	ID           capability.ReturnID
	Common       int                // facts that both have, from the first; 0: two returns got the same ID
	Ours, Theirs []capability.Entry // what follows here, and there
}

func (f *Fork) Error() string {
	if f.Common == 0 {
		return fmt.Sprintf("%v: %s is another return here", ErrForked, f.ID)
	}
	return fmt.Sprintf("%v: %s, after %d facts in common %d more here and %d others there",
		ErrForked, f.ID, f.Common, len(f.Ours), len(f.Theirs))
}

// Unwrap gives [ErrForked].
func (f *Fork) Unwrap() error { return ErrForked }

// ErrNothingNew says that a case brings no fact that is not here.
var ErrNothingNew = errors.New("the case has nothing that is not here")

// Compare tells what taking a case in would bring, and changes nothing. When it
// went on elsewhere, or belongs to a return that was opened here and has more
// facts, the error is a *[Fork]. An error of the rules says that the facts
// can't be a return's.
func (l *Ledger) Compare(entries []capability.Entry) (Comparison, error) {
	id, err := idOf(entries)
	if err != nil {
		return Comparison{}, err
	}
	defer l.turns.take(id)()
	c, _, err := l.compare(id, entries)
	return c, err
}

// idOf is the return of which a case tells.
func idOf(entries []capability.Entry) (capability.ReturnID, error) {
	theirs, err := capability.Replay(entries)
	if err == nil && slices.ContainsFunc(entries, func(e capability.Entry) bool { return e.From == nil }) {
		err = fmt.Errorf("%w: a fact without its origin", capability.ErrUnexpected)
	}
	if err != nil {
		return "", fmt.Errorf("the case doesn't fit together: %w", err)
	}
	return theirs.ID, nil
}

func (l *Ledger) compare(id capability.ReturnID, entries []capability.Entry) (c Comparison, ours *record, err error) {
	ours, err = l.load(id)
	if errors.Is(err, ErrNoReturn) {
		return Comparison{New: len(entries)}, nil, nil
	}
	if err != nil {
		return c, nil, err
	}
	here, there := told(ours.now.Entries), told(entries)
	c = Comparison{Return: ours.now}
	if c.Common, err = common(here, there); err != nil {
		return c, ours, err
	}
	c.New = len(there) - c.Common
	openedHere := ours.now.Entries[0].From == nil
	if c.New > 0 && (c.Common < len(here) || openedHere) {
		return c, ours, &Fork{ID: id, Common: c.Common, Ours: here[c.Common:], Theirs: there[c.Common:]}
	}
	return c, ours, nil
}

// told leaves out the facts that only say that a case was taken in or set aside:
// each ledger has its own.
func told(entries []capability.Entry) []capability.Entry {
	var all []capability.Entry
	for _, e := range entries {
		if kind := e.Fact.Kind(); kind != capability.KindTakenIn && kind != capability.KindSetAside {
			all = append(all, e)
		}
	}
	return all
}

// behind gives the entries after the first n told ones.
func behind(entries []capability.Entry, n int) []capability.Entry {
	for i := range entries {
		if len(told(entries[:i])) == n {
			return slices.Clip(entries[i:])
		}
	}
	return nil
}

// common counts the facts, from the first, that say the same, however they came.
func common(here, there []capability.Entry) (int, error) {
	for n := range min(len(here), len(there)) {
		ours, theirs := here[n], there[n]
		ours.From, theirs.From = nil, nil
		a, _, err := encodeEntry(ours)
		if err != nil {
			return n, err
		}
		b, _, err := encodeEntry(theirs)
		if err != nil || !bytes.Equal(a, b) {
			return n, err
		}
	}
	return min(len(here), len(there)), nil
}

// TakeIn takes the facts of a case in, the first one first, each with its
// origin, and behind them the note that says so, which must be a
// capability.TakenIn. A return that is unknown here is made; one that was taken
// in before and went on nowhere else grows. Facts never join a return that was
// opened here: the error is then a *[Fork]. [ErrNothingNew] says that all is
// here already, unless it was set aside, which taking it in ends. A cut leaves
// the state before or some of the facts, which taking it in again completes.
func (l *Ledger) TakeIn(entries []capability.Entry, note capability.Entry) (capability.Return, error) {
	var none capability.Return
	if l.lock == nil {
		return none, ErrReadOnly
	}
	id, err := idOf(entries)
	if err != nil {
		return none, err
	}
	defer l.turns.take(id)()
	c, ours, err := l.compare(id, entries)
	if err != nil {
		return none, err
	}
	if ours == nil {
		next, lines, err := linesAfter(capability.Return{}, capability.Digest{}, append(entries, note))
		if err != nil {
			return none, err
		}
		return l.begin(l.doing("take in"), next.ID, lines)
	}
	if c.New == 0 && c.Return.Stage != capability.StageSetAside {
		return c.Return, ErrNothingNew
	}
	fresh := append(behind(entries, c.Common), note)
	next, lines, err := linesAfter(ours.now, ours.last, fresh)
	if err != nil {
		return none, err
	}
	return next, l.grow(l.doing("take in"), ours, next, lines)
}

// linesAfter gives the return after the entries, and their journal lines behind
// the line of digest prev.
func linesAfter(r capability.Return, prev capability.Digest, entries []capability.Entry) (capability.Return, []byte, error) {
	var all []byte
	for _, e := range entries {
		text, e, err := encodeEntry(e)
		if err == nil {
			r, err = r.With(e)
		}
		if err != nil {
			return r, nil, err
		}
		line := encodeLine(prev, text)
		prev = capability.DigestOf(line)
		all = append(all, line...)
	}
	return r, all, nil
}
