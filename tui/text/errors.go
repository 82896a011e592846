package text

import (
	"context"
	"errors"
	"fmt"
)

// Explanation puts an error into words: what happened, what it means, and what
// to do next. Means may be empty.
type Explanation struct{ What, Means, Do string }

// Explain puts any error of Handback into words. It looks at what err wraps, so
// that it may be joined with others.
func Explain(err error) Explanation {
	for _, explain := range []func(error) (Explanation, bool){
		explainCut, explainRefusal, explainBehind, explainSite, explainDesk, explainCase, explainLedger, explainStick, explainPort, explainDevice, explainConsole, explainMessage,
		explainOrder, explainSettings, explainCertificate, explainSignature, explainProof, explainTyped, explainOwn, explainSystem,
	} {
		if e, ok := explain(err); ok {
			return e
		}
	}
	return Explanation{
		What:  fmt.Sprintf("Something failed: %s.", sentence(Printable("", err.Error()))),
		Means: "Handback has no better words for this. What was done so far is in the ledger.",
		Do:    "Try again. If it fails again, the log tells more.",
	}
}

func explainOwn(err error) (Explanation, bool) {
	var p *Panicked
	var damaged *NotWhole
	switch {
	case errors.As(err, &damaged):
		return Explanation{
			capital(damaged.Error()) + ".", "Each is named above, with what is wrong. Handback repairs nothing silently.",
			"Restore it from a backup. The files and the case also lie on the stick that was used.",
		}, true
	case errors.As(err, &p):
		return Explanation{
			"Handback made a mistake of its own.", "What was noted in the ledger is safe.",
			"Go back and try again. The log holds what the makers of Handback need to mend it.",
		}, true
	case errors.Is(err, ErrTerminal):
		return Explanation{
			"There is no terminal to show the screens on.", "Nothing was begun.",
			"Start Handback in a terminal window. The commands need none: 'handback --help' lists them.",
		}, true
	case errors.Is(err, ErrStillRunning):
		return Explanation{
			"The work that was begun did not end in time.", "What it was at is noted in the ledger as begun.",
			"Start Handback again: the next act finds out what came of it.",
		}, true
	case errors.Is(err, ErrUnanswered):
		return Explanation{
			"The device's question was not answered.", "Handback could not get on with the device. Nothing was changed on it.",
			"Connect again when the answer is at hand.",
		}, true
	case errors.Is(err, context.Canceled):
		return Explanation{"The work was stopped.", "What was done so far is noted. Nothing is half done.", "Go on whenever you like."}, true
	case errors.Is(err, context.DeadlineExceeded):
		return Explanation{"It took too long.", "What was done so far is noted.", "Try again."}, true
	}
	return Explanation{}, false
}

// Panicked is a mistake of this program in a job.
type Panicked struct {
	Value any
	Stack []byte
}

func (p *Panicked) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// ErrStillRunning says that a job did not end in time. What it was at is noted
// in the ledger as begun.
var ErrStillRunning = errors.New("the work that was begun did not end in time")

// ErrTerminal says that there is no terminal to show the screens on.
var ErrTerminal = errors.New("the screens need a terminal")

// ErrUnanswered says that the person at the screen left a device's question
// open.
var ErrUnanswered = errors.New("the question was not answered")
