package text

import (
	"errors"
	"fmt"
	"io/fs"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/held"
	"handback/capability/media"
)

// safeText says of a file that did not get onto a stick that it is not lost.
const safeText = "The file is not on the stick. It is safe in the ledger."

// uncountedText is what holds of a place, however far a save had come.
const uncountedText = "Nothing on it counts that was not read back."

// explainStick explains what can be wrong with a stick.
func explainStick(err error) (Explanation, bool) {
	for _, part := range []func(error) (Explanation, bool){explainRoom, explainKeeping, explainPlace, explainFiles, explainUnready} {
		if x, known := part(err); known {
			return x, true
		}
	}
	return Explanation{}, false
}

// explainRoom explains why a stick takes no file.
func explainRoom(err error) (Explanation, bool) {
	var full *media.FullError
	var readOnly *media.ReadOnlyError
	switch {
	case errors.As(err, &full) && full.Free >= full.Needed:
		return Explanation{
			"The stick takes no more files, though there is room on it.", safeText,
			"Remove files from its top folder, or take another stick.",
		}, true
	case errors.As(err, &full):
		return Explanation{
			fmt.Sprintf("The stick is full: %s are needed, %s are free.", sizeText(full.Needed), sizeText(full.Free)),
			safeText, "Make room on the stick, or take another one.",
		}, true
	case errors.As(err, &readOnly) && readOnly.Turned && !readOnly.Switch:
		return Explanation{
			"The system made the stick read-only, because it found an error on it.", safeText,
			"Take another stick. Have this one checked before it is used again.",
		}, true
	case errors.As(err, &readOnly) && !readOnly.Switch:
		return Explanation{
			"The stick is mounted read-only.", safeText,
			"Take it out and plug it in again. If that does not help, have it checked, or take another one.",
		}, true
	case errors.Is(err, media.ErrReadOnly):
		return Explanation{"The stick is write-protected.", safeText, "Move its switch, or take another stick."}, true
	}
	return Explanation{}, false
}

// explainKeeping explains why what is on a stick can't be relied on.
func explainKeeping(err error) (Explanation, bool) {
	switch {
	case errors.Is(err, media.ErrGone):
		return Explanation{
			"The stick is gone.", "Nothing on it counts until it was read back. The file is safe in the ledger.",
			"Plug it in again, or take another stick, and do the step again.",
		}, true
	case errors.Is(err, media.ErrDamaged):
		return Explanation{
			"The stick fails to keep its data: it reports errors, or what was read back is not what was written.",
			"The step does not count. The file is safe in the ledger.",
			"If a card was taken out of its reader, put it back. Else take another stick: this one is worn out or a fake.",
		}, true
	case errors.Is(err, media.ErrCorrupt):
		return Explanation{
			"The file system of the stick is damaged, as after it was pulled out while it was written to.",
			"The step does not count. The file is safe in the ledger.", "Take another stick. Have this one checked, or format it anew.",
		}, true
	}
	return Explanation{}, false
}

// explainFiles explains what can be wrong with a file or folder on a stick.
func explainFiles(err error) (Explanation, bool) {
	switch {
	case errors.Is(err, media.ErrNoFolder):
		return Explanation{noFolderText(err), "", "Check the path. For a stick, name the folder under which it is mounted."}, true
	case errors.Is(err, held.ErrHeld):
		return Explanation{
			fmt.Sprintf("Another program holds a file that is needed, such as a scanner or a backup, and did not let go of it within %s.", held.Patience),
			"This step does not count. What was noted in the ledger or read back from a stick before is whole.",
			"Wait until that program is done, or close it, and do the step again.",
		}, true
	case errors.Is(err, media.ErrNotStick):
		return Explanation{"That is not a folder or a mounted stick.", "", "Name the folder under which the stick is mounted."}, true
	case errors.Is(err, media.ErrPermission):
		return Explanation{"You may not use this place.", uncountedText, "Take another stick or folder, or ask who runs this computer."}, true
	case errors.Is(err, media.ErrBlocked):
		return Explanation{
			"Something on the stick has the name of a folder that is needed.", safeText,
			"Rename it, if it is yours, or take another stick.",
		}, true
	case errors.Is(err, media.ErrChanged):
		return Explanation{"A file on the stick changed, or is not there any more, since it was looked at.", "It was not used.", "Look again."}, true
	case errors.Is(err, media.ErrName):
		return Explanation{"A name or a path does not fit there.", safeText, "Take another stick, or a folder with a shorter path."}, true
	}
	return Explanation{}, false
}

// explainPlace explains why a place takes no file though it has room.
func explainPlace(err error) (Explanation, bool) {
	switch {
	case errors.Is(err, media.ErrImmutable):
		return Explanation{
			"The system lets nobody change a file or folder there: it is marked so, or protected.", safeText,
			"Take the mark away, if it is yours ('lsattr' and 'chattr -i', on a Mac 'chflags nouchg'), or take another stick or folder.",
		}, true
	case errors.Is(err, media.ErrLinked):
		return Explanation{"HANDBACK, or a folder in it, is a link that leads out of the stick.", safeText, "Remove the link, if it is yours, or take another stick."}, true
	case errors.Is(err, media.ErrTaken):
		return Explanation{
			"The folder of the return is full of other files with this file's name, numbered and all.", safeText,
			"Move them away, or take another stick.",
		}, true
	case errors.Is(err, media.ErrQuota):
		return Explanation{"Your share of the room there is used up.", safeText, "Remove files of yours there, or take a stick or another folder."}, true
	case errors.Is(err, media.ErrNoFiles):
		return Explanation{"This place takes no files.", safeText, "Name a folder on a stick or a disk."}, true
	case errors.Is(err, media.ErrUnreachable):
		return Explanation{"The network folder does not answer.", safeText, "Wait until it is back, or take a stick or another folder."}, true
	case errors.Is(err, media.ErrTooManyFiles):
		return Explanation{"Too many files are open on this computer.", safeText, "Close other programs and do the step again."}, true
	}
	return Explanation{}, false
}

