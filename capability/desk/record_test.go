package desk

import (
	"encoding/json"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/testkit"
)

// FuzzRecord reads the record of a case as another laptop, or anybody, left it
// on a stick, and weighs it by the rules.
func FuzzRecord(f *testing.F) {
	opened := capability.Opened{ID: "R-7F3K2", Way: capability.FromPortal, Reading: capability.Reading{
		Device: capability.Identity{Host: capability.HostID{Type: "PUBLISHER_DEFINED", Value: "X200-SN0042"}},
	}}
	r, err := capability.Replay([]capability.Entry{{At: time.Unix(1_700_000_000, 0), By: "kim", Fact: opened}})
	if err != nil {
		f.Fatal(err)
	}
	seed, err := encodeCase(r, capability.Digest{})
	if err != nil {
		f.Fatal(err)
	}
	add := func(e testkit.Edit) { f.Add(e.Of, e.At, e.Cut, e.Piece) }
	add(testkit.Edit{})
	add(testkit.Whole(`{"handback":1,"journal":[{"kind":"scanned","fact":{"who":"kim"}},{"kind":"saved","fact":{}}]}`))
	add(testkit.Whole(`{"handback":2,"journal":[null]}`))
	f.Fuzz(func(t *testing.T, of uint8, at, cut uint16, piece []byte) {
		data := testkit.Edit{Of: of, At: at, Cut: cut, Piece: piece}.Apply(seed)
		entries, err := decodeCase(data)
		if err != nil {
			return
		}
		if len(entries) == 0 {
			t.Fatal("a record of nothing")
		}
		if _, err := json.Marshal(entries); err == nil && !leadsTo(data, entries) {
			t.Errorf("%q does not lead to itself", data)
		}
		if r, err := capability.Replay(entries); err == nil && len(r.Entries) != len(entries) {
			t.Errorf("%d facts of %d count", len(r.Entries), len(entries))
		}
	})
}
