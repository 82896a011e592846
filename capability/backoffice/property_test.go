package backoffice_test

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

// machine drives an office with one device that does what devices and people
// do: it returns, activates, loads in any order, is set back to an old state,
// and its requests arrive late and more than once.
type machine struct {
	office  *backoffice.Office
	device  *device
	ids     []capability.ActivationID // that it asks for
	backups []device
	sent    [][]byte
	replies [][]byte
}

func (m *machine) step(t *rapid.T) {
	switch rapid.SampledFrom([]string{"ask", "sync", "repeat", "load", "back up", "roll back", "skip"}).Draw(t, "step") {
	case "ask":
		m.ask(t)
	case "sync":
		m.send(t, m.device.request())
	case "repeat":
		m.repeat(t)
	case "load":
		m.load(t)
	case "back up":
		m.backups = append(m.backups, *m.device)
	case "roll back":
		m.rollBack(t)
	case "skip":
		m.skip(t)
	}
}

func (m *machine) send(t *rapid.T, data []byte) {
	reply, err := m.office.Process(m.device.t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	m.sent, m.replies = append(m.sent, data), append(m.replies, reply.Bytes)
}

func (m *machine) ask(t *rapid.T) {
	var lines []capability.Line
	for _, id := range m.ids {
		if rapid.Bool().Draw(t, "line for "+string(id)) {
			lines = append(lines, capability.Line{ActivationID: id, Count: rapid.IntRange(0, 6).Draw(t, "remaining")})
		}
	}
	m.send(t, m.device.request(lines...))
}

func (m *machine) repeat(t *rapid.T) {
	if len(m.sent) == 0 {
		return
	}
	i := rapid.IntRange(0, len(m.sent)-1).Draw(t, "which")
	reply, err := m.office.Process(m.device.t.Context(), m.sent[i])
	if err != nil || !bytes.Equal(reply.Bytes, m.replies[i]) {
		t.Fatalf("the same request got another answer, or %v", err)
	}
}

func (m *machine) load(t *rapid.T) {
	if len(m.replies) == 0 {
		return
	}
	m.device.load(rapid.SampledFrom(m.replies).Draw(t, "response"))
}

func (m *machine) rollBack(t *rapid.T) {
	if len(m.backups) == 0 {
		return
	}
	made := m.device.made
	*m.device = rapid.SampledFrom(m.backups).Draw(t, "backup")
	m.device.made = made
}

func (m *machine) skip(t *rapid.T) {
	if err := m.office.SetSkipConfirmation(m.device.t.Context(), rapid.Bool().Draw(t, "skip")); err != nil {
		t.Fatal(err)
	}
}

func TestAnySequenceKeepsTheBooks(t *testing.T) {
	office, n := newOffice(t), 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		d := newDevice(t, fmt.Sprintf("pump-%d", n))
		for i := range d.rights {
			d.rights[i].ActivationID += capability.ActivationID(fmt.Sprintf("-%d", n))
		}
		enroll(t, office, d)
		if err := office.SetSkipConfirmation(t.Context(), false); err != nil {
			r.Fatal(err)
		}
		m := &machine{office: office, device: d, ids: []capability.ActivationID{"X", d.rights[0].ActivationID, d.rights[1].ActivationID}}
		for range rapid.IntRange(1, 15).Draw(r, "steps") {
			m.step(r)
		}
		if err := office.Audit(t.Context()); err != nil {
			r.Fatal(err)
		}
	})
}

// credits counts units by the response that took them, to see them once only.
type credits map[backoffice.Removal]bool

func (c credits) add(t *rapid.T, changes []backoffice.Change) {
	for _, change := range changes {
		removal := backoffice.Removal{ActivationID: change.ActivationID, Seq: change.Seq}
		if change.Kind == backoffice.Credited && c[removal] {
			t.Fatalf("%s, taken by response %d, was credited twice", change.ActivationID, change.Seq)
		}
		c[removal] = c[removal] || change.Kind == backoffice.Credited
	}
}

// The rule alone: units are never made or lost, nothing is credited twice, and
// nothing before its response was named.
func TestRuleKeepsUnits(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b, seen := books(), make(credits)
		for range rapid.IntRange(1, 30).Draw(r, "requests") {
			request := drawRequest(r, b)
			d := b.Decide(request, backoffice.Terms{Now: noon(), SkipConfirmation: rapid.Bool().Draw(r, "skip")})
			seen.add(r, d.Changes)
			checkUnits(r, d.After)
			for _, removal := range b.Removals {
				still := d.After.Waiting(removal.ActivationID) >= removal.Count
				if !still && (request.Last == nil || request.Last.Seq < removal.Seq) {
					r.Fatalf("%+v was credited by a device that names %v", removal, request.Last)
				}
			}
			b = d.After.Issue(*mark(byte(d.Response.Seq)))
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

func checkUnits(r *rapid.T, b backoffice.Books) {
	for id, e := range b.Entitlements {
		held := capability.CountOf(b.Rights(), id)
		if e.Available < 0 || e.Available+held+b.Waiting(id) != e.Total {
			r.Fatalf("%s: %d available, %d held, %d waiting of %d", id, e.Available, held, b.Waiting(id), e.Total)
		}
	}
}
