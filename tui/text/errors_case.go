package text

import (
	"fmt"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/desk"
	"handback/capability/ledger"
)

const (
	restoreText = "Restore it from a backup. The files and the case also lie on the stick that was used."
	readDevice  = "Read the device instead: what it shows counts."
)

// returnErrors are those of a return: what its rules, or the site's, don't allow.
var returnErrors = []row{
	ofType(outcomeText),
	ofType(openReturnText),
	ofType(missingText),
	says(Explanation{
		"No free ID for the return was found.", "This computer's random numbers repeat themselves. Nothing was opened.",
		"Restart the computer and try again. If it comes again, use another one.",
	}, desk.ErrNoID),
	says(Explanation{"A device can't be its own replacement.", "Nothing was opened.", "Name the host ID of the other device."}, desk.ErrSameDevice),
	says(Explanation{
		"No response on the stick begins a return of the connected device.", "Nothing was opened.",
		"Bring the response that the portal made when it removed the licenses.",
	}, desk.ErrNothingToAdopt),
	says(Explanation{
		"Handback did not find the file, and did not look through the whole stick.", "The file may still be there.",
		"Put it into the folder of the case, or free the stick of other files.",
	}, desk.ErrCutShort),
	says(Explanation{
		"The portal waits for no request of this return now.", "It was not made yet, or it is over.", "'handback next' names what comes next.",
	}, desk.ErrNothingToUpload),
	says(Explanation{
		"The device made a request that does not say what was ordered.", "It was not kept. Nothing changed on the device.",
		"Do the step again. If it comes again, the device does not do what it is told: ask its maker.",
	}, desk.ErrWrongRequest),
	says(Explanation{
		"A person said that the request was uploaded, so it can't be cancelled.", "Nothing was noted.",
		"If it was not uploaded, withdraw that claim first.",
	}, desk.ErrUploaded),
	says(Explanation{
		"The device loaded the response and does not hold what was ordered.", "The portal gave less than that. The response will not be taken again.",
		"Ask the people who run the portal how many units are available.",
	}, desk.ErrNotThere),
	says(Explanation{
		"The device loaded the response and still holds the licenses.", "That response is of no use and will not be taken again.",
		"Have the portal give another response for this device.",
	}, desk.ErrStillThere),
	says(Explanation{
		"A part of the licenses is gone from the device, and a part is still there.", "The response that was loaded does not take all that was ordered.",
		"The next act has the device make a request for the rest.",
	}, desk.ErrPartlyGone),
	says(Explanation{
		"This return waits for no answer now that a person could name.", "Nothing was noted.",
		"See what comes next in the return. A receipt is never taken on a person's word: it is found by its content.",
	}, desk.ErrNoAnswerDue),
	says(Explanation{
		"No scan of the stick is on record.", "This site wants one before a response from a stick is loaded. Nothing was loaded.",
		"Have the stick scanned, and say so: 'handback scanned', or the load step of the screens.",
	}, desk.ErrNeedsScan),
	says(Explanation{
		"The scan record is not complete, or its time is still to come.", "Nothing was noted.", "Say who had the stick scanned, at which station and when.",
	}, capability.ErrScan),
	says(Explanation{
		"There is nothing to return: the device holds no license, or none was chosen.", "The return was not opened.",
		"Read the licenses of the device. If it should hold some, check that it is the right one.",
	}, capability.ErrEmptyOrder),
	says(Explanation{
		"The device does not hold what is to be returned.", "The return was not opened.", "Read the licenses and choose again: fewer must remain than are held.",
	}, capability.ErrOrder),
	says(Explanation{
		"The declaration is not complete.", "Nothing was noted.", "Name the cause, the serial number, the host ID, and who says so.",
	}, capability.ErrEvidence),
	says(Explanation{"That is not a return ID.", "", "It looks like R-7F3K2; the list shows them."}, capability.ErrReturnID),
	says(Explanation{
		"This does not fit where the return stands.", "Nothing was noted.", "Look at the steps: another window may have gone on with it.",
	}, capability.ErrUnexpected),
}

