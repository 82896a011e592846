package text

import (
	"strings"
	"time"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/desk"
	"handback/capability/ledger"
)

const (
	restoreText Phrase = "Restore it from a backup. The files and the case are also on the stick that was used."
	readDevice  Phrase = "Read the device instead: what it shows counts."
)

// openingErrors are those of a return that can't be opened.
func openingErrors() []row {
	return []row{
		ofType(openReturnText),
		says(words{
			"No free ID for the return was found.", "This computer's random numbers repeat themselves. Nothing was opened.",
			"Restart the computer and try again. If it happens again, use another one.",
		}, desk.ErrNoID),
		says(words{"A device can't be its own replacement.", "Nothing was opened.", "Name the host ID of the other device."}, desk.ErrSameDevice),
		says(words{
			"No response on the stick begins a return of the connected device.", "Nothing was opened.",
			"Bring the response that the portal made when it removed the licenses.",
		}, desk.ErrNothingToAdopt),
		says(words{
			"There is nothing to return: the device holds no license, or none was chosen.", "The return was not opened.",
			"Read the licenses of the device. If it should hold some, check that it is the right one.",
		}, capability.ErrEmptyOrder),
		says(words{
			"The device does not hold what is to be returned.", "The return was not opened.", "Read the licenses and choose again: fewer must remain than are held.",
		}, capability.ErrOrder),
	}
}

// returnErrors are those of a return: what its rules, or the site's, don't allow.
func returnErrors() []row {
	return []row{
		ofType(outcomeText),
		ofType(missingText),
		says(words{
			"Handback did not find the file. It did not look through the whole stick.", "The file may still be there.",
			"Put the file into the folder of the case, or remove other files from the stick.",
		}, desk.ErrCutShort),
		says(words{
			"The portal waits for no request of this return now.", "It was not made yet, or it is not needed any more.", "'handback next' names what comes next.",
		}, desk.ErrNothingToUpload),
		says(words{
			"The device made a request that does not say what was ordered.", "It was not kept. Nothing changed on the device.",
			"Do the step again. If it happens again, the device does not do what it is told: ask its maker.",
		}, desk.ErrWrongRequest),
		says(words{
			"A person said that the request was uploaded, so it can't be cancelled.", "Nothing was noted.",
			"If it was not uploaded, withdraw that claim first.",
		}, desk.ErrUploaded),
		says(words{
			"The device loaded the response and does not hold what was ordered.", "The portal gave less than that. The response will not be taken again.",
			"Ask the portal's owner how many units are available.",
		}, desk.ErrNotThere),
		says(words{
			"The device loaded the response and still holds the licenses.", "That response can't be used and will not be taken again.",
			"Have the portal give another response for this device.",
		}, desk.ErrStillThere),
		says(words{
			"A part of the licenses is gone from the device, and a part is still there.", "The response that was loaded does not take all that was ordered.",
			"The next step has the device make a request for the rest.",
		}, desk.ErrPartlyGone),
		says(words{
			"This return does not wait for an answer that a person can name.", "Nothing was noted.",
			"See what comes next in the return. Nobody can name a receipt: Handback finds it by its content.",
		}, desk.ErrNoAnswerDue),
		says(words{
			"No scan of the stick is on record.", "This site wants one before a response from a stick is loaded. Nothing was loaded.",
			"Have the stick scanned, and say so: 'handback scanned', or the load step of the screens.",
		}, desk.ErrNeedsScan),
		says(words{
			"The scan record is not complete, or its time is still to come.", "Nothing was noted.", "Say who had the stick scanned, at which station and when.",
		}, capability.ErrScan),
		says(words{
			"The declaration is not complete.", "Nothing was noted.", "Name the cause, the serial number, the host ID, and who says so.",
		}, capability.ErrEvidence),
		says(words{"That is not a return ID.", "", "It looks like R-7F3K2. The list shows all return IDs."}, capability.ErrReturnID),
		says(words{
			"This step does not fit where the return is now.", "Nothing was noted.", "Look at the steps: another window may have gone on with it.",
		}, capability.ErrUnexpected),
	}
}

