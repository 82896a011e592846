package explore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"handback/capability"
	"handback/capability/desk"
)

// stepKey is all that what is done at a laptop depends on.
type stepKey struct {
	act    act
	number uint8 // of the laptop
	laptop ref
	unit   ref
	stick  ref
}

// step is what came of it.
type step struct {
	laptop ref
	unit   ref
	stick  ref

	kind    capability.ActKind  // of the act, where it was the next one
	refused *capability.Refusal // by the device
	err     error
	place   desk.Suggestion
	named   capability.ReturnID // by the place
}

// at carries an act out at the laptop with the device and the stick at hand.
func (m *model) at(w world, a act) step {
	key := stepKey{a, w.laptop, w.laptops[w.laptop], w.units[w.device], w.sticks[0]}
	if a.kind != where || m.news(*m.laptops.get(key.laptop), *m.sticks.get(key.stick)) {
		return m.steps.of(key, func() step { return m.work(key) })
	}
	key.stick = noFiles // looking at it would change nothing
	s := m.steps.of(key, func() step { return m.work(key) })
	s.stick = w.sticks[0]
	return s
}

// news reports whether a case on the stick holds what the laptop has not.
func (m *model) news(l laptop, s stick) bool {
	b := book{m: m, laptop: l}
	for _, f := range s {
		theirs, ok := m.caseOf(f.Blob)
		if !ok {
			continue
		}
		now := m.journals.get(theirs).now
		i, found := b.find(now.ID)
		if !found {
			return true
		}
		ours, length := l[i].Journal, m.journals.get(theirs).length
		if m.ancestor(ours, length) != theirs && m.ancestor(theirs, m.journals.get(ours).length) == ours || m.lacks(l[i], s) {
			return true
		}
	}
	return false
}

// lacks reports whether a file of the return lies on the stick and not beside
// its journal.
func (m *model) lacks(k kase, s stick) bool {
	for _, a := range m.journals.get(k.Journal).now.Artifacts() {
		for _, f := range s {
			_, kept := slices.BinarySearch(k.Files, f.Blob)
			if !kept && capability.DigestOf(m.blobs.get(f.Blob).data) == a.SHA256 {
				return true
			}
		}
	}
	return false
}

// caseOf is the journal in the record of a case.
func (m *model) caseOf(file ref) (ref, bool) {
	j := m.cases.of(file, func() ref {
		var record struct{ Journal []capability.Entry }
		if json.Unmarshal(m.blobs.get(file).data, &record) != nil {
			return noFacts
		}
		at := noFacts
		for _, e := range record.Journal {
			at, _ = m.grow(at, e)
		}
		return at
	})
	return j, j != noFacts
}

func (m *model) work(key stepKey) step {
	h := hand{
		ctx:  context.Background(),
		book: &book{m: m, laptop: *m.laptops.get(key.laptop)}, plug: &plug{m: m, unit: *m.units.get(key.unit)},
		slot: &slot{m, *m.sticks.get(key.stick)},
	}
	h.desk = desk.New(desk.Options{
		Ledger: h.book, Operator: operators()[key.number], Now: noon, Random: &ids{key.number, uint8(len(h.book.laptop))},
	})
	var s step
	h.safely(key.act, &s)
	s.refused, s.err = h.plug.refused, briefly(s.err)
	s.laptop, s.unit, s.stick = m.laptop(h.book.laptop), m.unit(h.plug.unit), m.stick(h.slot.stick)
	return s
}

func operators() [2]string { return [2]string{"kim", "lee"} }

// ids draws return IDs that no two laptops share.
type ids struct{ laptop, next uint8 }

// Read implements [io.Reader].
func (i *ids) Read(p []byte) (int, error) {
	if len(p) < 2 {
		return 0, io.ErrShortBuffer
	}
	clear(p)
	p[0], p[1] = 10+i.laptop, i.next
	i.next++
	return len(p), nil
}

// hand is a person at a laptop with a device and a stick.
type hand struct {
	ctx  context.Context
	desk *desk.Desk
	book *book
	plug *plug
	slot *slot
}

