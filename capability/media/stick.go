// Package media writes and reads the USB sticks that carry files between a
// device and the licensing portal: it finds sticks, saves the files of a case
// so that they survive a pulled stick, collects what others put there, and
// makes a stick ready to be taken away.
//
// Whatever is on a stick is untrusted. Nothing on it leads out of it: links
// are not followed, devices and pipes are not opened, and sizes, depths and
// times are bounded. Paths and names are returned as they are on the stick;
// show them through [capability.Printable].
package media

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// Stick is a USB stick, a card, or a folder that takes the place of one. What
// it says is of the moment when it was opened or found. A stick that was taken
// out and put back is another one: open it again. All texts are untrusted.
type Stick struct {
	Path       string // where it is mounted, absolute; empty: it is not
	Device     string // the system's name: /dev/sdb1, /dev/disk4s1, a volume name of Windows; empty: unknown
	Label      string // of the volume; may be empty
	FileSystem string // vfat, exfat, ntfs, ...; may be empty
	Size       int64  // bytes; 0: unknown
	Free       int64  // bytes that the user may still write
	ReadOnly   bool   // write-protected, or mounted so
	Protected  bool   // the write-protect switch is on
	State      State
	Identity   Identity
	USBPort    string // the plug it is in, such as 1-2.3; empty: unknown
	Folder     bool   // surely no stick, but a folder elsewhere

	initial fsInfo
	mount   func(path string) (volume, error)
}

// Open takes the folder or mounted stick at path. The errors are [ErrNoFolder]
// when nothing is there, [ErrNotStick] and [ErrPermission]; [ErrGone] when it
// went just then.
func Open(path string) (*Stick, error) {
	doing := fmt.Sprintf("opening the stick %q", path)
	if drive := filepath.VolumeName(path); drive != "" && drive == path {
		path += string(filepath.Separator) // else E: is the folder on it where the program is
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", doing, ErrNotStick, err)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %w: %w", doing, ErrNoFolder, err)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s: %w: %w", doing, refusal(err), err)
	case err == nil && !info.IsDir():
		return nil, fmt.Errorf("%s: %w", doing, ErrNotStick)
	case err != nil:
		return nil, fmt.Errorf("%s: %w: %w", doing, ErrNotStick, err)
	}
	found, err := statFS(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", doing, ErrGone, err)
	}
	s := newStick(path, found)
	describe(s)
	return s, nil
}

func newStick(path string, info fsInfo) *Stick {
	s := &Stick{Path: path, mount: openFolder}
	s.setFS(info)
	return s
}

// setFS fills in what the system says about a mounted file system.
func (s *Stick) setFS(info fsInfo) {
	s.Label = cmp.Or(info.label, s.Label)
	s.FileSystem = cmp.Or(info.fileSystem, s.FileSystem)
	s.Size, s.Free = info.size, info.free
	s.ReadOnly = s.ReadOnly || info.readOnly
	s.initial = info
}

// begin opens the stick for one act and checks that it still is the one that was
// opened. The caller closes the volume, so that the stick can be unmounted
// between acts.
func (s *Stick) begin(doing string) (volume, fsInfo, error) {
	if err := s.Usable(); err != nil {
		return nil, fsInfo{}, fmt.Errorf("%s: %w", doing, err)
	}
	v, err := s.mount(s.Path)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return nil, fsInfo{}, fmt.Errorf("%s: %w: %w", doing, refusal(err), err)
		}
		return nil, fsInfo{}, fmt.Errorf("%s: %w: %w", doing, ErrGone, err)
	}
	now, err := stillThere(v, s.initial)
	if err != nil {
		_ = v.Close() // nothing was written
		return nil, fsInfo{}, fmt.Errorf("%s: %w", doing, err)
	}
	return v, now, nil
}

// bounded multiplies what a file system says about itself without wrapping.
func bounded(count uint64, unit int64) int64 {
	if unit <= 0 || count > uint64(math.MaxInt64/unit) {
		return 0
	}
	return int64(count) * unit
}

// Name is what a person calls the stick: its label, its make, or where it is.
// It is untrusted.
func (s *Stick) Name() string {
	return cmp.Or(s.Label, s.Identity.Made(), s.Path, s.Device)
}

// Serial is the number that tells the stick from others: of its hardware, else
// of its file system. It is untrusted, and empty if there is none.
func (s *Stick) Serial() string { return cmp.Or(s.Identity.Serial, s.Identity.Volume) }

// Usable reports whether the stick can be used as it is: nil, or one of
// [ErrNotMounted], [ErrLocked], [ErrBlank], [ErrPermission] and [ErrDamaged].
func (s *Stick) Usable() error { return states[s.State].err }

// State says whether a stick can be used, or what must be done to it first.
type State int

// The states of a stick.
const (
	Ready     State = iota // mounted, and this user may look into it
	Unmounted              // it has a file system, or may have one, that is not mounted
	Locked                 // encrypted, and not unlocked
	Blank                  // it has no file system that this system knows
	Denied                 // mounted for another user
	Failing                // mounted, but the system can't even say how full it is
)

// states are the states with their words for scripts, and why nothing can be done
// with a stick in that state.
var states = [...]struct {
	word string
	err  error
}{
	Ready: {"ready", nil}, Unmounted: {"unmounted", ErrNotMounted}, Locked: {"locked", ErrLocked},
	Blank: {"blank", ErrBlank}, Denied: {"denied", ErrPermission}, Failing: {"failing", ErrDamaged},
}

// String is one word for scripts.
func (s State) String() string { return states[s].word }

// Identity is what tells one stick from another. Its texts are the stick's own
// words, so they are untrusted: many cheap sticks have no serial number or
// share one, and a copied stick has the volume number of its original.
type Identity struct {
	VendorID  string // of the USB device, four hexadecimal digits; empty: unknown
	ProductID string // likewise
	Serial    string // of the device; empty: it has none, or the system can't tell
	Maker     string
	Model     string
	Volume    string // the number of its file system (UUID, FAT volume ID); empty: unknown
}

// Same reports whether both are of one stick as far as can be told: all that
// is known about them agrees, and it includes a number. A stick that was formatted
// again is another one.
func (i Identity) Same(other Identity) bool {
	return i == other && (i.Serial != "" || i.Volume != "")
}

// Made is the maker with the model, as one would say it.
func (i Identity) Made() string {
	if strings.HasPrefix(strings.ToLower(i.Model), strings.ToLower(i.Maker)) {
		return i.Model // many repeat the maker
	}
	return strings.TrimSpace(i.Maker + " " + i.Model)
}
