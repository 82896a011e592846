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

func (st *step) sync() error { return st.open.Sync() }

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

// carryOut makes files safe on the stick, and returns how many of them are,
// counted from the first. Each goes the one way that was seen to survive a pull
// on FAT and exFAT: temporary name, write, sync, rename, and with the file still open sync
// it again, then its folder and the file system, and read it back. FAT's rename
// makes an entry of size 0 that only the second sync fills in. The files go
// side by side, since a stick syncs several in the time of one.
func (w *writer) carryOut(ctx context.Context, steps []step) (safe int, failed error) {
	safe = len(steps)
	fail := func(at int, err error) {
		safe = at
		if failed == nil {
			failed = fmt.Errorf("%s: %w", steps[at].name, err)
		}
	}
	each := func(do func(*step) error) {
		for i := range steps[:safe] {
			if err := do(&steps[i]); err != nil {
				fail(i, err)
				return
			}
		}
	}
	each(func(st *step) error { return w.fill(ctx, st) })
	each((*step).sync) // only the first sync after a write tells that the stick failed to take it
	each(w.rename)
	each((*step).sync)
	for i := range steps {
		steps[i].close()
	}
	if safe > 0 {
		if err := w.syncNames(); err != nil {
			fail(0, err)
		}
	}
	each(w.compare)
	if safe > 0 {
		if _, err := stillThere(w.vol, w.initial); err != nil {
			fail(0, err)
		}
	}
	for _, st := range steps[safe:] {
		w.undo(st)
	}
	return safe, failed
}

// fill writes the data under a temporary name. A file that is there is opened:
// the stick may have been pulled between its writing and its last sync.
func (w *writer) fill(ctx context.Context, st *step) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if st.keep {
		st.open, err = w.vol.Open(path.Join(w.dir, st.name))
		return err
	}
	temp := tempName()
	if st.open, err = w.vol.Create(path.Join(w.dir, temp)); err != nil {
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
		w.done += int64(n)
		w.report.Tell("saving "+st.name, w.done, w.total)
	}
	return nil
}

func (w *writer) rename(st *step) error {
	if st.keep {
		return nil
	}
	err := w.vol.Rename(w.dir, st.at, st.name, st.replace)
	if err == nil {
		st.at = st.name
	}
	return err
}

// syncNames makes the names of the files durable.
func (w *writer) syncNames() error {
	if err := w.vol.SyncDir(w.dir); err != nil {
		return err
	}
	return w.vol.Sync()
}

// compare reads the file back, from the stick where the system can, since the
// cache proves nothing.
func (w *writer) compare(st *step) error {
	there, sure, err := w.readBack(st.name, len(st.data))
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
func (w *writer) undo(st step) {
	if st.at != "" && (st.at != st.name || !st.replace || st.bad) {
		w.remove(st.at)
	}
}

// remove takes away a file that is not whole, if the stick still lets it. A
// temporary file that stays does no harm: the next Save cleans up.
func (w *writer) remove(name string) { _ = w.vol.Remove(path.Join(w.dir, name)) }

// clean removes the temporary files of a Save that was cut off.
func (w *writer) clean() {
	var left []string
	_ = w.vol.List(w.dir, func(e fs.DirEntry) error {
		if isTemp(e.Name()) && e.Type().IsRegular() {
			left = append(left, e.Name())
		}
		return nil
	})
	for _, name := range left {
		w.remove(name)
	}
}