func missingText(e *desk.Missing) Explanation {
	switch e.Need {
	case capability.NeedsDevice:
		return Explanation{say("This needs the device."), "", say("Connect the device and go on.")}
	case capability.NeedsStick:
		return Explanation{say("This needs a stick."), "", say("Plug in a stick, or name a folder, and go on.")}
	case capability.NeedsNothing:
		return Explanation{say("The declaration of the dead device was cut off."), say("Only a person declares a device dead."), say("Declare it again, with handback declare-dead.")}
	default:
		return Explanation{
			say("The portal's answer is not on the stick."), say("The return waits for the person at the portal."), say("Bring the stick with the answer, and look again."),
		}
	}
}

func openReturnText(open *desk.OpenReturn) Explanation {
	x := Explanation{
		What:  say("This device has an open return already: %s.", open.ID),
		Means: say("There is one open return per device at a time, so that no two responses get in each other's way."),
		Do:    say("Go on with %s, which is on the home screen and in the list.", open.ID),
	}
	if open.TakenIn {
		x.Do += say(" It was taken in from another laptop's case: 'handback set-aside %s' makes room.", open.ID)
	}
	return x
}

// caseErrors are those of the ledger, and of the case of another laptop.
func caseErrors() []row {
	return []row{
		ofType(func(e *ledger.NoLedger) Explanation {
			return Explanation{
				say("There is no ledger at %s.", Printable("", e.Dir)), say("Nothing was made there."),
				say("Check --state, and 'state' in the configuration. 'handback start' makes a ledger with the first return."),
			}
		}),
		ofType(exposedText),
		ofType(lockedText),
		saysOf(func(error) Explanation { return lockedText(new(ledger.Locked)) }, ledger.ErrLocked),
		ofType(damagedText),
		saysOf(func(error) Explanation { return damagedText(new(ledger.Damage)) }, ledger.ErrDamaged),
		says(words{
			"The journal has no line with that head.", "Lines were cut off its end or rewritten after the head was copied. Or it is the head of another return.",
			"Compare the digits once more. If they are right, the record on this laptop is not the one that the slip was made from: what the device and the portal say counts.",
		}, ledger.ErrCut),
		says(words{
			"Something in the state folder is a link, or not the plain file or folder that Handback makes.", "Links lead elsewhere: Handback does not follow them. Nothing was changed.",
			"Look at 'lock' and 'returns' there, and remove what is not Handback's.",
		}, ledger.ErrNotPlain),
		says(words{"The ledger has no such return.", "", "Look at the list for the right ID."}, ledger.ErrNoReturn),
		says(words{"The ledger was opened for reading only.", "Nothing was changed.", "Start Handback again to go on."}, ledger.ErrReadOnly),
		says(words{
			"A file of this return is missing from the record, or changed.", "It was not used.",
			"Run 'handback verify' to see what is damaged, and restore the state folder from a backup. If the case came from another laptop without the file, 'handback replace' has the device make another one.",
		}, ledger.ErrNoFile, ledger.ErrNotFile),
		says(words{"This is too large for the ledger.", "It was not kept.", "Check the file or the device that it came from."}, ledger.ErrTooLarge),
		says(words{
			"The record of this return is not whole, so it can't be certified.", "No certificate was written.", "Run 'handback verify' to see what is missing.",
		}, certificate.ErrNoRecord),

		// The case of another laptop was not taken in.
		ofType(func(f *ledger.Fork) Explanation { return forkedText(Printable("", string(f.ID))) }),
		saysOf(func(error) Explanation { return forkedText("") }, ledger.ErrForked),
		says(words{"Everything in the case is here already.", "Nothing was taken in.", "Go on with the return here."}, ledger.ErrNothingNew),
		says(words{
			"That is not the case of a return, or it is damaged.", "Nothing was taken in.", "Copy return.json to the stick again.",
		}, desk.ErrNotCase, desk.ErrBadCase),
		ofType(func(e *desk.ManyCases) Explanation {
			return Explanation{
				say("%d cases on the stick can be taken in.", len(e.Cases)), say("Nothing was taken in."), say("Name the return of the case that you mean."),
			}
		}),
		ofType(func(e *desk.Disagreement) Explanation {
			return Explanation{
				say("The case and a message beside it disagree: %s.", Foreign(e.Error())),
				say("Somebody or something changed one of them. Nothing was taken in."), readDevice.String(),
			}
		}),
		saysOf(func(err error) Explanation {
			why, _, _ := strings.Cut(err.Error(), "\n") // what it is joined with is another matter
			return Explanation{say("The case can't be true: %s.", Foreign(why)), say("Nothing was taken in."), readDevice.String()}
		}, capability.ErrImplausible),
		general(says(words{
			"No case on the stick can be taken in.", "Nothing was taken in.", "'handback where' says what each file on the stick is.",
		}, desk.ErrNoCase)),
	}
}

