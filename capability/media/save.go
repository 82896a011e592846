package media

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
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

// CaseFiles are the files of one act for one case.
type CaseFiles struct {
	Case  Case
	Files []File
}

// CaseSaved is what happened to them. What is Saved is on the stick also when there
// is an error: the files before the one that failed, or all of them when
// SHA256SUMS failed. Of a file that failed nothing is left, or all of it.
type CaseSaved struct {
	Saved []Saved
	Err   error // of this package, or ctx.Err()
}

// Save saves the files of one case; see [Stick.SaveAll].
func (s *Stick) Save(ctx context.Context, c Case, files []File, report capability.Report) ([]Saved, error) {
	all := s.SaveAll(ctx, []CaseFiles{{c, files}}, report)
	return all[0].Saved, all[0].Err
}

// maxAtOnce bounds how many folders are written side by side: their files are open
// at the same time.
const maxAtOnce = 32

// SaveAll puts the files of several cases into their folders, in their order, and
// last into each folder SHA256SUMS over what Handback wrote there. An equal file is
// kept, a different one under the same name makes the new one take a numbered
// name; an empty one, which a pulled stick leaves behind, is replaced.
//
// The files of 32 cases go side by side, and all of them wait for the same
// syncs of the file system: one for the files and one for the manifests. What
// fails in one folder keeps nothing from the others. There is one answer for each
// case, in their order.
//
// A file that is being renamed is finished before ctx ends the save. The
// system's calls can't be interrupted, so a dying stick can hold SaveAll up for
// as long as the kernel tries.
func (s *Stick) SaveAll(ctx context.Context, all []CaseFiles, report capability.Report) []CaseSaved {
	orders := make([]order, len(all))
	for i, c := range all {
		orders[i] = order{c.Case.Dir(), c.Files}
	}
	saved := make([]CaseSaved, 0, len(all))
	for some := range slices.Chunk(orders, maxAtOnce) {
		saved = append(saved, s.save(ctx, some, report)...)
	}
	return saved
}

// SaveIn does the same in any folder of the stick, beside a file that
// [Stick.Collect] found. SHA256SUMS is only kept in case folders: elsewhere it
// could be somebody else's. The error is an [ErrName] when dir is no path inside
// the stick.
func (s *Stick) SaveIn(ctx context.Context, dir string, files []File, report capability.Report) ([]Saved, error) {
	if !fs.ValidPath(dir) {
		return nil, fmt.Errorf("%w: %q is no folder inside the stick", ErrName, capability.Printable(dir))
	}
	saved := s.save(ctx, []order{{dir, files}}, report)[0]
	return saved.Saved, saved.Err
}

// order is what goes into one folder.
type order struct {
	dir   string
	files []File
}

// save carries out orders for different folders in one go.
func (s *Stick) save(ctx context.Context, orders []order, report capability.Report) []CaseSaved {
	const doing = "saving on the stick"
	all := make([]CaseSaved, len(orders))
	for i, o := range orders {
		all[i].Err = checkFiles(o.files)
	}
	v, now, err := s.begin(doing)
	if err != nil {
		for i := range all {
			all[i].Err = cmp.Or(all[i].Err, err)
		}
		return all
	}
	defer v.Close()
	w := &writer{vol: v, initial: now, report: report, refused: s.refuses(now)}
	shelves := make([]*shelf, 0, len(orders))
	for i, o := range orders {
		if all[i].Err == nil {
			shelves = append(shelves, &shelf{writer: w, order: o, out: &all[i]})
		}
	}
	w.save(ctx, shelves)
	for _, sh := range shelves {
		if err := sh.out.Err; err != nil {
			sh.out.Err = explain(v, now, w.needed, doing, err)
		}
	}
	return all
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

// writer carries out one save.
type writer struct {
	vol     volume
	initial fsInfo
	report  capability.Report

	refused     error // why the stick takes no writing; nil: it does
	needed      int64 // room for all files of the save, bytes
	done, total int64 // bytes written of all
}

// shelf is one folder of a save.
type shelf struct {
	*writer
	order
	out *CaseSaved

	steps  []step // that are carried out now
	safe   int    // of them, counted from the first, none has failed
	failed error  // what the first of the others failed with
}

func (w *writer) save(ctx context.Context, shelves []*shelf) {
	for _, sh := range shelves {
		sh.out.Err = sh.prepare(ctx)
	}
	w.carryOut(ctx, shelves)
	for _, sh := range shelves {
		sh.out.Saved = sh.savedFiles()
		written := sh.failed == nil && len(sh.steps) > 0
		sh.out.Err, sh.steps, sh.failed = cmp.Or(sh.failed, sh.out.Err), nil, nil
		if written && inCase(sh.dir) {
			sh.failed = sh.prepareManifest()
		}
	}
	w.carryOut(ctx, shelves)
	for _, sh := range shelves {
		sh.out.Err = cmp.Or(sh.out.Err, sh.failed)
	}
}

// prepare finds out what there is to do in the folder, and makes room for it. With
// an error there can be steps for the files before the one that failed.
func (sh *shelf) prepare(ctx context.Context) error {
	sh.clean()
	steps, unplanned := sh.plan(ctx, sh.files)
	if len(steps) == 0 && unplanned != nil {
		return unplanned
	}
	if err := sh.makeRoom(steps); err != nil {
		return err
	}
	sh.steps = steps
	return unplanned
}

// savedFiles are those that are safe on the stick.
func (sh *shelf) savedFiles() []Saved {
	saved := make([]Saved, sh.safe)
	for i, st := range sh.steps[:sh.safe] {
		saved[i] = Saved{
			Name: st.name, Path: path.Join(sh.dir, st.name), Size: int64(len(st.data)),
			Digest: capability.DigestOf(st.data), Kept: st.keep, FromStick: st.sure,
		}
	}
	return saved
}

// makeRoom checks the room for everything that is to be written, and makes the
// folder. Nothing has been written there before.
func (sh *shelf) makeRoom(steps []step) error {
	w := sh.writer
	needed, size := w.needed+w.initial.room(usualManifest), int64(0)
	for _, st := range steps {
		if !st.keep {
			needed += w.initial.room(int64(len(st.data)))
			if st.again {
				needed += w.initial.room(int64(len(st.data)))
			}
			size += int64(len(st.data))
		}
	}
	switch {
	case size == 0:
		return nil
	case w.refused != nil:
		return w.refused
	case w.initial.size > 0 && w.initial.free < needed:
		return &FullError{Needed: needed, Free: w.initial.free}
	}
	w.needed, w.total = needed, w.total+size
	return w.vol.MkdirAll(sh.dir)
}
