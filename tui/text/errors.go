package text

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/desk"
	"handback/device/smp"
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
	} else if errors.Is(err, smp.ErrAnswer) {
		why = sentence(senselessText(cut.Err).What)
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
	return noText(no.Code, no.Said, no.Text), true
}

func explainDesk(err error) (Explanation, bool) {
	var open *desk.OpenReturn
	var missing *desk.Missing
	switch {
	case errors.As(err, &open):
		return openReturnText(open), true
	case errors.As(err, &missing):
		return missingText(missing.Need), true
	case errors.Is(err, desk.ErrNoID):
		return Explanation{
			"No number for the return could be found.", "This computer's random numbers repeat themselves. Nothing was opened.",
			"Restart the computer and try again. If it comes again, use another one.",
		}, true
	case errors.Is(err, desk.ErrSameDevice):
		return Explanation{"A device can't be its own replacement.", "Nothing was opened.", "Name the host ID of the other device."}, true
	case errors.Is(err, desk.ErrNothingToAdopt):
		return Explanation{
			"No response on the stick begins a return of the connected device.", "Nothing was opened.",
			"Bring the response that the portal made when it removed the licenses.",
		}, true
	case errors.Is(err, desk.ErrCutShort):
		return Explanation{
			"The file was not seen, and not all of the stick was looked through.", "It may be there all the same.",
			"Put it into the folder of the case, or free the stick of other files.",
		}, true
	case errors.Is(err, desk.ErrRecord), errors.Is(err, desk.ErrBadRecord):
		return Explanation{"That is not the record of a return, or a damaged one.", "Nothing was taken over.", "Copy return.json to the stick again."}, true
	case errors.Is(err, desk.ErrNothingToUpload):
		return Explanation{"The portal waits for no request of this return now.", "It was not made yet, or it is over.", "'handback next' names what comes next."}, true
	case errors.Is(err, desk.ErrWrongRequest):
		return Explanation{
			"The device made a request that does not say what was ordered.",
			"It was not kept. Nothing changed on the device.",
			"Do the step again. If it comes again, the device does not do what it is told: ask its maker.",
		}, true
	case errors.Is(err, desk.ErrUploaded):
		return Explanation{
			"A person said that the request was uploaded, so it can't be cancelled.", "Nothing was noted.",
			"If it was not uploaded, withdraw that word first.",
		}, true
	case errors.Is(err, desk.ErrNotThere):
		return Explanation{
			"The device loaded the response and does not hold what was ordered.",
			"The portal gave less than that. The response will not be taken again.",
			"Ask the people who run the portal how many units are available.",
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

func openReturnText(open *desk.OpenReturn) Explanation {
	x := Explanation{
		What:  fmt.Sprintf("This device has an open return already: %s.", open.ID),
		Means: "There is one open return per device at a time, so that no two responses get in each other's way.",
		Do:    fmt.Sprintf("Go on with %s, which is on the home screen and in the list.", open.ID),
	}
	if open.TakenIn {
		x.Do += fmt.Sprintf(" It was taken in from another laptop's case: 'handback set-aside %s' makes room.", open.ID)
	}
	return x
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
