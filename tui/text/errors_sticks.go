package text

import (
	"errors"
	"fmt"

	"handback/capability/media"
)

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
