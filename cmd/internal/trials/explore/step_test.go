package explore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"

	"handback/capability"
	"handback/capability/desk"
)

// stepKey is all that what is done at a laptop depends on.
type stepKey struct {
	act    act
	number uint8 // of the laptop
	laptop ref
	device ref
	stick  ref
	needs  needs
}

// step is what happened.
type step struct {
	laptop ref
	device ref
	stick  ref

	kind       capability.ActKind  // of the act, where it was the next one
	refused    *capability.Refusal // by the device
	sent       []command           // to it
	err        error
	suggestion desk.Suggestion
	named      capability.ReturnID // by the place
}

// carryOut carries an act out at the laptop with the device and the stick at hand.
func (m *model) carryOut(st state, a act) step {
	key := stepKey{act: a, number: st.laptop, laptop: st.laptops[st.laptop]}
	if key.needs = m.needsOf(key); key.needs.device {
		key.device = st.devices[st.device]
	}
	if key.stick = noFiles; key.needs.stick {
		key.stick = st.sticks[0]
	}
	reads := m.reads(key)
	if reads {
		key.stick = m.telling(key)
	}
	s := m.steps.of(key, func() step { return m.work(key) })
	if !key.needs.device {
		s.device = st.devices[st.device]
	}
	if reads || !key.needs.stick {
		s.stick = st.sticks[0]
	}
	return s
}

func (m *model) work(key stepKey) step {
	w := worker{
		ctx:    context.Background(),
		ledger: &fakeLedger{m: m, laptop: *m.laptops.get(key.laptop)}, device: &fakeDevice{m: m, device: *m.devices.get(key.device), away: !key.needs.device},
	}
	w.stick = &fakeStick{m: m, stick: *m.sticks.get(key.stick), ledger: w.ledger, away: !key.needs.stick}
	w.desk = deskAt(key.number, w.ledger)
	var s step
	w.safely(key.act, &s)
	s.refused, s.sent, s.err = w.device.refused, w.device.sent, briefly(s.err)
	s.laptop, s.device, s.stick = m.laptop(w.ledger.laptop), m.device(w.device.device), m.stick(w.stick.stick)
	return s
}

