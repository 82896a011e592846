package text

import (
	"cmp"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"handback/capability/media"
)

// Sticks.
const (
	ReleaseKey Phrase = "take the stick out"
	Release    Phrase = "Releasing the stick"
)

// What the site asks of sticks.
const (
	ScanTitle      Phrase = "Was the stick scanned?"
	Scan           Phrase = "This site wants a scan for malware on record before a response from a stick is loaded. Handback notes the scan, and shows it, as a claim."
	ScanYes        Phrase = "Yes, note it"
	ScanWork       Phrase = "Noting the scan"
	WhoScanned     Phrase = "Who had it scanned"
	Station        Phrase = "At which station"
	WhenScanned    Phrase = "When"
	StationMissing Phrase = "At which station was it scanned?"
	WhenWrong      Phrase = "Type the time like 2026-03-02 10:41."
)

// StickLines describe one stick in at most w cells, and what to do when it can't
// be used.
func StickLines(s, chosen *media.Stick, w int) []string {
	used := ""
	if chosen != nil && StickAt(chosen) == StickAt(s) {
		used = say("  (chosen)")
	}
	name := Middle(nameText(s), w-Width(used)) + used
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

// ShortStickLines are a stick that has a name of its own, what it holds, and what to do
// when it can't be used, in at most w cells.
func ShortStickLines(s, chosen *media.Stick, holds string, w int) []string {
	const named = 10 // cells
	name := Middle(nameText(s), w)
	if chosen != nil && StickAt(chosen) == StickAt(s) {
		name += say("  (chosen)")
	}
	about := []string{Pad(name, named), sizesText(s)}
	if s.Protected || s.ReadOnly {
		about = append(about, protectedText(s))
	}
	line := strings.TrimRight(strings.Join(slices.DeleteFunc(append(about, holds), func(t string) bool { return t == "" }), "   "), " ")
	lines := []string{Cut(line, w)}
	if Width(line) > w {
		lines = append([]string{name}, Indent(Wrap(Printable("   ", append(about[1:], holds)...), w-4), 4)...)
	}
	if text := stateText(s.State); text != "" {
		lines = append(lines, Indent(Wrap(text, w-4), 4)...)
	}
	return lines
}

// sizesText says how large a stick is, and how much is free; empty: that is not known.
func sizesText(s *media.Stick) string {
	switch {
	case s.Size > 0 && s.State == media.Ready:
		return say("%s, %s free", sizeText(s.Size), sizeText(s.Free))
	case s.Size > 0:
		return sizeText(s.Size)
	}
	return ""
}

// aboutStick tells a stick from others of the same name.
func aboutStick(s *media.Stick) string {
	var more []string
	if sizes := sizesText(s); sizes != "" {
		more = append(more, sizes)
	}
	if s.Protected || s.ReadOnly {
		more = append(more, protectedText(s))
	}
	made := Printable(" ", s.Identity.Maker, s.Identity.Model)
	if made != nameText(s) {
		more = append(more, made)
	}
	if serial := Printable("", s.Identity.Serial); serial != "" {
		more = append(more, say("serial number %s", serial))
	}
	if at := Printable("", StickAt(s)); at != nameText(s) {
		more = append(more, at)
	}
	return Printable("  ", more...)
}

func protectedText(s *media.Stick) string {
	if s.Protected {
		return say("write-protected by its switch")
	}
	return say("read-only")
}

// stateText says why a stick can't be used as it is, and what to do; empty: it
// can.
func stateText(s media.State) string {
	switch s {
	case media.Ready:
		return ""
	case media.Unmounted:
		return say("Not mounted. Enter mounts it.")
	case media.Locked:
		return say("Encrypted. Unlock it with the tools of this system, then use it.")
	case media.Blank:
		return say("It has no file system that this computer can read. Take another stick, or have it formatted as FAT or exFAT.")
	case media.Denied:
		return say("Mounted for another user. Eject it and plug it in again.")
	default:
		return say("The stick does not answer as it should. Take another one.")
	}
}

func StickBack(s *media.Stick) string { return say("%s is plugged in again", Stick(s)) }

// StickLeft says what became of the stick that was chosen.
func StickLeft(s *media.Stick, what media.Presence) string {
	name := Stick(s)
	switch what {
	case media.Replaced:
		return say("%s was taken out, and another stick was plugged in.", name)
	case media.Unsure:
		return say("Several sticks could be %s. Choose the right one.", name)
	default:
		return say("%s was taken out.", name)
	}
}

// Released says whether a stick may be taken out, and if not, what keeps it.
func Released(name string, r media.Released) string {
	switch {
	case r.MayRemove():
		return say("You may remove %s.", name)
	case errors.Is(r.Missing, media.ErrNotStick):
		return say("%s is a folder: there is nothing to take out.", name)
	}
	done := say("Its files were read back, but the system may still write to it.")
	if r.Synced {
		done = say("Everything is written.")
	}
	return strings.Join([]string{say("Don't remove %s yet.", name), done, notOutText(r.Missing)}, " ")
}

// notOutText says what keeps a stick from being taken out.
func notOutText(err error) string {
	if busy, ok := errors.AsType[*media.BusyError](err); ok {
		return say("%s uses it. Close that, and release it again.", Printable("", busy.Holder))
	}
	switch {
	case errors.Is(err, media.ErrBusy):
		return say("Another program uses it, or another part of it is mounted. Close that, and release it again.")
	case errors.Is(err, media.ErrPermission):
		return say("The system does not let you eject it. Ask the person who runs this computer, or shut the computer down first.")
	case errors.Is(err, media.ErrKept):
		return say("The system does not release it. Close all that shows it and release it again, or eject it the system's way: in the file manager, or by 'Safely Remove Hardware' in the task bar.")
	default:
		return say("Nothing on this system ejects sticks for programs. Eject it the system's way: 'umount', the file manager, or 'safely remove'.")
	}
}

// StickAt identifies a stick in the list: by where it is mounted, or else by its
// device.
func StickAt(s *media.Stick) string { return cmp.Or(s.Path, s.Device) }

// NotThere says that the folder of --stick does not exist, or not yet.
func NotThere(path string) string {
	return say("%s, named with --stick, is not there. Plug the stick in, or choose another place.", Printable("", path))
}

// Stick names a stick; nil is none.
func Stick(s *media.Stick) string {
	if s == nil {
		return say("the stick")
	}
	return Middle(nameText(s), maxStickName)
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

// StickState is the state of a stick in one word.
func StickState(s media.State) string { return Phrase(s.String()).String() }

func NotYet(s *media.Stick) string {
	return say("The portal's answer is not on %s yet.", Stick(s))
}

// OtherFiles counts the files on a stick that are not named. With more, others
// are named before.
func OtherFiles(n int, more bool) string {
	if more {
		return say("%d other files are there too; none is the answer.", n)
	}
	return say("%d files are there too; none is the answer.", n)
}
