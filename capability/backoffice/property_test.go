package backoffice_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"

	"pgregory.net/rapid"
)

// actor is a device that does what devices and people do: it returns,
// activates, loads in any order, is set back to an old state, and its requests
// arrive late and more than once.
type actor struct {
	device   *device
	backups  []device
	sent     [][]byte
	answers  [][]byte // to what was sent
	received [][]byte // every response
	dead     bool
}

// machine drives an office with two devices that share entitlements, and a
// portal that removes, trusts and writes off in between.
type machine struct {
	office *backoffice.Office
	ids    []capability.ActivationID // that are asked for
	actors []*actor
}

func (m *machine) step(t *rapid.T) {
	a := rapid.SampledFrom(m.actors).Draw(t, "device")
	switch rapid.SampledFrom([]string{
		"ask", "sync", "repeat", "load", "back up", "roll back", "skip", "remove", "fetch again", "obsolete",
	}).Draw(t, "step") {
	case "ask":
		m.ask(t, a)
	case "sync":
		m.send(t, a, a.device.request())
	case "repeat":
		m.repeat(t, a)
	case "load":
		if len(a.received) > 0 {
			a.device.load(rapid.SampledFrom(a.received).Draw(t, "response"))
		}
	case "back up":
		a.backups = append(a.backups, *a.device)
	case "roll back":
		a.rollBack(t)
	case "skip":
		m.skip(t, a)
	case "remove":
		m.remove(t, a)
	case "fetch again":
		m.fetchAgain(t, a)
	case "obsolete":
		m.writeOff(t, a)
	}
}

// send also sees that an obsolete device gets nothing.
func (m *machine) send(t *rapid.T, a *actor, data []byte) {
	reply, err := m.office.Process(a.device.t.Context(), data)
	switch {
	case a.dead && errors.Is(err, backoffice.ErrObsolete):
		return
	case err != nil || a.dead:
		t.Fatalf("%v, obsolete: %t", err, a.dead)
	}
	a.sent, a.answers, a.received = append(a.sent, data), append(a.answers, reply.Bytes), append(a.received, reply.Bytes)
}

func (m *machine) ask(t *rapid.T, a *actor) {
	var lines []capability.Line
	for _, id := range m.ids {
		if rapid.Bool().Draw(t, "line for "+string(id)) {
			lines = append(lines, capability.Line{ActivationID: id, Count: rapid.IntRange(0, 6).Draw(t, "remaining")})
		}
	}
	m.send(t, a, a.device.request(lines...))
}

func (m *machine) repeat(t *rapid.T, a *actor) {
	if len(a.sent) == 0 || a.dead {
		return
	}
	i := rapid.IntRange(0, len(a.sent)-1).Draw(t, "which")
	reply, err := m.office.Process(a.device.t.Context(), a.sent[i])
	if err != nil || !bytes.Equal(reply.Bytes, a.answers[i]) {
		t.Fatalf("the same request got another answer, or %v", err)
	}
}

func (a *actor) rollBack(t *rapid.T) {
	if len(a.backups) == 0 {
		return
	}
	made := a.device.made
	*a.device = rapid.SampledFrom(a.backups).Draw(t, "backup")
	a.device.made = made
}

func (m *machine) skip(t *rapid.T, a *actor) {
	if err := m.office.SetSkipConfirmation(a.device.t.Context(), rapid.Bool().Draw(t, "skip")); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) remove(t *rapid.T, a *actor) {
	id := rapid.SampledFrom(m.ids).Draw(t, "id")
	issued, err := m.office.Remove(a.device.t.Context(), a.device.host, id, rapid.IntRange(0, 3).Draw(t, "quantity"))
	switch {
	case errors.Is(err, backoffice.ErrNotHeld), errors.Is(err, backoffice.ErrQuantity):
	case a.dead && errors.Is(err, backoffice.ErrObsolete):
	case err != nil || a.dead:
		t.Fatalf("%v, obsolete: %t", err, a.dead)
	default:
		a.received = append(a.received, issued.Bytes)
	}
}

func (m *machine) fetchAgain(t *rapid.T, a *actor) {
	if len(a.received) == 0 || a.dead {
		return
	}
	newest := a.received[len(a.received)-1]
	issued, err := m.office.Response(a.device.t.Context(), a.device.host, 0)
	if err != nil || !bytes.Equal(issued.Bytes, newest) {
		t.Fatalf("the newest response came back in other bytes, or %v", err)
	}
}

func (m *machine) writeOff(t *rapid.T, a *actor) {
	if !rapid.Bool().Draw(t, "really") {
		return
	}
	changes, err := m.office.Obsolete(a.device.t.Context(), a.device.host, declaration(a.device.t, a.device))
	if err != nil || a.dead != (len(changes) == 0) {
		t.Fatalf("%+v, %v, obsolete before: %t", changes, err, a.dead)
	}
	a.dead = true
}

func TestAnySequenceKeepsTheBooks(t *testing.T) {
	for kind, at := range places() {
		t.Run(kind, func(t *testing.T) { anySequenceKeepsTheBooks(t, at, kind == "PostgreSQL") })
	}
}

