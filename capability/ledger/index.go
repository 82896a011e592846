package ledger

import (
	"maps"
	"slices"
	"sync"

	"handback/capability"
)

// index is what the journals said when they were last read. It saves reading
// thousands of them for a list and counts for nothing else: an entry holds for
// one size and time of change of its journal, and a file of it that is missing
// or doesn't have its digest is made anew.
type index struct {
	saving sync.Mutex // the file has one name while it is written

	mu      sync.Mutex
	entries map[capability.ReturnID]*indexed
	loaded  bool // from its file
	changed bool // since it was loaded or saved
}

func (x *index) get(id capability.ReturnID, now stamp) (Summary, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e, ok := x.entries[id]
	if !ok || e.Size != now.size || e.Time != now.time.UnixNano() {
		return Summary{}, false
	}
	return e.summary(), true
}

// note takes what a journal says now.
func (x *index) note(rec *record) {
	s := summarize(rec.now)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.changed = true
	x.entry(indexedOf(s, rec.stamp))
}

func (x *index) entry(e *indexed) {
	if x.entries == nil {
		x.entries = make(map[capability.ReturnID]*indexed)
	}
	x.entries[e.ID] = e
}

// fill takes older entries, where there is none yet. x.mu is held.
func (x *index) fill(blocks [][]*indexed) {
	if x.entries == nil {
		x.entries = make(map[capability.ReturnID]*indexed, len(blocks)*blockSize)
	}
	for _, block := range blocks {
		for _, e := range block {
			if e != nil && x.entries[e.ID] == nil {
				x.entries[e.ID] = e
			}
		}
	}
}

// keepOnly forgets returns that are no longer there.
func (x *index) keepOnly(there []Summary) {
	ids := make(map[capability.ReturnID]bool, len(there))
	for _, s := range there {
		ids[s.ID] = true
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	maps.DeleteFunc(x.entries, func(id capability.ReturnID, _ *indexed) bool { return !ids[id] })
}

func (x *index) unsaved() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.changed
}

// take gives all entries to be saved.
func (x *index) take() []*indexed {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.changed = false
	return slices.Collect(maps.Values(x.entries))
}
