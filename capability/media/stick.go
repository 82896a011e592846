package media

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
)

// Stick is a mounted USB stick, or a folder that takes the place of one. What
// it says is of the moment when it was opened or found. A stick that was taken
// out and put back is another one: open it again.
type Stick struct {
	Path       string // where it is mounted, absolute
	Label      string // its name: the volume's, else the maker's; untrusted, may be empty
	FileSystem string // vfat, exfat, ntfs, ...; may be empty
	Size       int64  // bytes; 0: unknown
	Free       int64  // bytes that the user may still write
	ReadOnly   bool   // write-protected, or mounted so
	ID         string // vendor:product:serial of the USB device; empty: unknown

	begun place
	mount func(path string) (volume, error)
}

// Open takes the folder or mounted stick at path. The errors are [ErrGone]
// when nothing is there, [ErrNotStick] and [ErrPermission].
func Open(path string) (*Stick, error) {
	doing := fmt.Sprintf("opening the stick %q", path)
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", doing, ErrNotStick, err)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %w: %w", doing, ErrGone, err)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s: %w: %w", doing, ErrPermission, err)
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

// Name is what a person calls the stick: its label, or where it is mounted.
// It is untrusted.
func (s *Stick) Name() string {
	if s.Label != "" {
		return s.Label
	}
	return s.Path
}

func newStick(path string, p place) *Stick {
	return &Stick{
		Path: path, Label: p.label, FileSystem: p.fileSystem, Size: p.size, Free: p.free, ReadOnly: p.readOnly,
		begun: p, mount: openFolder,
	}
}

// begin opens the stick for one act and looks whether it is still the one that
// was opened. The caller closes the volume, so that the stick can be unmounted
// between acts.
func (s *Stick) begin(doing string) (volume, place, error) {
	v, err := s.mount(s.Path)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return nil, place{}, fmt.Errorf("%s: %w: %w", doing, ErrPermission, err)
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