// noFolderText names the folder that is not there.
func noFolderText(err error) string {
	if file := new(fs.PathError); errors.As(err, &file) {
		return fmt.Sprintf("There is no such folder: %s.", Printable("", file.Path))
	}
	return "There is no such folder."
}

// explainUnready explains why a stick that is plugged in can't be used yet.
func explainUnready(err error) (Explanation, bool) {
	var unlisted *media.UnlistedError
	var busy *media.BusyError
	switch {
	case errors.As(err, &unlisted):
		return Explanation{
			unlistedText(unlisted.Serial), "The configuration of this computer lists the serial numbers of those that may be.",
			"Take a stick that is listed, or ask who runs this computer.",
		}, true
	case errors.Is(err, media.ErrNotAllowed):
		return Explanation{
			"The rules of this site don't allow it.", "The configuration of this computer says which sticks may be used, and how.",
			"Take a stick that is listed, or ask who runs this computer; the log tells more.",
		}, true
	case errors.Is(err, media.ErrNoService):
		return Explanation{
			"No service of this system mounts and ejects sticks.", "Handback asks the system to do it, and nothing answers.",
			"Mount or eject the stick as this system does it, then look again.",
		}, true
	case errors.Is(err, media.ErrLocked):
		return Explanation{
			"The stick is encrypted, and not unlocked.", "", "Unlock it as this system does it, then look again.",
		}, true
	case errors.Is(err, media.ErrBlank):
		return Explanation{
			"The stick has no file system that can be read here.", "It is not formatted, damaged, or made for another system.",
			"Take another stick. Formatting this one would destroy what is on it.",
		}, true
	case errors.Is(err, media.ErrPrivacy):
		return Explanation{
			"The privacy settings of this computer keep Handback from the stick.", uncountedText,
			"System Settings, Privacy & Security, Files and Folders: let the terminal program use removable volumes. Then start Handback again.",
		}, true
	case errors.Is(err, media.ErrKept):
		return Explanation{"The system does not let the stick go.", "It must not be taken out yet.", notOutText(err)}, true
	case errors.As(err, &busy):
		return Explanation{
			fmt.Sprintf("The stick is in use: %s.", Printable("", busy.Holder)), "It must not be taken out yet.", "Close that program, then try again.",
		}, true
	case errors.Is(err, media.ErrBusy):
		return Explanation{
			"The stick is in use by another program.", "It must not be taken out yet.", "Close the windows and programs that show it, then try again.",
		}, true
	case errors.Is(err, media.ErrNotMounted):
		return Explanation{
			"The stick is plugged in, but not mounted.", "Its files can't be reached yet.",
			"Wait a moment, or mount it: in the file manager, or with 'handback sticks mount'.",
		}, true
	}
	return Explanation{}, false
}

func unlistedText(serial string) string {
	if serial == "" {
		return "The rules of this site allow listed sticks only, and this one tells no serial number."
	}
	return "The rules of this site don't allow the stick with the serial number " + serial + "."
}

// explainSite explains what the site's rules are in the way of.
func explainSite(err error) (Explanation, bool) {
	switch {
	case errors.Is(err, desk.ErrNeedsScan):
		return Explanation{
			"No scan of the stick is on record.", "This site wants one before a response from a stick is loaded. Nothing was loaded.",
			"Have the stick scanned, and say so: 'handback scanned', or the load step of the screens.",
		}, true
	case errors.Is(err, capability.ErrScan):
		return Explanation{
			"The scan record is not complete, or its time is still to come.", "Nothing was noted.", "Say who had the stick scanned, at which station and when.",
		}, true
	case errors.Is(err, desk.ErrNotReleased):
		return Explanation{
			"The stick must not be taken out yet.", "The file is on it and was read back. This site wants sticks released before they are taken out.",
			notOutText(err),
		}, true
	}
	return Explanation{}, false
}

// explainBehind: the file is on the stick, and something that goes with it is
// not.
func explainBehind(err error) (Explanation, bool) {
	what, means := "", ""
	switch {
	case errors.Is(err, desk.ErrCaseUnsigned):
		return Explanation{
			"The file is on the stick and was read back, but the case beside it is not signed.",
			"The file can go to the portal. Another laptop takes the case for hearsay.",
			"Mend the signing-key of the configuration, or add the key to ssh-agent, and save once more.",
		}, true
	case errors.Is(err, desk.ErrSlipBehind):
		what, means = "the slip beside it is not.", "The file can go to the portal. Tell whoever takes it there which file to upload."
	case errors.Is(err, desk.ErrCaseBehind):
		what, means = "the case beside it could not be brought up to date.", "The file can go to the portal. Another laptop would not know yet that it was saved."
	case errors.Is(err, desk.ErrSumsBehind):
		what, means = "the list of digests beside it, SHA256SUMS, could not be brought up to date.", "The file can go to the portal."
	default:
		return Explanation{}, false
	}
	why, _ := explainStick(err)
	return Explanation{
		Printable(" ", "The file is on the stick and was read back, but "+what, why.What), means,
		"Save it once more when that is mended: 'handback save', or 'save again' on the screens.",
	}, true
}