func lockedText(e *ledger.Locked) Explanation {
	what := say("Another Handback has this ledger open.")
	if holder := holderText(e); holder != "" {
		what = say("Another Handback has this ledger open: %s.", holder)
	}
	return Explanation{
		what, say("Two at once could contradict each other."),
		say("Go on there, or close it and start again. 'handback --wait 5m ...' waits longer for its turn."),
	}
}

// holderText says which process has the ledger, as far as that is known.
func holderText(e *ledger.Locked) string {
	if e.PID <= 0 {
		return ""
	}
	return say("process %d, since %s", e.PID, e.Since.Local().Format("2006-01-02 15:04:05"))
}

// WaitsForLedger says whom a command waits for, and how long at most.
func WaitsForLedger(e *ledger.Locked, most time.Duration) string {
	if holder := holderText(e); holder != "" {
		return say("waiting at most %s for the ledger: another Handback has it: %s", most, holder)
	}
	return say("waiting at most %s for the ledger: another Handback has it", most)
}

// exposedText names the command that repairs it.
func exposedText(e *ledger.Exposed) Explanation {
	dir := Printable("", e.Dir)
	if e.Owner >= 0 {
		return Explanation{
			say("The state folder %s belongs to another user (%d).", dir, e.Owner), say("Its owner can rewrite the record of a return, and nobody would see it. Nothing was read."),
			say("Name a folder of your own with --state. If its contents are yours: sudo chown -R \"$USER\" %s", shellWord(dir)),
		}
	}
	return Explanation{
		say("Others can write in the state folder %s.", dir), say("Somebody else can rewrite the record of a return, and nobody would see it. Nothing was read."),
		say("Let only yourself write there: chmod -R go-w %s", shellWord(dir)),
	}
}

// forkedText tells of the return that is named.
func forkedText(id string) Explanation {
	what := say("This return went on separately on two laptops, and the two records can't be joined.")
	if id != "" {
		what = say("%s went on separately on two laptops, and the two records can't be joined.", id)
	}
	return Explanation{
		what,
		say("Nothing was taken in. Only the device and the portal can show which of the two is right."),
		say("Read the licenses of the device, and go on with one laptop only. 'handback where' shows both side by side."),
	}
}

func damagedText(d *ledger.Damage) Explanation {
	id := Printable("", string(d.ID))
	what := say("The record of a return is damaged.")
	switch {
	case id != "" && d.File != "":
		what = say("The record of %s is damaged, in %s.", id, placeText(d))
	case id != "":
		what = say("The record of %s is damaged.", id)
	case d.File != "":
		what = say("The record of a return is damaged, in %s.", placeText(d))
	}
	return Explanation{what, say("Somebody or something changed it. Handback repairs nothing silently and does not go on with it."), restoreText.String()}
}
