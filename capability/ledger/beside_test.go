package ledger

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"testing"

	"handback/capability"
)

func TestReadersBesideAWriterSeeAPrefix(t *testing.T) {
	dir := place(t)
	w, _ := open(t, dir)
	keep(t, w, testID, opened(testID))
	done, end := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for _, l := range []*Ledger{w, openToRead(t, dir), openToRead(t, dir)} {
		readers.Go(func() {
			for seen := 0; done.Err() == nil; {
				r, err := l.Return(testID)
				if err != nil || len(r.Entries) < seen {
					t.Errorf("%d facts after %d, %v", len(r.Entries), seen, err)
					return
				}
				seen = len(r.Entries)
				if all, err := l.List(t.Context()); err != nil || len(all) != 1 || all[0].Err != nil {
					t.Errorf("listed %+v, %v", all, err)
				}
			}
		})
	}
	for n := range 100 {
		if _, err := w.Append(testID, entry(n, capability.LicensesRead{Reading: reading(testHeld)})); err != nil {
			t.Error(err)
		}
		if err := w.Put(testID, requestFile, requestData); err != nil {
			t.Error(err)
		}
	}
	end()
	readers.Wait()
}

// shifting is a disk on which the journal changes while it is read for the
// first time.
type shifting struct {
	disk
	mixed  []byte // what that reader gets
	change func()
}

func (d *shifting) Open(name string) (io.ReadCloser, error) {
	if mixed := d.mixed; mixed != nil {
		d.mixed = nil
		d.change()
		return io.NopCloser(bytes.NewReader(mixed)), nil
	}
	return d.disk.Open(name)
}

func TestJournalThatChangesWhileItIsReadIsReadAgain(t *testing.T) {
	facts := usual(testID)
	data := journal(t, facts[:3]...)
	cut := len(data) - 20
	mixed := bytes.Clone(data)
	copy(mixed[cut-40:], bytes.Repeat([]byte("x"), 40)) // a torn line, and the end of the one that replaced it
	for _, changes := range []bool{true, false} {
		dir := place(t)
		plant(t, dir, testID, data[:cut])
		l := openToRead(t, dir)
		l.disk = &shifting{disk: l.disk, mixed: mixed, change: func() {
			if changes {
				plant(t, dir, testID, data)
			}
		}}
		r, err := l.Return(testID)
		if changes && (err != nil || len(r.Entries) != 3) {
			t.Errorf("%d facts, %v", len(r.Entries), err)
		}
		if !changes && !errors.Is(err, ErrDamaged) {
			t.Errorf("damage was read again until it was gone: %v", err)
		}
	}
}
