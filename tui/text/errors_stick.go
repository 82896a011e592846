package text

import (
	"errors"
	"io/fs"
	"slices"

	"handback/capability/desk"
	"handback/capability/held"
	"handback/capability/media"
)

const (
	safeText      Phrase = "The file is not on the stick. It is safe in the ledger." // of a file that did not get there
	uncountedText Phrase = "Only files that were read back count."                   // however far a save had come
	stickRules    Phrase = "Take a stick that is listed, or ask the person who runs this computer"
	notOutYet     Phrase = "It must not be taken out yet."
)

// stickErrors are those of a stick, or of another place that takes files.
func stickErrors() []row {
	return []row{
		// It takes no file.
		ofType(fullText),
		says(words{"The stick is full.", safeText, "Make room on the stick, or take another one."}, media.ErrFull),
		ofType(readOnlyText),
		saysOf(func(error) Explanation { return readOnlyText(&media.ReadOnlyError{Switch: true}) }, media.ErrReadOnly),
		says(words{
			"The system lets nobody change a file or folder there: it is marked as unchangeable, or protected.", safeText,
			"Remove that mark, if it is yours, or take another stick or folder. 'lsattr' shows the mark and 'chattr -i' removes it, on a Mac 'chflags nouchg'.",
		}, media.ErrImmutable),
		says(words{
			"HANDBACK, or a folder in it, is a link that leads out of the stick.", safeText, "Remove the link, if it is yours, or take another stick.",
		}, media.ErrLinked),
		says(words{
			"Other files in the folder of the return have all the names that the file could get.", safeText,
			"Move them away, or take another stick.",
		}, media.ErrTaken),
		says(words{"Your disk quota there is used up.", safeText, "Remove files of yours there, or take a stick or another folder."}, media.ErrQuota),
		says(words{"This place takes no files.", safeText, "Name a folder on a stick or a disk."}, media.ErrNoFiles),
		says(words{"The network folder does not answer.", safeText, "Wait until it answers again, or take a stick or another folder."}, media.ErrUnreachable),
		says(words{"Too many files are open on this computer.", safeText, "Close other programs and do the step again."}, media.ErrTooManyFiles),
		says(words{
			"Something on the stick has the name of a folder that is needed.", safeText, "Rename it, if it is yours, or take another stick.",
		}, media.ErrBlocked),
		says(words{"A name or a path does not fit there.", safeText, "Take another stick, or a folder with a shorter path."}, media.ErrName),

		// What is on it can't be relied on.
		says(words{
			"The stick is gone.", "Nothing on it counts until it was read back. The file is safe in the ledger.",
			"Plug it in again, or take another stick, and do the step again.",
		}, media.ErrGone),
		says(words{
			"The stick fails to keep its data: it reports errors, or what was read back is not what was written.",
			"The step does not count. The file is safe in the ledger.",
			"If a card was taken out of its reader, put it in again. Otherwise take another stick: this one is worn out or a fake.",
		}, media.ErrDamaged),
		says(words{
			"The file system of the stick is damaged, as happens when a stick is pulled out during a write.",
			"The step does not count. The file is safe in the ledger.", "Take another stick. Have this one checked, or format it.",
		}, media.ErrCorrupt),
		saysOf(func(error) Explanation {
			return Explanation{
				say("Another program, such as a scanner or a backup, holds a needed file and did not release it within %s.", held.Timeout),
				say("This step does not count. What was noted in the ledger or read back from a stick before is whole."),
				say("Wait until that program is done, or close it, and do the step again."),
			}
		}, held.ErrHeld),
	}
}

