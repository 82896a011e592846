package media

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"handback/capability"
)

// Limits of files on a stick, in bytes.
const (
	MaxFile  = 64 << 10 // a message
	MaxSaved = 4 << 20  // a file that is saved: a case with its readings can be long
)

// File is one file to save in a case folder.
type File struct {
	Name string // see CheckName
	Data []byte // at most MaxSaved; of a file with Compose what that gives
	// Compose, if set, makes the data as soon as the names are known that the
	// files before this one will have, in their order.
	Compose func(names []string) ([]byte, error)
	// Replace marks a file that tells the present state and takes the place of
	// its older self. Any other file never replaces one that differs.
	Replace bool
	// Supersedes, if set, is asked before a file is replaced: what it does not
	// know stays, and the new file takes a numbered name. It sees at most one
	// byte more than Data has.
	Supersedes func(old []byte) bool
}

// Saved is one file that is on the stick: written, synced, read back and equal.
type Saved struct {
	Name   string // in the case folder; numbered when the asked-for name was taken
	Path   string // relative to the stick, with slashes
	Size   int64  // bytes
	Digest capability.Digest
	Kept   bool // it was there before and has been read again
	// FromStick reports whether what was read back surely came from the stick
	// itself: Linux (O_DIRECT) and Windows (FILE_FLAG_NO_BUFFERING) go around
	// their caches where the file system can. Elsewhere the cache is only asked
	// to forget (fadvise, F_NOCACHE on macOS), and the syncs alone count.
	FromStick bool
}

// Save puts the files of one act into the case's folder, in their order, and
// last SHA256SUMS over what Handback wrote there. An equal file is kept, a
// different one under the same name makes the new one take a numbered name; an
// empty one, which a pulled stick leaves behind, is replaced.
//
// What Save returns is on the stick even when it returns an error as well: the
// files before the one that failed, or all of them when SHA256SUMS failed. Of a
// file that failed nothing is left, or all of it. The errors are those of this
// package or ctx.Err(); a file that is being renamed is finished first. The
// system's calls can't be interrupted, so a dying stick can hold Save up for as
// long as the kernel tries.
func (s *Stick) Save(ctx context.Context, c Case, files []File, report capability.Report) ([]Saved, error) {
	return s.SaveIn(ctx, c.Dir(), files, report)
}

// SaveIn saves so in any folder of the stick, beside a file that [Stick.Collect]
// found. SHA256SUMS is only kept in case folders: elsewhere it could be somebody
// else's. The error is an [ErrName] when dir is no path inside the stick.
func (s *Stick) SaveIn(ctx context.Context, dir string, files []File, report capability.Report) ([]Saved, error) {
	if !fs.ValidPath(dir) {
		return nil, fmt.Errorf("%w: %q is no folder inside the stick", ErrName, capability.Printable(dir))
	}
	if err := checkFiles(files); err != nil {
		return nil, err
	}
	v, now, err := s.begin("saving on the stick")
	if err != nil {
		return nil, err
	}
	defer v.Close()
	w := &writer{vol: v, initial: now, dir: dir, report: report, refused: s.refuses(now)}
	saved, err := w.save(ctx, files)
	if err != nil {
		return saved, explain(v, now, w.needed, "saving on the stick", err)
	}
	return saved, nil
}

// refuses is why a stick that looks like now can't be written to; nil: it can.
func (s *Stick) refuses(now fsInfo) error {
	if !now.readOnly {
		return nil
	}
	return &ReadOnlyError{Switch: s.Protected, Turned: !s.initial.readOnly}
}

func checkFiles(files []File) error {
	seen := make(map[string]bool, len(files))
	for _, f := range files {
		if err := CheckName(f.Name); err != nil {
			return err
		}
		key := strings.ToLower(f.Name)
		switch {
		case seen[key] || strings.EqualFold(f.Name, Manifest):
			return fmt.Errorf("%w: %q comes twice", ErrName, f.Name)
		case f.Compose == nil:
			if err := checkSize(f); err != nil {
				return err
			}
		}
		seen[key] = true
	}
	return nil
}

func checkSize(f File) error {
	if len(f.Data) == 0 || len(f.Data) > MaxSaved {
		return fmt.Errorf("%s has %d bytes, 1 to %d can be saved", f.Name, len(f.Data), MaxSaved)
	}
	return nil
}

// writer carries out one Save.
type writer struct {
	vol     volume
	initial fsInfo
	dir     string // the folder, mostly that of a case
	report  capability.Report

	refused     error // why the stick takes no writing; nil: it does
	needed      int64 // room for all files of the act, bytes
	done, total int64 // bytes written of all
}

func (w *writer) save(ctx context.Context, files []File) ([]Saved, error) {
	w.clean()
	steps, unplanned := w.plan(ctx, files)
	if len(steps) == 0 && unplanned != nil {
		return nil, unplanned
	}
	if err := w.makeRoom(steps); err != nil {
		return nil, err
	}
	safe, err := w.carryOut(ctx, steps)
	saved := make([]Saved, safe)
	for i, st := range steps[:safe] {
		saved[i] = Saved{
			Name: st.name, Path: path.Join(w.dir, st.name), Size: int64(len(st.data)),
			Digest: capability.DigestOf(st.data), Kept: st.keep, FromStick: st.sure,
		}
	}
	if err != nil {
		return saved, err
	}
	if inCase(w.dir) {
		err = w.saveManifest(ctx, saved)
	}
	return saved, cmp.Or(unplanned, err)
}

// makeRoom checks the room for everything that is to be written, and makes the
// folder. Nothing has been written before.
func (w *writer) makeRoom(steps []step) error {
	w.needed = w.initial.room(usualManifest)
	write := false
	for _, st := range steps {
		if !st.keep {
			w.needed += w.initial.room(int64(len(st.data)))
			if st.again {
				w.needed += w.initial.room(int64(len(st.data)))
			}
			w.total += int64(len(st.data))
			write = true
		}
	}
	switch {
	case !write:
		return nil
	case w.refused != nil:
		return w.refused
	case w.initial.size > 0 && w.initial.free < w.needed:
		return &FullError{Needed: w.needed, Free: w.initial.free}
	}
	return w.vol.MkdirAll(w.dir)
}
