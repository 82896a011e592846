package media

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
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
	Place      string // the plug it is in, such as 1-2.3; empty: unknown
	Folder     bool   // surely no stick, but a folder elsewhere

	begun place
	mount func(path string) (volume, error)
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
	found, err := probe(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", doing, ErrGone, err)
	}
	s := newStick(path, found)
	describe(s)
	return s, nil
}

// Name is what a person calls the stick: its label, its make, or where it is.
// It is untrusted.
func (s *Stick) Name() string {
	return cmp.Or(s.Label, s.Identity.Made(), s.Path, s.Device)
}

// Serial is the number that tells the stick from others: of its hardware, else
// of its file system. It is untrusted, and empty where there is none.
func (s *Stick) Serial() string { return cmp.Or(s.Identity.Serial, s.Identity.Volume) }

func newStick(path string, p place) *Stick {
	s := &Stick{Path: path, mount: openFolder}
	s.take(p)
	return s
}

// take fills in what the system says of a mounted file system.
func (s *Stick) take(p place) {
	s.Label = cmp.Or(p.label, s.Label)
	s.FileSystem = cmp.Or(p.fileSystem, s.FileSystem)
	s.Size, s.Free = p.size, p.free
	s.ReadOnly = s.ReadOnly || p.readOnly
	s.begun = p
}

// begin opens the stick for one act and looks whether it is still the one that
// was opened. The caller closes the volume, so that the stick can be unmounted
// between acts.
func (s *Stick) begin(doing string) (volume, place, error) {
	if err := s.State.err(); err != nil {
		return nil, place{}, fmt.Errorf("%s: %w", doing, err)
	}
	v, err := s.mount(s.Path)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return nil, place{}, fmt.Errorf("%s: %w: %w", doing, refusal(err), err)
		}
		return nil, place{}, fmt.Errorf("%s: %w: %w", doing, ErrGone, err)
	}
	now, err := stillThere(v, s.begun)
	if err != nil {
		_ = v.Close() // nothing was written
		return nil, place{}, fmt.Errorf("%s: %w", doing, err)
	}
	return v, now, nil
}

// bounded multiplies what a file system says of itself without wrapping.
func bounded(count uint64, unit int64) int64 {
	if unit <= 0 || count > uint64(math.MaxInt64/unit) {
		return 0
	}
	return int64(count) * unit
}
