package backoffice_test

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

// world is two devices that share their entitlements, in memory: the rules
// alone, in any order. Removals that were credited are remembered, to see each
// once only.
type world struct {
	devices  []backoffice.Books
	shared   map[capability.ActivationID]backoffice.Entitlement
	credited map[credit]bool
	skip     bool
}

type credit struct {
	device int
	id     capability.ActivationID
	seq    uint64
}

func newWorld() *world {
	one, other := books(), books()
	other.Host.Value = "pump-2"
	w := &world{devices: []backoffice.Books{one, other}, shared: maps.Clone(one.Entitlements), credited: make(map[credit]bool)}
	for id, e := range w.shared { // what the second one holds is entitled too
		e.Total += capability.CountOf(other.Rights(), id)
		w.shared[id] = e
	}
	return w
}

func (w *world) step(t *rapid.T) {
	i := rapid.IntRange(0, 1).Draw(t, "device")
	b := w.devices[i]
	b.Entitlements = maps.Clone(w.shared)
	terms := backoffice.Terms{Now: noon(), SkipConfirmation: w.skip}
	switch rapid.SampledFrom([]string{"ask", "ask", "ask", "remove", "remove", "skip", "obsolete", "refuse"}).Draw(t, "step") {
	case "ask":
		if b.Admit() != nil {
			return
		}
		request := drawRequest(t, b)
		d := b.Decide(request, terms)
		w.check(t, i, d.Changes, request.Last)
		w.keep(i, d.After.Issue(*mark(byte(d.Response.Seq))))
	case "remove":
		id := rapid.SampledFrom([]capability.ActivationID{"A", "B", "C", "X"}).Draw(t, "id")
		d, err := b.Remove(id, rapid.IntRange(0, 6).Draw(t, "quantity"), terms)
		if err != nil {
			return
		}
		w.check(t, i, d.Changes, nil)
		w.keep(i, d.After.Issue(*mark(byte(d.Response.Seq))))
	case "skip":
		w.skip = !w.skip
	case "obsolete":
		if !rapid.Bool().Draw(t, "really") {
			return
		}
		after, changes := b.Obsolete("")
		w.check(t, i, changes, nil)
		w.keep(i, after)
	case "refuse":
		after, _ := b.Refuse(b.Admit())
		w.keep(i, after)
	}
}

func (w *world) keep(i int, after backoffice.Books) {
	w.devices[i], w.shared = after, after.Entitlements
}

// check is about each credit: once, and on a basis that is there.
func (w *world) check(t *rapid.T, i int, changes []backoffice.Change, last *capability.Mark) {
	for _, c := range changes {
		if c.Kind != backoffice.Credited {
			continue
		}
		this := credit{i, c.ActivationID, c.Seq}
		if w.credited[this] {
			t.Fatalf("%s, taken from device %d by response %d, was credited twice", c.ActivationID, i, c.Seq)
		}
		w.credited[this] = true
		based := map[backoffice.Basis]bool{
			backoffice.OnProof: last != nil && last.Seq >= c.Seq && last.SHA256 == w.devices[i].Issued[last.Seq],
			backoffice.OnTrust: w.skip, backoffice.OnDecision: changes[0].Kind == backoffice.WrittenOff,
		}
		if !based[c.Basis] {
			t.Fatalf("%s, taken by response %d, was credited on %s by a device that names %v", c.ActivationID, c.Seq, c.Basis, last)
		}
	}
}

// balanced is the invariant: no unit is made, none is lost.
func (w *world) balanced(t *rapid.T) {
	for id, e := range w.shared {
		held, waiting := 0, 0
		for _, b := range w.devices {
			held += capability.CountOf(b.Rights(), id)
			waiting += b.Waiting(id)
			if b.Admit() != nil && (len(b.Rights()) > 0 || len(b.Removals) > 0) {
				t.Fatalf("%s is obsolete and has %+v", b.Host, b)
			}
		}
		if e.Available < 0 || e.Available+held+waiting != e.Total {
			t.Fatalf("%s: %d available, %d held, %d waiting of %d", id, e.Available, held, waiting, e.Total)
		}
	}
}

// Units are never made or lost, nothing is credited twice, and nothing without
// a proof, trust or a decision.
func TestRulesKeepUnits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			w.step(r)
			w.balanced(r)
		}
	})
}

func drawRequest(r *rapid.T, b backoffice.Books) message.Request {
	var request message.Request
	if seq := rapid.IntRange(0, int(b.Seq)+1).Draw(r, "last"); seq > 0 {
		request.Last = mark(byte(seq))
	}
	for _, id := range []capability.ActivationID{"A", "B", "C", "X"} {
		if rapid.Bool().Draw(r, "line") {
			request.Lines = append(request.Lines, lines(string(id), rapid.IntRange(0, 8).Draw(r, "remaining"))...)
		}
	}
	return request
}

// A device that does not know of a removal gets nothing back by it.
func TestNothingIsGrantedBehindARemoval(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(0, 20).Draw(r, "steps") {
			w.step(r)
		}
		b := w.devices[0]
		if b.Admit() != nil {
			return
		}
		b.Entitlements = w.shared
		request := drawRequest(r, b)
		d := b.Decide(request, backoffice.Terms{Now: noon(), SkipConfirmation: w.skip})
		for _, c := range d.Changes {
			for _, l := range b.Licenses {
				if c.Kind == backoffice.Granted && c.ActivationID == l.ActivationID && l.Taken > 0 &&
					(request.Last == nil || request.Last.Seq < l.Taken) {
					r.Fatalf("%+v was granted to a device that names %v, response %d took units", c, request.Last, l.Taken)
				}
			}
		}
	})
}
