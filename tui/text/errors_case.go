package text

import (
	"errors"
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// explainLedger explains what can be wrong with the ledger.
func explainLedger(err error) (Explanation, bool) {
	var locked *ledger.Locked
	var none *ledger.NoLedger
	var open *ledger.Exposed
	switch {
	case errors.As(err, &none):
		return Explanation{
			fmt.Sprintf("There is no ledger at %s.", Printable("", none.Dir)), "Nothing was made there.",
			"Look at --state and at 'state' in the configuration. 'handback start' makes a ledger with the first return.",
		}, true
	case errors.As(err, &open):
		return exposedText(open), true
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
	case errors.Is(err, ledger.ErrCut):
		return Explanation{
			"The journal has no line with that head.",
			"Lines were cut off its end or rewritten since the head was copied, or it is the head of another return.",
			"Compare the digits once more. If they are right, the record on this laptop is not the one that the slip was made from: what the device and the portal say counts.",
		}, true
	case errors.Is(err, ledger.ErrNotPlain):
		return Explanation{
			"Something in the state folder is a link, or not the plain file or folder that Handback makes.",
			"Links lead elsewhere and are not followed. Nothing was changed.",
			"Look at 'lock' and 'returns' there, and take away what is not Handback's.",
		}, true
	case errors.Is(err, ledger.ErrForked):
		return forkedText(err), true
	case errors.Is(err, ledger.ErrNothingNew):
		return Explanation{"The case has nothing that is not here already.", "Nothing was taken in.", "Go on with the return here."}, true
	case errors.Is(err, ledger.ErrNoReturn):
		return Explanation{"The ledger has no such return.", "", "Look at the list for the right ID."}, true
	case errors.Is(err, ledger.ErrReadOnly):
		return Explanation{"The ledger was opened to be read only.", "Nothing was changed.", "Start Handback again to go on."}, true
	case errors.Is(err, ledger.ErrNoFile), errors.Is(err, ledger.ErrNotFile):
		return Explanation{
			"A file of this return is missing from the record, or changed.", "It was not used.",
			"Run 'handback verify' to see what is damaged, and restore the state folder from a backup. Where the case came from another laptop without the file, 'handback replace' has the device make another.",
		}, true
	case errors.Is(err, ledger.ErrTooLarge):
		return Explanation{"This is too large for the ledger.", "It was not kept.", "Check the file or the device that it came from."}, true
	}
	return Explanation{}, false
}

// exposedText names the command that mends it.
func exposedText(e *ledger.Exposed) Explanation {
	dir := Printable("", e.Dir)
	if e.Owner >= 0 {
		return Explanation{
			fmt.Sprintf("The state folder %s belongs to another user (%d).", dir, e.Owner),
			"Whoever owns it can rewrite the record of a return so that nobody sees it. Nothing was read.",
			fmt.Sprintf("Name a folder of your own with --state. If its contents are yours: sudo chown -R \"$USER\" %s", shellWord(dir)),
		}
	}
	return Explanation{
		fmt.Sprintf("Others can write in the state folder %s.", dir),
		"Whoever writes there can rewrite the record of a return so that nobody sees it. Nothing was read.",
		fmt.Sprintf("Keep it to yourself: chmod -R go-w %s", shellWord(dir)),
	}
}

func forkedText(err error) Explanation {
	which := "this return"
	var f *ledger.Fork
	if errors.As(err, &f) {
		which = string(f.ID)
	}
	return Explanation{
		fmt.Sprintf("The case of %s went on elsewhere, and what is known here can't be added to it.", Printable("", which)),
		"Nothing was taken in. Which of the two is right, only the device and the portal can show.",
		"Read the licenses of the device, and go on with one laptop only. 'handback where' shows both side by side.",
	}
}

func damagedText(err error) Explanation {
	where := "The record of a return is damaged"
	var d *ledger.Damage
	if errors.As(err, &d) {
		where = fmt.Sprintf("The record of %s is damaged", Printable("", string(d.ID)))
		if d.File != "" {
			where += ", in " + Printable("", d.File)
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

// explainCase explains why the case of another laptop was not taken in.
func explainCase(err error) (Explanation, bool) {
	var d *desk.Disagreement
	var many *desk.ManyCases
	switch {
	case errors.As(err, &many):
		return Explanation{
			fmt.Sprintf("%d cases on the stick can be taken in.", len(many.Cases)), "Nothing was taken in.", "Name the return of the one that is meant.",
		}, true
	case errors.As(err, &d):
		return Explanation{
			"The case and a message beside it disagree: " + Foreign(d.Error()) + ".",
			"Somebody or something changed one of them. Nothing was taken in.", "Read the device instead: what it shows counts.",
		}, true
	case errors.Is(err, capability.ErrImplausible):
		why, _, _ := strings.Cut(err.Error(), "\n") // what it is joined with is another matter
		return Explanation{
			"The case tells what no return can have: " + Foreign(why) + ".",
			"Nothing was taken in.", "Read the device instead: what it shows counts.",
		}, true
	case errors.Is(err, desk.ErrNoCase) && !errors.Is(err, ledger.ErrForked) && !errors.Is(err, ledger.ErrNothingNew):
		return Explanation{"No case on the stick can be taken in.", "Nothing was taken in.", "'handback where' says what each file on the stick is."}, true
	case errors.Is(err, desk.ErrPartlyGone):
		return Explanation{
			"A part of the licenses is gone from the device, and a part is still there.",
			"The response that was loaded does not take all that was ordered.", "The next act has the device make a request for the rest.",
		}, true
	}
	return Explanation{}, false
}

// explainOrder explains what can't be so by the rules of a return.
func explainOrder(err error) (Explanation, bool) {
	switch {
	case errors.Is(err, capability.ErrOtherDevice):
		return Explanation{
			"The connected device is not the one of this return.", "Nothing was done.",
			"Connect the device whose serial number stands above.",
		}, true
	case errors.Is(err, capability.ErrEmptyOrder):
		return Explanation{
			"There is nothing to return: the device holds no license, or none was chosen.", "The return was not opened.",
			"Read the licenses of the device. If it should hold some, check that it is the right one.",
		}, true
	case errors.Is(err, capability.ErrOrder):
		return Explanation{
			"The device does not hold what shall go back.", "The return was not opened.",
			"Read the licenses and choose again: fewer must remain than are held.",
		}, true
	case errors.Is(err, capability.ErrEvidence):
		return Explanation{
			"What was declared of the device is not enough.", "Nothing was noted.",
			"Name the cause, the serial number, the host ID, and who says so.",
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