func (h hand) means() desk.Means { return desk.Means{Device: h.plug, Stick: h.slot} }

// briefly leaves out what was seen on the stick: there are many of them.
func briefly(err error) error {
	if missing := new(desk.Missing); errors.As(err, &missing) {
		return &desk.Missing{Act: missing.Act, Need: missing.Need}
	}
	return err
}

var errPanic = errors.New("it panicked")

// safely makes an error of a panic, so that the way to it can be told.
func (h hand) safely(a act, s *step) {
	defer func() {
		if r := recover(); r != nil {
			s.err = fmt.Errorf("%w: %v", errPanic, r)
		}
	}()
	h.do(a, s)
}

func (h hand) do(a act, s *step) {
	switch a.kind {
	case where:
		p, err := h.desk.Where(h.ctx, h.means(), nil)
		s.place, s.err = p.Suggest, err
		if p.Return != nil {
			s.named = p.Return.ID
		}
	case start, startAnyway, startForOther:
		s.err = h.start(a)
	case adopt, adoptAnyway:
		_, s.err = h.desk.Adopt(h.ctx, h.means(), nil)
	case next, nextOfOther, nextCutOff, nextUnheard, nextKilled:
		h.book.dies = a.kind == nextKilled
		h.plug.cut = map[kind]cut{nextCutOff: before, nextUnheard: after}[a.kind]
		done, err := h.desk.Do(h.ctx, h.book.laptop[a.n].ID, h.means(), nil)
		s.kind, s.err = done.Act.Kind, err
	default:
		s.err = h.change(a.kind, h.book.laptop[a.n].ID)
	}
}

var errNoOrder = errors.New("there is no such order")

func (h hand) start(a act) error {
	reading, err := h.desk.Read(h.ctx, h.plug, nil)
	if err != nil {
		return err
	}
	order := capability.ReturnAll(reading.Licenses)
	if a.v == 1 {
		order = part(reading.Licenses)
	}
	if len(order.Lines) == 0 {
		return errNoOrder
	}
	if a.kind == startForOther {
		_, err = h.desk.StartForReplacement(h.ctx, reading, order, "", hostOf(1-h.plug.unit.number))
		return err
	}
	_, err = h.desk.Start(h.ctx, reading, order, "")
	return err
}

// part leaves one unit of the first license that has more.
func part(held []capability.License) (o capability.Order) {
	for _, l := range held {
		if l.Count > 1 {
			o.Lines = []capability.Line{{ActivationID: l.ActivationID, Count: 1}}
			return o
		}
	}
	return o
}

func (h hand) change(k kind, id capability.ReturnID) (err error) {
	switch k {
	case claim:
		_, err = h.desk.ClaimUploaded(h.ctx, id, "")
	case cancel:
		_, err = h.desk.Cancel(h.ctx, id, "")
	case replaceRequest:
		_, err = h.desk.Replace(h.ctx, id, "")
	case withdraw:
		_, err = h.desk.Withdraw(h.ctx, id, "")
	case saveAgain:
		_, err = h.desk.SaveAgain(h.ctx, id, h.slot, nil)
	case declare:
		_, err = h.desk.Declare(h.ctx, id, evidence(h.book.m.journals.get(h.book.laptop[h.mustFind(id)].Journal).now))
	case decideObsolete:
		_, err = h.desk.Decide(h.ctx, id, capability.Decided{Outcome: capability.MadeObsolete, Who: "the owner"})
	case decideDeclined:
		_, err = h.desk.Decide(h.ctx, id, capability.Decided{Outcome: capability.Declined, Who: "the owner"})
	}
	return err
}

func (h hand) mustFind(id capability.ReturnID) int {
	i, _ := h.book.find(id)
	return i
}

func evidence(r capability.Return) capability.Evidence {
	return capability.Evidence{Cause: capability.NoBoot, Serial: r.Device.Serial, Host: r.Device.Host, Source: "label", Who: "somebody"}
}
