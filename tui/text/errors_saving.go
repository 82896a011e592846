package text

import (
	"errors"
	"fmt"
	"io/fs"

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