// deskAt is the desk of a laptop.
func deskAt(number uint8, l *fakeLedger) *desk.Desk {
	o := desk.Options{Ledger: l, Operator: operators()[number], Now: noon, Random: &ids{number, uint8(len(l.laptop))}}
	if number == 0 {
		o.SignCase = func(_ context.Context, record []byte) ([]byte, error) { return sign(record), nil }
	} else {
		o.SignerOf = signerOf
	}
	return desk.New(o)
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

// worker is a person at a laptop with a device and a stick.
type worker struct {
	ctx    context.Context
	desk   *desk.Desk
	ledger *fakeLedger
	device *fakeDevice
	stick  *fakeStick
}

func (w worker) means() desk.Means { return desk.Means{Device: w.device, Stick: w.stick} }

// briefly leaves out of an error what was seen on the stick, which varies.
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
func (w worker) safely(a act, s *step) {
	defer func() {
		switch r := recover(); r {
		case nil:
		case errAway:
			s.err = errAway
		default:
			s.err = fmt.Errorf("%w: %v", errPanic, r)
		}
	}()
	w.do(a, s)
}

func (w worker) do(a act, s *step) {
	switch a.kind {
	case where:
		p, err := w.desk.Where(w.ctx, w.means(), nil)
		s.suggestion, s.err = p.Suggest, err
		if p.Return != nil {
			s.named = p.Return.ID
		}
	case start, startAnyway, startForOther:
		s.err = w.start(a)
	case adopt, adoptAnyway:
		_, s.err = w.desk.Adopt(w.ctx, w.means(), nil)
	case takeCase, takeAnyway:
		_, _, s.err = w.desk.TakeIn(w.ctx, w.stick, desk.Case{Path: w.stick.stick[a.n].Path}, nil)
	case next, nextOfOther, nextCutOff, nextUnheard, nextKilled:
		w.ledger.dies = a.kind == nextKilled
		w.device.cut = map[kind]cut{nextCutOff: before, nextUnheard: after}[a.kind]
		done, err := w.desk.Do(w.ctx, w.ledger.laptop[a.n].ID, w.means(), nil)
		s.kind, s.err = done.Act.Kind, err
		if err == nil && done.Return.AwaitsProof() && s.kind == capability.ActNothing {
			_, _, s.err = w.desk.Prove(w.ctx, done.Return.ID, w.stick, nil)
		}
	default:
		s.err = w.change(a.kind, w.ledger.laptop[a.n].ID)
	}
}

var errNoOrder = errors.New("there is no such order")

func (w worker) start(a act) error {
	reading, err := w.desk.Read(w.ctx, w.device, nil)
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
		other := hostOf(1 - w.device.device.number)
		_, err = w.desk.Start(w.ctx, reading, order, "", &other)
		return err
	}
	_, err = w.desk.Start(w.ctx, reading, order, "", nil)
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

func (w worker) change(k kind, id capability.ReturnID) (err error) {
	switch k {
	case claim:
		_, err = w.desk.ClaimUploaded(w.ctx, id, "")
	case cancel:
		_, err = w.desk.Cancel(w.ctx, id, "")
	case replaceRequest:
		_, err = w.desk.Replace(w.ctx, id, "")
	case withdraw:
		_, err = w.desk.Withdraw(w.ctx, id, "")
	case saveAgain:
		_, err = w.desk.SaveAgain(w.ctx, id, w.stick, nil)
	case declare:
		_, err = w.desk.Declare(w.ctx, id, w.evidence(id))
	case decideObsolete:
		_, err = w.desk.Decide(w.ctx, id, capability.Decided{Outcome: capability.MadeObsolete, Who: "the owner"})
	case setAside:
		_, err = w.desk.SetAside(w.ctx, id, "")
	case decideDeclined:
		_, err = w.desk.Decide(w.ctx, id, capability.Decided{Outcome: capability.Declined, Who: "the owner"})
	}
	return err
}

// evidence is what a person reads from the label of the device.
func (w worker) evidence(id capability.ReturnID) capability.Evidence {
	i, _ := w.ledger.find(id)
	host := w.ledger.m.journals.get(w.ledger.laptop[i].Journal).now.Device.Host
	return capability.Evidence{Cause: capability.NoBoot, Serial: serialOf(deviceOf(host)), Host: host, Source: "label", Who: "somebody"}
}

// needs are what an act can touch. What it doesn't need it can't reach; trying
// breaks a rule.
type needs struct{ device, stick bool }

func (m *model) needsOf(key stepKey) needs {
	switch key.act.kind {
	case where, adopt, adoptAnyway:
		return needs{true, true}
	case start, startAnyway, startForOther:
		return needs{device: true}
	case takeCase, takeAnyway, saveAgain:
		return needs{stick: true}
	case next, nextOfOther, nextCutOff, nextUnheard, nextKilled:
		device := m.nextOf(key).Need == capability.NeedsDevice
		return needs{device, !device}
	default:
		return needs{}
	}
}

func (m *model) nextOf(key stepKey) capability.Act {
	return capability.Next(m.journals.get((*m.laptops.get(key.laptop))[key.act.n].Journal).now)
}

// reads reports whether an act only reads the stick.
func (m *model) reads(key stepKey) bool {
	switch key.act.kind {
	case where, adopt, adoptAnyway:
		return true
	case next, nextOfOther:
		return key.needs.stick && m.nextOf(key).Need != capability.NeedsStick
	default:
		return false
	}
}

// telling is the stick without what tells the laptop nothing new: requests, and
// cases of which the laptop has all.
func (m *model) telling(key stepKey) ref {
	all := *m.sticks.get(key.stick)
	b := fakeLedger{m: m, laptop: *m.laptops.get(key.laptop)}
	news := map[string]bool{} // folders with other cases
	tells := func(f file) bool {
		file := m.blobs.get(f.Blob)
		return file.request() == nil && (file.caseOf == "" || !b.hasAll(file))
	}
	for _, f := range all {
		if m.blobs.get(f.Blob).caseOf != "" && tells(f) {
			news[path.Dir(f.Path)] = true
		}
	}
	told := slices.DeleteFunc(slices.Clone(all), func(f file) bool {
		signature := path.Ext(f.Path) == ".sig"
		return !tells(f) || signature && !news[path.Dir(f.Path)]
	})
	if len(told) == len(all) {
		return key.stick
	}
	return m.stick(told)
}
