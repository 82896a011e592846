package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"handback/capability"
)

// Imported tells what an import brought.
type Imported struct {
	Return  capability.Return // as it is in this ledger now
	Created bool              // it was unknown here
	Added   int               // facts that were new here
}

// Fork says that two laptops went on from the same point, each its own way.
// It is [ErrForked].
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

// foreign is a case from another laptop, checked by the rules.
type foreign struct {
	now   capability.Return
	texts [][]byte // each entry's JSON as a journal has it
}

func foreignCase(entries []capability.Entry) (foreign, error) {
	var f foreign
	if len(entries) == 0 || len(entries) > MaxFacts {
		return f, fmt.Errorf("%w: the case has %d facts, 1 to %d are possible", ErrTooLarge, len(entries), MaxFacts)
	}
	for n, e := range entries {
		text, e, err := encodeEntry(e)
		if err == nil {
			f.now, err = f.now.With(e)
		}
		if err != nil {
			return f, fmt.Errorf("the case doesn't fit together: fact %d: %w", n+1, err)
		}
		f.texts = append(f.texts, text)
	}
	return f, nil
}

// common counts the facts, from the first, that are the same in ours.
func (f foreign) common(ours []capability.Entry) (int, error) {
	for n := range min(len(ours), len(f.texts)) {
		text, _, err := encodeEntry(ours[n])
		if err != nil || !bytes.Equal(text, f.texts[n]) {
			return n, err
		}
	}
	return min(len(ours), len(f.texts)), nil
}

// lines gives the journal lines from fact n on, behind the line of digest prev.
func (f foreign) lines(n int, prev capability.Digest) []byte {
	var all []byte
	for _, text := range f.texts[n:] {
		line := encodeLine(prev, text)
		prev = capability.DigestOf(line)
		all = append(all, line...)
	}
	return all
}

// Import takes the facts of a return as another laptop has them, the first one
// first: a return that is unknown here is made, facts that go on from what is
// here are added, and older ones change nothing. When the two went different
// ways the error is a *[Fork], and nothing is merged. Facts that can't be a
// return's are refused whole, with an error of the rules. A cut leaves the state
// before or some of the facts, which importing again completes. The files that
// the facts name must be Put.
func (l *Ledger) Import(entries []capability.Entry) (Imported, error) {
	theirs, err := foreignCase(entries)
	if err != nil {
		return Imported{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	ours, err := l.load(theirs.now.ID)
	switch {
	case errors.Is(err, ErrNoReturn):
		return l.importWhole(theirs)
	case err != nil:
		return Imported{}, err
	}
	here := ours.now.Entries
	common, err := theirs.common(here)
	switch {
	case err != nil:
		return Imported{}, err
	case common == len(theirs.texts):
		return Imported{Return: ours.now}, nil
	case common < len(here):
		return Imported{}, &Fork{
			ID: ours.now.ID, Common: common,
			Ours: slices.Clone(here[common:]), Theirs: slices.Clone(theirs.now.Entries[common:]),
		}
	case l.lock == nil:
		return Imported{}, ErrReadOnly
	}
	if err := l.grow(l.doing("import"), ours, theirs.now, theirs.lines(common, ours.last)); err != nil {
		return Imported{}, err
	}
	return Imported{Return: theirs.now, Added: len(theirs.texts) - common}, nil
}

func (l *Ledger) importWhole(theirs foreign) (Imported, error) {
	if l.lock == nil {
		return Imported{}, ErrReadOnly
	}
	now, err := l.begin(l.doing("import"), theirs.now.ID, theirs.lines(0, capability.Digest{}))
	if err != nil {
		return Imported{}, err
	}
	return Imported{Return: now, Created: true, Added: len(theirs.texts)}, nil
}