func anySequenceKeepsTheBooks(t *testing.T, at place, slow bool) {
	if checks := flag.Lookup("rapid.checks"); raced || slow {
		before := checks.Value.String()
		setChecks(t, "10")
		defer setChecks(t, before)
	}
	office, n := newOffice(t, at), 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		m := &machine{office: office, ids: []capability.ActivationID{"X"}}
		for k := range 2 {
			d := newDevice(t, fmt.Sprintf("pump-%d-%d", n, k))
			for i := range d.rights {
				d.rights[i].ActivationID += capability.ActivationID(fmt.Sprintf("-%d", n))
			}
			enroll(t, office, d)
			m.actors = append(m.actors, &actor{device: d})
		}
		for _, l := range m.actors[0].device.rights {
			m.ids = append(m.ids, l.ActivationID)
		}
		if err := office.SetSkipConfirmation(t.Context(), false); err != nil {
			r.Fatal(err)
		}
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			m.step(r)
		}
		if err := office.Audit(t.Context()); err != nil {
			r.Fatal(err)
		}
	})
}

func setChecks(t *testing.T, n string) {
	t.Helper()
	if err := flag.Set("rapid.checks", n); err != nil {
		t.Fatal(err)
	}
}

// harness is two devices that share their entitlements, in memory: the rules
// alone, in any order. Removals that were credited are remembered, to see each
// once only.
type harness struct {
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

func newHarness() *harness {
	one, other := books(), books()
	other.Host.Value = "pump-2"
	h := &harness{devices: []backoffice.Books{one, other}, shared: maps.Clone(one.Entitlements), credited: make(map[credit]bool)}
	for id, e := range h.shared { // what the second one holds is entitled too
		e.Total += capability.CountOf(other.Rights(), id)
		h.shared[id] = e
	}
	return h
}

func (h *harness) step(t *rapid.T) {
	i := rapid.IntRange(0, 1).Draw(t, "device")
	b := h.devices[i]
	b.Entitlements = maps.Clone(h.shared)
	terms := backoffice.Terms{Now: noon(), SkipConfirmation: h.skip}
	switch rapid.SampledFrom([]string{"ask", "ask", "ask", "remove", "remove", "skip", "obsolete", "refuse"}).Draw(t, "step") {
	case "ask":
		if b.Admit() != nil {
			return
		}
		request := drawRequest(t, b)
		d := b.Decide(request, terms)
		h.check(t, i, d.Changes, request.Last)
		h.keep(i, d.After.Issue(*mark(byte(d.Response.Seq))))
	case "remove":
		id := rapid.SampledFrom([]capability.ActivationID{"A", "B", "C", "X"}).Draw(t, "id")
		d, err := b.Remove(id, rapid.IntRange(0, 6).Draw(t, "quantity"), terms)
		if err != nil {
			return
		}
		h.check(t, i, d.Changes, nil)
		h.keep(i, d.After.Issue(*mark(byte(d.Response.Seq))))
	case "skip":
		h.skip = !h.skip
	case "obsolete":
		if !rapid.Bool().Draw(t, "really") {
			return
		}
		after, changes := b.Obsolete("")
		h.check(t, i, changes, nil)
		h.keep(i, after)
	case "refuse":
		after, _ := b.Refuse(b.Admit())
		h.keep(i, after)
	}
}

func (h *harness) keep(i int, after backoffice.Books) {
	h.devices[i], h.shared = after, after.Entitlements
}

// check is about each credit: once, and on a basis that is there.
func (h *harness) check(t *rapid.T, i int, changes []backoffice.Change, last *capability.Mark) {
	for _, c := range changes {
		if c.Kind != backoffice.Credited {
			continue
		}
		this := credit{i, c.ActivationID, c.Seq}
		if h.credited[this] {
			t.Fatalf("%s, taken from device %d by response %d, was credited twice", c.ActivationID, i, c.Seq)
		}
		h.credited[this] = true
		based := map[backoffice.Basis]bool{
			backoffice.OnProof: last != nil && last.Seq >= c.Seq && last.SHA256 == h.devices[i].Issued[last.Seq],
			backoffice.OnTrust: h.skip, backoffice.OnDecision: changes[0].Kind == backoffice.WrittenOff,
		}
		if !based[c.Basis] {
			t.Fatalf("%s, taken by response %d, was credited on %s by a device that names %v", c.ActivationID, c.Seq, c.Basis, last)
		}
	}
}

// balanced is the invariant: no unit is made, none is lost.
func (h *harness) balanced(t *rapid.T) {
	for id, e := range h.shared {
		held, waiting := 0, 0
		for _, b := range h.devices {
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
		h := newHarness()
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			h.step(r)
			h.balanced(r)
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

// A device that does not know about a removal gets nothing back by it.
func TestNothingIsGrantedBehindARemoval(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h := newHarness()
		for range rapid.IntRange(0, 20).Draw(r, "steps") {
			h.step(r)
		}
		b := h.devices[0]
		if b.Admit() != nil {
			return
		}
		b.Entitlements = h.shared
		request := drawRequest(r, b)
		d := b.Decide(request, backoffice.Terms{Now: noon(), SkipConfirmation: h.skip})
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
