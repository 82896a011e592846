package explore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

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
	needs  needs
}

// step is what came of it.
type step struct {
	laptop ref
	unit   ref
	stick  ref

	kind    capability.ActKind  // of the act, where it was the next one
	refused *capability.Refusal // by the device
	sent    []command           // to it
	err     error
	place   desk.Suggestion
	named   capability.ReturnID // by the place
}

// at carries an act out at the laptop with the device and the stick at hand.
func (m *model) at(w world, a act) step {
	key := stepKey{act: a, number: w.laptop, laptop: w.laptops[w.laptop]}
	if key.needs = m.needsOf(key); key.needs.device {
		key.unit = w.units[w.device]
	}
	if key.stick = noFiles; key.needs.stick {
		key.stick = w.sticks[0]
	}
	reads := m.reads(key)
	if reads {
		key.stick = m.telling(key)
	}
	s := m.steps.of(key, func() step { return m.work(key) })
	if !key.needs.device {
		s.unit = w.units[w.device]
	}
	if reads || !key.needs.stick {
		s.stick = w.sticks[0]
	}
	return s
}

func (m *model) work(key stepKey) step {
	h := hand{
		ctx:  context.Background(),
		book: &book{m: m, laptop: *m.laptops.get(key.laptop)}, plug: &plug{m: m, unit: *m.units.get(key.unit), away: !key.needs.device},
	}
	h.slot = &slot{m: m, stick: *m.sticks.get(key.stick), book: h.book, away: !key.needs.stick}
	o := desk.Options{
		Ledger: h.book, Operator: operators()[key.number], Now: noon, Random: &ids{key.number, uint8(len(h.book.laptop))},
	}
	if key.number == 0 {
		o.SignCase = func(_ context.Context, record []byte) ([]byte, error) { return sign(record), nil }
	} else {
		o.SignerOf = signerOf
	}
	h.desk = desk.New(o)
	var s step
	h.safely(key.act, &s)
	s.refused, s.sent, s.err = h.plug.refused, h.plug.sent, briefly(s.err)
	s.laptop, s.unit, s.stick = m.laptop(h.book.laptop), m.unit(h.plug.unit), m.stick(h.slot.stick)
	return s
}

// operators are two colleagues. The first one signs the cases that go on a
// stick, and the other knows that signature.
func operators() [2]string { return [2]string{"kim", "lee"} }

// sign stands for a signature that nobody else can make.
func sign(record []byte) []byte {
	d := capability.DigestOf(append([]byte("what only "+operators()[0]+" has"), record...))
	return d[:]
}

var errSigner = errors.New("that is no signature of a colleague")

func signerOf(record, signature []byte) (string, error) {
	if !bytes.Equal(signature, sign(record)) {
		return "", errSigner
	}
	return operators()[0], nil
}

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

var (
	errPanic = errors.New("it panicked")
	errAway  = errors.New("it reached for what it does not need")
)

// safely makes an error of a panic, so that the way to it can be told.
func (h hand) safely(a act, s *step) {
	defer func() {
		switch r := recover(); r {
		case nil:
		case errAway:
			s.err = errAway
		default:
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
	case takeCase, takeAnyway:
		_, _, s.err = h.desk.TakeIn(h.ctx, h.slot, desk.Case{Path: h.slot.stick[a.n].Path}, nil)
	case next, nextOfOther, nextCutOff, nextUnheard, nextKilled:
		h.book.dies = a.kind == nextKilled
		h.plug.cut = map[kind]cut{nextCutOff: before, nextUnheard: after}[a.kind]
		done, err := h.desk.Do(h.ctx, h.book.laptop[a.n].ID, h.means(), nil)
		s.kind, s.err = done.Act.Kind, err
		if err == nil && done.Return.AwaitsProof() && s.kind == capability.ActNothing {
			_, _, s.err = h.desk.Prove(h.ctx, done.Return.ID, h.slot, nil)
		}
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
		_, err = h.desk.Declare(h.ctx, id, h.evidence(id))
	case decideObsolete:
		_, err = h.desk.Decide(h.ctx, id, capability.Decided{Outcome: capability.MadeObsolete, Who: "the owner"})
	case setAside:
		_, err = h.desk.SetAside(h.ctx, id, "")
	case decideDeclined:
		_, err = h.desk.Decide(h.ctx, id, capability.Decided{Outcome: capability.Declined, Who: "the owner"})
	}
	return err
}

// evidence is what a person reads from the label of the device.
func (h hand) evidence(id capability.ReturnID) capability.Evidence {
	i, _ := h.book.find(id)
	host := h.book.m.journals.get(h.book.laptop[i].Journal).now.Device.Host
	return capability.Evidence{Cause: capability.NoBoot, Serial: serialOf(deviceOf(host)), Host: host, Source: "label", Who: "somebody"}
}
