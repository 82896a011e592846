package media

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Temporary files are ~, ten letters and .tmp: no name that CheckName lets through.
const (
	tempPrefix = "~"
	tempSuffix = ".tmp"
)

func tempName() string { return tempPrefix + rand.Text()[:10] + tempSuffix }

func isTemp(name string) bool {
	return strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix)
}

// chunk is written between two looks at the context, in bytes.
const chunk = 16 << 10

// carryOut makes one file safe on the stick, and reports whether what was read
// back surely came from there.
func (w *writer) carryOut(ctx context.Context, st step) (sure bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if st.keep {
		sure, err = w.secure(st)
	} else {
		sure, err = w.write(ctx, st)
	}
	if err == nil {
		_, err = stillThere(w.vol, w.begun)
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", st.name, err)
	}
	return sure, nil
}

// secure makes sure of a file that was there already: a stick may have been
// pulled between its writing and its last sync.
func (w *writer) secure(st step) (sure bool, err error) {
	h, err := w.vol.Open(path.Join(w.dir, st.name))
	if err != nil {
		return false, err
	}
	err = w.settle(h)
	_ = h.Close()
	if err != nil {
		return false, err
	}
	return w.compare(st)
}

// write puts a file on the stick in the one order that was seen to survive a
// pull on FAT and exFAT: temporary name, write, sync, rename, and with the
// file still open sync it again, then its folder and the file system. FAT's
// rename makes an entry of size 0 that only the second sync fills in.
func (w *writer) write(ctx context.Context, st step) (sure bool, err error) {
	temp := tempName()
	h, err := w.vol.Create(path.Join(w.dir, temp))
	if err != nil {
		return false, err
	}
	at := temp
	err = w.fill(ctx, h, st)
	if err == nil {
		err = w.vol.Rename(w.dir, temp, st.name, st.replace)
		if err == nil {
			at = st.name
			err = w.settle(h)
		}
	}
	_ = h.Close() // nothing is left to be told: the syncs had the last word
	if err == nil {
		sure, err = w.compare(st)
	}
	if err != nil && (at == temp || !st.replace || errors.Is(err, ErrDamaged)) {
		w.remove(at)
	}
	return sure, err
}

// fill writes the data and has the stick take it: only the first sync after a
// write reports that the stick failed to.
func (w *writer) fill(ctx context.Context, h handle, st step) error {
	for data := st.data; len(data) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := h.Write(data[:min(chunk, len(data))])
		if err != nil {
			return err
		}
		data = data[n:]
		w.done += int64(n)
		w.report.Tell("saving "+st.name, w.done, w.total)
	}
	return h.Sync()
}

// settle makes an open file and its name durable.
func (w *writer) settle(h handle) error {
	if err := h.Sync(); err != nil {
		return err
	}
	if err := w.vol.SyncDir(w.dir); err != nil {
		return err
	}
	return w.vol.Sync()
}

// compare reads the file back, from the stick where the system can, since the
// cache proves nothing.
func (w *writer) compare(st step) (sure bool, err error) {
	there, sure, err := w.readBack(st.name, len(st.data))
	if err != nil {
		return false, err
	}
	if !bytes.Equal(there, st.data) {
		return false, fmt.Errorf("%w: it reads back differently", ErrDamaged)
	}
	return sure, nil
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