func missingText(e *desk.Missing) Explanation {
	switch e.Need {
	case capability.NeedsDevice:
		return Explanation{"This needs the device.", "", "Connect the device and go on."}
	case capability.NeedsStick:
		return Explanation{"This needs a stick.", "", "Plug in a stick, or name a folder, and go on."}
	case capability.NeedsNothing:
		return Explanation{"The declaration of the dead device was cut off.", "Only a person declares a device dead.", "Declare it again, with handback declare-dead."}
	default:
		return Explanation{
			"The portal's answer is not on the stick.", "The return waits for the person at the portal.", "Bring the stick with the answer, and look again.",
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

// caseErrors are those of the ledger, and of the case of another laptop.
var caseErrors = []row{
	ofType(func(e *ledger.NoLedger) Explanation {
		return Explanation{
			fmt.Sprintf("There is no ledger at %s.", Printable("", e.Dir)), "Nothing was made there.",
			"Look at --state and at 'state' in the configuration. 'handback start' makes a ledger with the first return.",
		}
	}),
	ofType(exposedText),
	ofType(lockedText),
	says(lockedText(new(ledger.Locked)), ledger.ErrLocked),
	ofType(damagedText),
	says(damagedText(new(ledger.Damage)), ledger.ErrDamaged),
	says(Explanation{
		"The journal has no line with that head.", "Lines were cut off its end or rewritten since the head was copied, or it is the head of another return.",
		"Compare the digits once more. If they are right, the record on this laptop is not the one that the slip was made from: what the device and the portal say counts.",
	}, ledger.ErrCut),
	says(Explanation{
		"Something in the state folder is a link, or not the plain file or folder that Handback makes.", "Links lead elsewhere and are not followed. Nothing was changed.",
		"Look at 'lock' and 'returns' there, and take away what is not Handback's.",
	}, ledger.ErrNotPlain),
	says(Explanation{"The ledger has no such return.", "", "Look at the list for the right ID."}, ledger.ErrNoReturn),
	says(Explanation{"The ledger was opened to be read only.", "Nothing was changed.", "Start Handback again to go on."}, ledger.ErrReadOnly),
	says(Explanation{
		"A file of this return is missing from the record, or changed.", "It was not used.",
		"Run 'handback verify' to see what is damaged, and restore the state folder from a backup. Where the case came from another laptop without the file, 'handback replace' has the device make another.",
	}, ledger.ErrNoFile, ledger.ErrNotFile),
	says(Explanation{"This is too large for the ledger.", "It was not kept.", "Check the file or the device that it came from."}, ledger.ErrTooLarge),
	says(Explanation{
		"The record of this return is not whole enough to be certified.", "No certificate was written.", "Run 'handback verify' to see what is missing.",
	}, certificate.ErrNoRecord),

	// The case of another laptop was not taken in.
	ofType(func(f *ledger.Fork) Explanation { return forkedText(Printable("", string(f.ID))) }),
	says(forkedText("this return"), ledger.ErrForked),
	says(Explanation{"The case has nothing that is not here already.", "Nothing was taken in.", "Go on with the return here."}, ledger.ErrNothingNew),
	says(Explanation{
		"That is not the record of a return, or a damaged one.", "Nothing was taken in.", "Copy return.json to the stick again.",
	}, desk.ErrNotCase, desk.ErrBadCase),
	ofType(func(e *desk.ManyCases) Explanation {
		return Explanation{
			fmt.Sprintf("%d cases on the stick can be taken in.", len(e.Cases)), "Nothing was taken in.", "Name the return of the one that is meant.",
		}
	}),
	ofType(func(e *desk.Disagreement) Explanation {
		return Explanation{
			"The case and a message beside it disagree: " + Foreign(e.Error()) + ".",
			"Somebody or something changed one of them. Nothing was taken in.", readDevice,
		}
	}),
	saysOf(func(err error) Explanation {
		why, _, _ := strings.Cut(err.Error(), "\n") // what it is joined with is another matter
		return Explanation{"The case can't be true: " + Foreign(why) + ".", "Nothing was taken in.", readDevice}
	}, capability.ErrImplausible),
	general(says(Explanation{
		"No case on the stick can be taken in.", "Nothing was taken in.", "'handback where' says what each file on the stick is.",
	}, desk.ErrNoCase)),
}

func lockedText(e *ledger.Locked) Explanation {
	return Explanation{
		"Another Handback has this ledger open" + holderText(e) + ".", "Two at once could contradict each other.",
		"Go on there, or close it and start again. 'handback --wait 5m ...' waits longer for its turn.",
	}
}

// holderText says which process has the ledger, as far as that is known.
func holderText(e *ledger.Locked) string {
	if e.PID <= 0 {
		return ""
	}
	return fmt.Sprintf(": process %d, since %s", e.PID, e.Since.Local().Format("2006-01-02 15:04:05"))
}

// WaitsForLedger says whom a command waits for, and how long at most.
func WaitsForLedger(e *ledger.Locked, most time.Duration) string {
	return fmt.Sprintf("waiting at most %s for the ledger: another Handback has it%s", most, holderText(e))
}

// exposedText names the command that mends it.
func exposedText(e *ledger.Exposed) Explanation {
	const means = "Whoever %s can rewrite the record of a return so that nobody sees it. Nothing was read."
	dir := Printable("", e.Dir)
	if e.Owner >= 0 {
		return Explanation{
			fmt.Sprintf("The state folder %s belongs to another user (%d).", dir, e.Owner), fmt.Sprintf(means, "owns it"),
			fmt.Sprintf("Name a folder of your own with --state. If its contents are yours: sudo chown -R \"$USER\" %s", shellWord(dir)),
		}
	}
	return Explanation{
		fmt.Sprintf("Others can write in the state folder %s.", dir), fmt.Sprintf(means, "writes there"),
		fmt.Sprintf("Keep it to yourself: chmod -R go-w %s", shellWord(dir)),
	}
}

// forkedText tells of the return that is named.
func forkedText(which string) Explanation {
	return Explanation{
		fmt.Sprintf("The case of %s went on elsewhere, and what is known here can't be added to it.", which),
		"Nothing was taken in. Which of the two is right, only the device and the portal can show.",
		"Read the licenses of the device, and go on with one laptop only. 'handback where' shows both side by side.",
	}
}

func damagedText(d *ledger.Damage) Explanation {
	where := "The record of a return is damaged"
	if d.ID != "" {
		where = fmt.Sprintf("The record of %s is damaged", Printable("", string(d.ID)))
	}
	if d.File != "" {
		where += ", in " + Printable("", d.File)
	}
	if d.Line > 0 {
		where += fmt.Sprintf(" line %d", d.Line)
	}
	return Explanation{where + ".", "Somebody or something changed it. Handback repairs nothing silently and does not go on with it.", restoreText}
}
