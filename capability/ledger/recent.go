package ledger

import (
	"hash/maphash"
	"slices"
	"sync"

	"handback/capability"
)

// turns keep a record to one writer, and one reader that may become one, at a time.
// Records share them by chance, which costs a moment. Different records are synced
// at the same time: a disk does that in little more time than one.
type turns struct {
	locks [64]sync.Mutex
	seed  maphash.Seed
}

// take waits for the turn of a record. The caller gives it back.
func (t *turns) take(id capability.ReturnID) (give func()) {
	lock := &t.locks[maphash.String(t.seed, string(id))%uint64(len(t.locks))]
	lock.Lock()
	return lock.Unlock
}

// Limits of what is kept in memory of journals.
const (
	mostRecent = 64      // records
	sizeRecent = 4 << 20 // bytes that their journals have on the disk
)

// recent are the records that were used last, the latest first.
type recent struct {
	mu      sync.Mutex
	records []*record
}

// of gives the record of a return; nil: it is not here.
func (r *recent) of(id capability.ReturnID) *record {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := r.find(id)
	if i < 0 {
		return nil
	}
	return r.records[i]
}

// keep takes a record as the latest, and drop forgets one.
func (r *recent) keep(rec *record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := r.find(rec.now.ID); i >= 0 {
		r.records = slices.Delete(r.records, i, i+1)
	}
	r.records = slices.Insert(r.records, 0, rec)
	size := rec.size
	for n := 1; n < len(r.records); n++ { // the latest stays, whatever its size
		if size += r.records[n].size; n == mostRecent || size > sizeRecent {
			r.records = slices.Delete(r.records, n, len(r.records))
		}
	}
}

func (r *recent) drop(id capability.ReturnID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := r.find(id); i >= 0 {
		r.records = slices.Delete(r.records, i, i+1)
	}
}

func (r *recent) find(id capability.ReturnID) int {
	return slices.IndexFunc(r.records, func(rec *record) bool { return rec.now.ID == id })
}
