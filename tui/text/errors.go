package text

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"

	"handback/tui/text/lang"
)

// Explanation puts an error into words: what happened, what it means, and what
// to do next. Means may be empty.
type Explanation struct{ What, Means, Do string }

// words are an explanation that a table has, before anybody speaks it.
type words struct{ What, Means, Do Phrase }

func (w words) said() Explanation {
	return Explanation{w.What.String(), w.Means.String(), w.Do.String()}
}

// row is what a technician reads of an error: of one type, or of any of some
// sentinels.
type row struct {
	ofType  func(error) (Explanation, bool) // nil: the row is of sentinels
	is      []error
	words   func(error) Explanation // of the whole error, in which a sentinel was found
	general bool                    // it says little; any other row says more
}

// ofType makes the row of a type of errors.
func ofType[E error](words func(E) Explanation) row {
	return row{ofType: func(err error) (Explanation, bool) {
		e, ok := err.(E)
		if !ok {
			return Explanation{}, false
		}
		return words(e), true
	}}
}

// says makes the row of sentinels that always have the same words.
func says(x words, is ...error) row {
	return saysOf(func(error) Explanation { return x.said() }, is...)
}

// saysOf makes the row of sentinels whose words depend on what is wrapped with
// them.
func saysOf(words func(error) Explanation, is ...error) row { return row{is: is, words: words} }

// general marks a row that says little: any other row that fits goes before it.
func general(r row) row {
	r.general = true
	return r
}

// errorTable has a row for every error that a technician may meet. The order of
// the rows means nothing: see [find]. It is made when the first error is met: most
// runs of a command meet none.
var errorTable = sync.OnceValue(func() []row {
	return slices.Concat(
		openingErrors(), returnErrors(), caseErrors(), stickErrors(), placeErrors(), behindErrors(), portErrors(), deviceErrors(), consoleErrors(), teachErrors(), profileErrors(),
		fileErrors(), keyErrors(), typedErrors(), portalErrors(), answerErrors(), autoErrors(), ownErrors(),
	)
})

// Explain puts any error of Handback into words. It looks at what err wraps, so
// that it may be joined with others.
func Explain(err error) Explanation {
	if x, ok := find(err, errorTable()); ok {
		return x
	}
	return Explanation{
		What:  say("Something failed: %s.", sentence(Printable("", err.Error()))),
		Means: say("Handback does not know this error. What was done so far is in the ledger."),
		Do:    say("Try again. If it fails again, look at the log."),
	}
}

// find explains the outermost error in err that has a row: whoever wrapped an
// error knew more of what was being done. Of errors that are wrapped or joined
// side by side, the first counts. A general row counts only when no other fits.
func find(err error, table []row) (Explanation, bool) {
	var last Explanation
	found := false
	for one := range chain(err) {
		x, r := explainOne(one, err, table)
		switch {
		case r == nil:
		case !r.general:
			return x, true
		case !found:
			last, found = x, true
		}
	}
	return last, found
}

// explainOne looks for the row of one error by itself: the row of its type goes
// before that of the sentinel that it is, and this before that of a sentinel
// that its Is method names. The words of a sentinel are of whole.
func explainOne(one, whole error, table []row) (Explanation, *row) {
	for i, r := range table {
		if r.ofType == nil {
			continue
		}
		if x, ok := r.ofType(one); ok {
			return x, &table[i]
		}
	}
	alike, _ := one.(interface{ Is(target error) bool })
	for _, same := range []func(error) bool{
		func(sentinel error) bool { return one == sentinel },
		func(sentinel error) bool { return alike != nil && alike.Is(sentinel) },
	} {
		for i, r := range table {
			if slices.ContainsFunc(r.is, same) {
				return r.words(whole), &table[i]
			}
		}
	}
	return Explanation{}, nil
}

// chain walks err and all that it wraps, each before what it wraps.
func chain(err error) iter.Seq[error] {
	return func(yield func(error) bool) { walk(err, yield) }
}

func walk(err error, yield func(error) bool) bool {
	if err == nil {
		return true
	}
	if !yield(err) {
		return false
	}
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		return walk(e.Unwrap(), yield)
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			if !walk(part, yield) {
				return false
			}
		}
	}
	return true
}

// ownErrors are those of the screens, and a work that was stopped.
func ownErrors() []row {
	return []row{
		ofType(func(e *NotWhole) Explanation {
			return Explanation{
				e.what(), say("Each one is named above, with what is wrong. Handback repairs nothing silently."), restoreText.String(),
			}
		}),
		ofType(func(*Panicked) Explanation {
			return Explanation{
				say("Handback itself has a fault."), say("What was noted in the ledger is safe."),
				say("Leave this screen and try again. The log holds what the makers of Handback need to repair it."),
			}
		}),
		says(words{
			"There is no terminal to show the screens on.", "Nothing was begun.",
			"Start Handback in a terminal window that can show screens. 'handback --plain' and the commands need none: 'handback --help' lists them, and 'next --do --all' is for many devices.",
		}, ErrTerminal),
		says(words{
			"The work did not end in time.", "The ledger shows it as begun.",
			"Start Handback again: the next step finds out what happened.",
		}, ErrStillRunning),
		says(words{
			"The device's question was not answered.", "Without the answer Handback can't go on. Nothing was changed on the device.",
			"Connect again when you have the answer.",
		}, ErrUnanswered),
		says(words{
			"There is no photo at that path.", "Nothing was declared yet.",
			"Type the path of a picture that this laptop can read, or say in words where the photo is.",
		}, ErrNoPhoto),
		says(words{
			"The device no longer holds what was shown.", "No return was opened for it.",
			"Look at what it holds now, then open the return.",
		}, ErrHoldsOther),
		saysOf(func(err error) Explanation {
			return Explanation{full(capital(err.Error())), "", say("Name one of them, or none for English.")}
		}, lang.ErrUnknown),
		general(says(words{"The work was stopped.", "What was done so far is noted. Nothing is half done.", "Go on whenever you like."}, context.Canceled)),
		general(says(words{"It took too long.", "What was done so far is noted.", "Try again."}, context.DeadlineExceeded)),
	}
}

// Panicked is a mistake of this program in a job.
type Panicked struct {
	Value any
	Stack []byte
}

func (p *Panicked) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// Errors of the screens.
var (
	// ErrStillRunning says that a job did not end in time. What it was at is
	// noted in the ledger as begun.
	ErrStillRunning = errors.New("the work that was begun did not end in time")

	// ErrTerminal says that there is no terminal to show the screens on.
	ErrTerminal = errors.New("the screens need a terminal")

	// ErrUnanswered says that the person at the screen left a device's question
	// open.
	ErrUnanswered = errors.New("the question was not answered")

	// ErrNoPhoto says that the path of a photo leads to no file.
	ErrNoPhoto = errors.New("no photo is there")
)
