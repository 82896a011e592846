package sim

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
)

var errCut = errors.New("the power is gone")

// brittle is a medium whose power is cut after some steps; each byte that is
// written is one. Nothing is done after that. What was not synced until then
// is on the medium or not: lose takes it away.
type brittle struct {
	left  int // steps until the cut; below 0: never
	steps int // that were made

	unsynced map[string]bool   // files with content that is not on the medium
	renamed  map[string][]byte // files with a new name that is not, and the old content
}

func newBrittle(left int) *brittle {
	return &brittle{left: left, unsynced: map[string]bool{}, renamed: map[string][]byte{}}
}

func (b *brittle) step() error {
	if b.left == 0 {
		return errCut
	}
	b.left--
	b.steps++
	return nil
}

func (b *brittle) Create(path string) (mediumFile, error) {
	if err := b.step(); err != nil {
		return nil, err
	}
	file, err := os.Create(path)
	b.unsynced[path] = true
	return &brittleFile{file, b}, err
}

func (b *brittle) Rename(from, to string) error {
	if err := b.step(); err != nil {
		return err
	}
	old, err := os.ReadFile(to)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	b.renamed[to] = old
	b.unsynced[to] = b.unsynced[from]
	delete(b.unsynced, from)
	return os.Rename(from, to)
}

func (b *brittle) Remove(path string) error {
	if err := b.step(); err != nil {
		return err
	}
	return os.Remove(path)
}

func (b *brittle) SyncDir(dir string) error {
	if err := b.step(); err != nil {
		return err
	}
	for path := range b.renamed {
		if filepath.Dir(path) == dir {
			delete(b.renamed, path)
		}
	}
	return nil
}

// lose takes away what was not synced: content, and then names.
func (b *brittle) lose() error {
	for path, unsynced := range b.unsynced {
		if !unsynced {
			continue
		}
		if err := os.Truncate(path, 0); err != nil {
			return err
		}
	}
	for path, old := range b.renamed {
		err := os.Rename(path, path+".new")
		if old != nil {
			err = errors.Join(err, os.WriteFile(path, old, 0o600))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type brittleFile struct {
	*os.File
	on *brittle
}

func (f *brittleFile) Write(data []byte) (int, error) {
	for n := range data {
		if err := f.on.step(); err != nil {
			_, written := f.File.Write(data[:n])
			return n, errors.Join(err, written)
		}
	}
	return f.File.Write(data)
}

func (f *brittleFile) Sync() error {
	if err := f.on.step(); err != nil {
		return err
	}
	delete(f.on.unsynced, f.Name())
	return nil
}

// leftovers are the files in dir that a first start doesn't make.
func leftovers(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if !slices.Contains([]string{keyFile, vaultFile, lockFile, EnrollmentFile}, e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, err
}
