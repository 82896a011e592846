package media

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// step is what happens to one file of an act.
type step struct {
	name    string
	data    []byte
	keep    bool // an equal file is there
	replace bool // its older self is there
	again   bool // room for it is needed twice: an older one stays until it is whole

	open handle // while it is written; nil: not yet, or no more
	at   string // the name under which it was written; empty: it was not
	bad  bool   // it reads back differently
	sure bool   // what was read back surely came from the stick
}

// close has nothing to tell: the syncs had the last word.
func (st *step) close() {
	if st.open != nil {
		_ = st.open.Close()
		st.open = nil
	}
}

// Temporary files are ~, ten letters and .tmp: no name that CheckName lets
// through, nor one that other programs give.
const (
	tempPrefix  = "~"
	tempLetters = 10
	tempSuffix  = ".tmp"
)

func tempName() string { return tempPrefix + rand.Text()[:tempLetters] + tempSuffix }

func isTemp(name string) bool {
	return len(name) == len(tempPrefix)+tempLetters+len(tempSuffix) &&
		strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix)
}

// chunk is written between two looks at the context, in bytes.
const chunk = 64 << 10

// carryOut does the steps of all folders, and makes their files safe. Each file
// goes the one way that was seen to survive a pull on FAT and exFAT: temporary name,
// write, sync, rename, and with the file still open sync it again, then its folder
// and the file system, and read it back. FAT's rename makes an entry of size 0 that
// only the second sync fills in. The files go side by side, since a stick syncs
// several in the time of one. A folder in which a file fails loses that one and
// those after it, and no other folder does.
func (w *writer) carryOut(ctx context.Context, shelves []*shelf) {
	each := func(do func(*shelf, *step) error) {
		for _, sh := range shelves {
			sh.each(do)
		}
	}
	for _, sh := range shelves {
		sh.safe = len(sh.steps)
	}
	each(func(sh *shelf, st *step) error { return sh.fill(ctx, st) })
	each(syncStep) // only the first sync after a write tells that the stick failed to take it
	each((*shelf).rename)
	each(syncStep)
	for _, sh := range shelves {
		for i := range sh.steps {
			sh.steps[i].close()
		}
	}
	w.syncNames(shelves)
	each((*shelf).compare)
	if _, err := stillThere(w.vol, w.initial); err != nil {
		failAll(shelves, err)
	}
	for _, sh := range shelves {
		for _, st := range sh.steps[sh.safe:] {
			sh.undo(st)
		}
	}
}

// each does something with the files of the folder, up to one that fails.
func (sh *shelf) each(do func(*shelf, *step) error) {
	for i := range sh.steps[:sh.safe] {
		if err := do(sh, &sh.steps[i]); err != nil {
			sh.fail(i, err)
			return
		}
	}
}

// fail gives up the file of a number, and those after it.
func (sh *shelf) fail(at int, err error) {
	if sh.failed == nil {
		sh.failed = fmt.Errorf("%s: %w", sh.steps[at].name, err)
	}
	sh.safe = at
}

func failAll(shelves []*shelf, err error) {
	for _, sh := range shelves {
		if sh.safe > 0 {
			sh.fail(0, err)
		}
	}
}

func syncStep(_ *shelf, st *step) error { return st.open.Sync() }

// syncNames makes the names of the files durable, with one sync of the whole file
// system.
func (w *writer) syncNames(shelves []*shelf) {
	written := false
	for _, sh := range shelves {
		if sh.safe == 0 {
			continue
		}
		if err := w.vol.SyncDir(sh.dir); err != nil {
			sh.fail(0, err)
			continue
		}
		written = true
	}
	if !written {
		return
	}
	if err := w.vol.Sync(); err != nil {
		failAll(shelves, err)
	}
}

// fill writes the data under a temporary name. A file that is there is opened:
// the stick may have been pulled between its writing and its last sync.
func (sh *shelf) fill(ctx context.Context, st *step) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if st.keep {
		st.open, err = sh.vol.Open(path.Join(sh.dir, st.name))
		return err
	}
	temp := tempName()
	if st.open, err = sh.vol.Create(path.Join(sh.dir, temp)); err != nil {
		return err
	}
	st.at = temp
	for data := st.data; len(data) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := st.open.Write(data[:min(chunk, len(data))])
		if err != nil {
			return err
		}
		data = data[n:]
		sh.done += int64(n)
		sh.report.Tell("saving "+st.name, sh.done, sh.total)
	}
	return nil
}

func (sh *shelf) rename(st *step) error {
	if st.keep {
		return nil
	}
	err := sh.vol.Rename(sh.dir, st.at, st.name, st.replace)
	if err == nil {
		st.at = st.name
	}
	return err
}

// compare reads the file back, from the stick where the system can, since the
// cache proves nothing.
func (sh *shelf) compare(st *step) error {
	there, sure, err := sh.readBack(st.name, len(st.data))
	if err != nil {
		return err
	}
	if !bytes.Equal(there, st.data) {
		st.bad = true
		return fmt.Errorf("%w: it reads back differently", ErrDamaged)
	}
	st.sure = sure
	return nil
}

// undo takes away what is not surely whole. What took the place of an older
// file stays unless it is known to be wrong: the older one is gone already.
func (sh *shelf) undo(st step) {
	if st.at != "" && (st.at != st.name || !st.replace || st.bad) {
		sh.remove(st.at)
	}
}

// remove takes away a file that is not whole, if the stick still lets it. A
// temporary file that stays does no harm: the next Save cleans up.
func (sh *shelf) remove(name string) { _ = sh.vol.Remove(path.Join(sh.dir, name)) }

// clean removes the temporary files of a Save that was cut off.
func (sh *shelf) clean() {
	var left []string
	_ = sh.vol.List(sh.dir, func(e fs.DirEntry) error {
		if isTemp(e.Name()) && e.Type().IsRegular() {
			left = append(left, e.Name())
		}
		return nil
	})
	for _, name := range left {
		sh.remove(name)
	}
}