// placeErrors are those of a place that is not fit for files, or is not let go.
func placeErrors() []row {
	return []row{
		says(words{"A file on the stick changed or disappeared after Handback looked at it.", "It was not used.", "Look again."}, media.ErrChanged),

		// It is not there, or not ready.
		saysOf(noFolderText, media.ErrNoFolder),
		says(words{"That is not a folder or a mounted stick.", "", "Name the folder under which the stick is mounted."}, media.ErrNotStick),
		says(words{"You are not allowed to use this place.", uncountedText, "Take another stick or folder, or ask the person who runs this computer."}, media.ErrPermission),
		ofType(unlistedText),
		says(words{
			"The rules of this site don't allow it.", "The configuration of this computer says which sticks are allowed, and how.", stickRules + "; the log tells more.",
		}, media.ErrNotAllowed),
		says(words{
			"No service of this system mounts and ejects sticks.", "Handback asks the system to do it, and nothing answers.",
			"Mount or eject the stick with the tools of this system, then look again.",
		}, media.ErrNoService),
		says(words{"The stick is encrypted, and not unlocked.", "", "Unlock it with the tools of this system, then look again."}, media.ErrLocked),
		says(words{
			"The stick has no file system that can be read here.", "It is damaged, not formatted, or made for another system.",
			"Take another stick. Formatting this one would destroy what is on it.",
		}, media.ErrBlank),
		says(words{
			"The privacy settings of this computer keep Handback from the stick.", uncountedText,
			"System Settings, Privacy & Security, Files and Folders: let the terminal program use removable volumes. Then start Handback again.",
		}, media.ErrPrivacy),
		says(words{
			"The stick is plugged in, but not mounted.", "Its files can't be reached yet.",
			"Wait a moment, or mount it: in the file manager, or with 'handback sticks mount'.",
		}, media.ErrNotMounted),

		// It must not be taken out.
		saysOf(func(err error) Explanation {
			return Explanation{say("The system does not release the stick."), notOutYet.String(), notOutText(err)}
		}, media.ErrKept),
		ofType(func(e *media.BusyError) Explanation {
			return Explanation{say("The stick is in use: %s.", Printable("", e.Holder)), notOutYet.String(), say("Close that program, then try again.")}
		}),
		says(words{
			"The stick is in use by another program.", notOutYet, "Close the windows and programs that show it, then try again.",
		}, media.ErrBusy),
	}
}

// fullText: a FAT stick takes only so many files into its top folder.
func fullText(e *media.FullError) Explanation {
	if e.Free >= e.Needed {
		return Explanation{
			say("The stick takes no more files, though there is room on it."), safeText.String(),
			say("Remove files from its top folder, or take another stick."),
		}
	}
	return Explanation{
		say("The stick is full: %s are needed, %s are free.", sizeText(e.Needed), sizeText(e.Free)),
		safeText.String(), say("Make room on the stick, or take another one."),
	}
}

func readOnlyText(e *media.ReadOnlyError) Explanation {
	switch {
	case e.Switch:
		return Explanation{say("The stick is write-protected."), safeText.String(), say("Move its switch, or take another stick.")}
	case e.Turned:
		return Explanation{
			say("The system made the stick read-only, because it found an error on it."), safeText.String(),
			say("Take another stick. Have this one checked before it is used again."),
		}
	default:
		return Explanation{
			say("The stick is mounted read-only."), safeText.String(),
			say("Take it out and plug it in again. If that does not help, have it checked, or take another one."),
		}
	}
}

func noFolderText(err error) Explanation {
	what := say("There is no such folder.")
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		what = say("There is no such folder: %s.", Printable("", file.Path))
	}
	return Explanation{what, "", say("Check the path. For a stick, name the folder under which it is mounted.")}
}

func unlistedText(e *media.UnlistedError) Explanation {
	what := say("The rules of this site allow only listed sticks, and this one shows no serial number.")
	if e.Serial != "" {
		what = say("The rules of this site don't allow the stick with the serial number %s.", e.Serial)
	}
	return Explanation{what, say("The configuration of this computer lists the serial numbers of the allowed sticks."), stickRules.String() + "."}
}

// behindErrors say that a file is on the stick, and something that goes with it
// is not, or the site wants more.
func behindErrors() []row {
	return []row{
		says(words{
			"The file is on the stick and was read back, but the case beside it is not signed.",
			"The file can go to the portal. To another laptop the case is hearsay.",
			"Correct signing-key in the configuration, or add the key to ssh-agent, and save again.",
		}, desk.ErrCaseUnsigned),
		saysOf(behindText("The file is on the stick and was read back, but the slip beside it is not.", "The file can go to the portal. Tell the person who takes it there which file to upload."), desk.ErrSlipBehind),
		saysOf(behindText("The file is on the stick and was read back, but the case beside it could not be updated.", "The file can go to the portal. Another laptop would not know yet that it was saved."), desk.ErrCaseBehind),
		saysOf(behindText("The file is on the stick and was read back. But SHA256SUMS, the list of digests beside it, could not be updated.", "The file can go to the portal."), desk.ErrSumsBehind),
		saysOf(func(err error) Explanation {
			return Explanation{
				say("The stick must not be taken out yet."), say("The file is on it and was read back. This site wants sticks released before they are taken out."), notOutText(err),
			}
		}, desk.ErrNotReleased),
	}
}

// behindText says what is behind, and why by the error of the stick.
func behindText(what, means Phrase) func(error) Explanation {
	return func(err error) Explanation {
		why, _ := find(err, slices.Concat(stickErrors(), placeErrors()))
		return Explanation{
			Printable(" ", what.String(), why.What), means.String(),
			say("Save again when that is repaired: 'handback save', or 'save again' on the screens."),
		}
	}
}
