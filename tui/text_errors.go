package tui

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// Explanation puts an error into words: what happened, what it means, and what
// to do next. Means may be empty.
type Explanation struct{ What, Means, Do string }

// Explain puts any error of Handback into words. It looks at what err wraps, so
// that it may be joined with others.
func Explain(err error) Explanation {
	for _, explain := range []func(error) (Explanation, bool){
		explainCut, explainRefusal, explainDesk, explainLedger, explainStick, explainPort, explainDevice, explainOrder, explainOwn,
	} {
		if e, ok := explain(err); ok {
			return e
		}
	}
	return Explanation{
		What:  fmt.Sprintf("Something failed: %s.", printable("", err.Error())),
		Means: "Handback has no better words for this. What was done so far is in the ledger.",
		Do:    "Try again. If it fails again, the log tells more.",
	}
}

// explainCut: the outcome of a device command is unknown.
func explainCut(err error) (Explanation, bool) {
	var cut *desk.OutcomeUnknown
	if !errors.As(err, &cut) {
		return Explanation{}, false
	}
	why := "The connection to the device failed"
	if errors.Is(err, context.Canceled) {
		why = "You stopped it"
	} else if e, ok := explainPort(cut.Err); ok {
		why = sentence(e.What)
	}
	return Explanation{
		What:  fmt.Sprintf("%s during this: %s.", why, nextText(cut.Act)),
		Means: "It is not known whether the device did it. Nothing will be repeated blindly.",
		Do:    "Connect the device again. The next act asks it what happened.",
	}, true
}

// sentence is a sentence without its full stop.
func sentence(text string) string {
	if n := len(text); n > 0 && text[n-1] == '.' {
		return text[:n-1]
	}
	return text
}

func explainRefusal(err error) (Explanation, bool) {
	var no *capability.Refusal
	if !errors.As(err, &no) {
		return Explanation{}, false
	}
	e := refusalText(no.Code)
	e.What = "The device refused: " + e.What
	if words := foreignText(no.Text); words != "" {
		e.What += fmt.Sprintf(" Its words: %q.", words)
	}
	return e, true
}

func explainDesk(err error) (Explanation, bool) {
	var open *desk.OpenReturn
	var missing *desk.Missing
	switch {
	case errors.As(err, &open):
		return Explanation{
			What:  fmt.Sprintf("This device has an open return already: %s.", open.ID),
			Means: "There is one open return per device at a time, so that no two responses get in each other's way.",
			Do:    fmt.Sprintf("Go on with %s, which is on the home screen and in the list.", open.ID),
		}, true
	case errors.As(err, &missing):
		return missingText(missing.Need), true
	case errors.Is(err, desk.ErrNothingToUpload):
		return Explanation{"There is no request yet that could have been uploaded.", "", "Do the steps before it first."}, true
	case errors.Is(err, desk.ErrWrongRequest):
		return Explanation{
			"The device made a request that does not say what was ordered.",
			"It was not kept. Nothing changed on the device.",
			"Do the step again. If it comes again, the device does not do what it is told: ask its maker.",
		}, true
	case errors.Is(err, desk.ErrStillThere):
		return Explanation{
			"The device loaded the response and still holds the licenses.",
			"That response is of no use and will not be taken again.",
			"Have the portal give another response for this device.",
		}, true
	}
	return Explanation{}, false
}

func missingText(need capability.Need) Explanation {
	switch need {
	case capability.NeedsDevice:
		return Explanation{"This needs the device.", "", "Connect the device and go on."}
	case capability.NeedsStick:
		return Explanation{"This needs a stick.", "", "Plug in a stick, or name a folder, and go on."}
	default:
		return Explanation{
			"The portal's answer is not on the stick.", "The return waits for the person at the portal.",
			"Bring the stick with the answer, and look again.",
		}
	}
}

func explainLedger(err error) (Explanation, bool) {
	var locked *ledger.Locked
	switch {
	case errors.Is(err, ledger.ErrLocked):
		by := ""
		if errors.As(err, &locked) && locked.PID > 0 {
			by = fmt.Sprintf(": process %d", locked.PID)
		}
		return Explanation{
			"Another Handback has this ledger open" + by + ".",
			"Two at once could contradict each other.", "Go on there, or close it and start again.",
		}, true
	case errors.Is(err, ledger.ErrDamaged):
		return damagedText(err), true
	case errors.Is(err, ledger.ErrNoReturn):
		return Explanation{"The ledger has no such return.", "", "Look at the list for the right ID."}, true
	case errors.Is(err, ledger.ErrReadOnly):
		return Explanation{"The ledger was opened to be read only.", "Nothing was changed.", "Start Handback again to go on."}, true
	case errors.Is(err, ledger.ErrNoFile), errors.Is(err, ledger.ErrNotFile):
		return Explanation{
			"A file of this return is missing from the record, or changed.", "It was not used.",
			"Run 'handback verify' to see what is damaged, and restore the state folder from a backup.",
		}, true
	case errors.Is(err, ledger.ErrTooLarge):
		return Explanation{"This is too large for the ledger.", "It was not kept.", "Check the file or the device that it came from."}, true
	}
	return Explanation{}, false
}

func damagedText(err error) Explanation {
	where := "The record of a return is damaged"
	var d *ledger.Damage
	if errors.As(err, &d) {
		where = fmt.Sprintf("The record of %s is damaged", printable("", string(d.ID)))
		if d.File != "" {
			where += ", in " + printable("", d.File)
		}
		if d.Line > 0 {
			where += fmt.Sprintf(" line %d", d.Line)
		}
	}
	return Explanation{
		What:  where + ".",
		Means: "Somebody or something changed it. Handback repairs nothing silently and does not go on with it.",
		Do:    "Restore it from a backup. The files and the case also lie on the stick that was used.",
	}
}

func explainOrder(err error) (Explanation, bool) {
	switch {
	case errors.Is(err, capability.ErrOtherDevice):
		return Explanation{
			"The connected device is not the one of this return.", "Nothing was done.",
			"Connect the device whose serial number stands above.",
		}, true
	case errors.Is(err, capability.ErrOrder):
		return Explanation{
			"The device does not hold what shall go back.", "The return was not opened.",
			"Read the licenses and choose again: fewer must remain than are held.",
		}, true
	case errors.Is(err, capability.ErrReturnID):
		return Explanation{"That is not a return ID.", "", "It looks like R-7F3K2; the list shows them."}, true
	case errors.Is(err, capability.ErrUnexpected):
		return Explanation{
			"This can't follow where the return stands.", "Nothing was noted.",
			"Look at the steps: another window may have gone on with it.",
		}, true
	case errors.Is(err, capability.ErrActivationID), errors.Is(err, capability.ErrLicense), errors.Is(err, capability.ErrHostID):
		return Explanation{
			"The device reports something that no license or host ID can be.", "Nothing of it was used.",
			"Connect it again. If it comes again, ask the maker of the device.",
		}, true
	}
	return Explanation{}, false
}

func explainOwn(err error) (Explanation, bool) {
	var p *panicked
	switch {
	case errors.As(err, &p):
		return Explanation{
			"Handback made a mistake of its own.", "What was noted in the ledger is safe.",
			"Go back and try again. The log holds what the makers of Handback need to mend it.",
		}, true
	case errors.Is(err, context.Canceled):
		return Explanation{"The work was stopped.", "What was done so far is noted. Nothing is half done.", "Go on whenever you like."}, true
	case errors.Is(err, context.DeadlineExceeded):
		return Explanation{"It took too long.", "What was done so far is noted.", "Try again."}, true
	}
	return Explanation{}, false
}
