package text

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"handback/capability/media"
)

// Sticks.
const (
	ReleaseKey = "take the stick out"
	Release    = "Releasing the stick"
)

// What the site asks of sticks.
const (
	ScanTitle      = "Was the stick scanned?"
	Scan           = "This site wants a scan for malware on record before a response from a stick is loaded. Handback notes the scan, and shows it, as a claim."
	ScanYes        = "Yes, note it"
	ScanWork       = "Noting the scan"
	WhoScanned     = "Who had it scanned"
	Station        = "At which station"
	WhenScanned    = "When"
	StationMissing = "At which station was it scanned?"
	WhenWrong      = "Type the time like 2026-03-02 10:41."
)

// StickLines describe one stick in at most w cells, and what to do when it can't
// be used.
func StickLines(s, chosen *media.Stick, w int) []string {
	used := ""
	if chosen != nil && StickAt(chosen) == StickAt(s) {
		used = "  (in use)"
	}
	name := middle(nameText(s), w-Width(used)) + used
	about := aboutStick(s)
	lines := []string{name}
	switch {
	case about == "":
	case Width(name)+2+Width(about) > w:
		lines = append(lines, Indent(Wrap(about, w-4), 4)...)
	default:
		lines[0] += "  " + about
	}
	if text := stateText(s.State); text != "" {
		lines = append(lines, Indent(Wrap(text, w-4), 4)...)
	}
	return lines
}

// aboutStick tells a stick from others of the same name.
func aboutStick(s *media.Stick) string {
	var more []string
	switch {
	case s.Size > 0 && s.State == media.Ready:
		more = append(more, fmt.Sprintf("%s, %s free", sizeText(s.Size), sizeText(s.Free)))
	case s.Size > 0:
		more = append(more, sizeText(s.Size))
	}
	if s.Protected || s.ReadOnly {
		more = append(more, protectedText(s))
	}
	made := Printable(" ", s.Identity.Maker, s.Identity.Model)
	if made != nameText(s) {
		more = append(more, made)
	}
	if serial := Printable("", s.Identity.Serial); serial != "" {
		more = append(more, "serial number "+serial)
	}
	if at := Printable("", StickAt(s)); at != nameText(s) {
		more = append(more, at)
	}
	return Printable("  ", more...)
}

func protectedText(s *media.Stick) string {
	if s.Protected {
		return "write-protected by its switch"
	}
	return "read-only"
}

// stateText says why a stick can't be used as it is, and what to do; empty: it
// can.
func stateText(s media.State) string {
	switch s {
	case media.Ready:
		return ""
	case media.Unmounted:
		return "Not mounted. Enter mounts it."
	case media.Locked:
		return "Encrypted. Unlock it as this system does it, then use it."
	case media.Blank:
		return "No file system that this computer reads. Take another stick, or have it formatted as FAT or exFAT."
	case media.Denied:
		return "Mounted for another user. Eject it and plug it in again."
	default:
		return "The stick does not answer as it should. Take another one."
	}
}

func StickBack(s *media.Stick) string { return Stick(s) + " is back" }

// StickLeft says what became of the stick that was chosen.
func StickLeft(s *media.Stick, what media.Presence) string {
	name := Stick(s)
	switch what {
	case media.Replaced:
		return fmt.Sprintf("%s was taken out, and another stick was plugged in.", name)
	case media.Unsure:
		return fmt.Sprintf("Several sticks could be %s. Choose the one that is meant.", name)
	default:
		return fmt.Sprintf("%s was taken out.", name)
	}
}

// Released says whether a stick may be taken out, and if not, what keeps it.
func Released(name string, r media.Released) string {
	switch {
	case r.MayRemove():
		return fmt.Sprintf("You may remove %s.", name)
	case errors.Is(r.Missing, media.ErrNotStick):
		return fmt.Sprintf("%s is a folder: there is nothing to take out.", name)
	}
	done := "Its files were read back, but the system may still write to it."
	if r.Synced {
		done = "All is written."
	}
	return strings.Join([]string{"Don't remove " + name + " yet.", done, notOutText(r.Missing)}, " ")
}

// notOutText says what keeps a stick from being taken out.
func notOutText(err error) string {
	if busy, ok := errors.AsType[*media.BusyError](err); ok {
		return Printable("", busy.Holder) + " uses it. Close that, and release it again."
	}
	switch {
	case errors.Is(err, media.ErrBusy):
		return "Another program uses it, or another part of it is mounted. Close that, and release it again."
	case errors.Is(err, media.ErrPermission):
		return "The system does not let you eject it. Ask who runs this computer, or shut the computer down first."
	case errors.Is(err, media.ErrKept):
		return "The system does not let it go. Close all that shows it and release it again, or eject it the system's way: in the file manager, or by 'Safely Remove Hardware' in the task bar."
	default:
		return "Nothing on this system ejects sticks for programs. Eject it the system's way: 'umount', the file manager, or 'safely remove'."
	}
}

// StickAt identifies a stick in the list: by where it is mounted, or else by its
// device.
func StickAt(s *media.Stick) string { return cmp.Or(s.Path, s.Device) }

// NotThere says that the folder of --stick does not exist, or not yet.
func NotThere(path string) string {
	return fmt.Sprintf("%s, named with --stick, is not there. Plug the stick in, or choose another place.", Printable("", path))
}

// Stick names a stick; nil is none.
func Stick(s *media.Stick) string {
	if s == nil {
		return "the stick"
	}
	return middle(nameText(s), maxStickName)
}

// ShortStick is the name of a stick alone, or of a folder without the path to it.
func ShortStick(s *media.Stick) string {
	if name := Printable("", s.Name()); name != "" {
		return name
	}
	return Printable("", filepath.Base(s.Path))
}

// maxStickName bounds the name of a stick in a sentence, in cells. The path of a
// folder may be longer than the screen is wide.
const maxStickName = 48

// nameText is the whole name of a stick.
func nameText(s *media.Stick) string {
	if name := Printable("", s.Name()); name != "" {
		return name
	}
	return Printable("", s.Path)
}

func NotYet(s *media.Stick) string {
	return fmt.Sprintf("The portal's answer is not on %s yet.", Stick(s))
}

// OtherFiles counts the files on a stick that are not named. With more, others
// are named before.
func OtherFiles(n int, more bool) string {
	which := ""
	if more {
		which = "other "
	}
	if n == 1 {
		return "1 " + which + "file is there too; it is not the answer."
	}
	return fmt.Sprintf("%d %sfiles are there too; none is the answer.", n, which)
}
