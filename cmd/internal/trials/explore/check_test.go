package explore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// check checks a state by itself.
func (m *model) check(st state) *broken {
	for _, l := range st.laptops {
		if b := m.twice.of(l, func() *broken { return m.checkTransfers(*m.laptops.get(l)) }); b != nil {
			return b
		}
	}
	return m.uses.of([3]ref{st.office, st.devices[0], st.devices[1]}, func() *broken {
		o := *m.offices.get(st.office)
		units := [2]device{*m.devices.get(st.devices[0]), *m.devices.get(st.devices[1])}
		for _, id := range []capability.ActivationID{"ACT-1", "ACT-2", "ACT-3"} {
			if b := checkBooks(o, id); b != nil {
				return b
			}
			if b := m.checkUse(o, units, id); b != nil {
				return b
			}
		}
		return nil
	})
}

// checkTransfers is rule (i): nobody begins a second activation of what a
// return gave back, unless the first was cancelled.
func (m *model) checkTransfers(l laptop) *broken {
	type begun struct {
		by string
		of capability.ReturnID
	}
	first := map[begun]capability.ReturnID{}
	for _, k := range l {
		r := m.journals.get(k.Journal).now
		if r.TransferOf == "" || r.Stage == capability.StageCancelled {
			continue
		}
		b := begun{r.Entries[0].By, r.TransferOf}
		if other, twice := first[b]; twice {
			return &broken{rule: "i", text: fmt.Sprintf("%s and %s both activate what %s gave back", other, k.ID, b.of)}
		}
		first[b] = k.ID
	}
	return nil
}

// checkBooks is rule (a): available, held by devices and waiting is what is
// entitled.
func checkBooks(o office, id capability.ActivationID) *broken {
	e := o.Stock[id]
	sum := e.Available
	for _, b := range o.Books {
		sum += capability.CountOf(b.Rights(), id) + b.Waiting(id)
	}
	if sum == e.Total && e.Available >= 0 {
		return nil
	}
	return &broken{rule: "a", text: fmt.Sprintf("of %d %s the books have %d, %d of them available", e.Total, id, sum, e.Available)}
}

// checkUse is rule (b): with confirmation required, no unit is available while
// a device could still use it: holds it, or could load a response that gives
// it back. Excused are devices that were restored from an image, or written off
// and live; and what was credited on trust until its response is loaded.
func (m *model) checkUse(o office, units [2]device, id capability.ActivationID) *broken {
	e := o.Stock[id]
	sum, usable := e.Available, [2]int{}
	for i, u := range units {
		b := o.Books[i]
		usable[i] = m.usable(o, u, id)
		excused := u.restored || isObsolete(b) || o.Trusted[i] > seqOf(u.vault.Last)
		if due := capability.CountOf(b.Rights(), id) + b.Waiting(id); excused && usable[i] > due {
			usable[i] = due
		}
		sum += usable[i]
	}
	if sum <= e.Total {
		return nil
	}
	return &broken{rule: "b", text: fmt.Sprintf("of %d %s, %d are available while the devices could use %d and %d", e.Total, id, e.Available, usable[0], usable[1])}
}

// usable is the most units that a device can come to use, by what it holds and
// by the responses that it would still load.
func (m *model) usable(o office, u device, id capability.ActivationID) int {
	most := capability.CountOf(u.vault.Licenses, id)
	for _, r := range m.responses(o, u.number) {
		if r.Seq > seqOf(u.vault.Last) {
			most = max(most, capability.CountOf(r.Rights, id))
		}
	}
	return most
}

// checkAnswer looks at what the office made of a request.
func (m *model) checkAnswer(st state, a act, file blob, got answer) *broken {
	was, is := m.offices.get(st.office).Books[got.device], m.offices.get(got.office).Books[got.device]
	switch {
	case isObsolete(was):
		if is.Revivals == was.Revivals && !got.again {
			return &broken{rule: "b", text: "a device that was written off and lives is not flagged"}
		}
		return nil
	case got.refused != nil && a.kind == uploadAsTold:
		return &broken{rule: "d", text: "the back office refused what was uploaded as told: " + got.refused.Error()}
	case got.again || got.refused != nil:
		return nil
	case seqOf(file.m.Request.Last) < seqOf(was.Proved) && is.Rollbacks == was.Rollbacks:
		return &broken{rule: "b", text: "a device that went back behind what it had proved is not flagged"}
	}
	return m.checkCredits(st, got, file.m.Request.Last)
}

// checkCredits is rule (c): each credit has its ground.
func (m *model) checkCredits(st state, got answer, named *capability.Mark) *broken {
	o := m.offices.get(st.office)
	u := m.devices.get(st.devices[got.device])
	more := map[capability.ActivationID]int{}
	for _, c := range got.changes {
		switch {
		case c.Kind == backoffice.Granted:
			more[c.ActivationID] -= c.Count
			continue
		case c.Kind != backoffice.Credited && c.Kind != backoffice.Released:
			continue
		case c.Basis == backoffice.OnProof && (seqOf(named) < c.Seq || u.high < c.Seq),
			c.Basis == backoffice.OnTrust && !o.Skip,
			c.Basis == backoffice.OnDecision && !isObsolete(m.offices.get(got.office).Books[got.device]):
			return &broken{rule: "c", text: fmt.Sprintf("%d %s, taken away by response %d, are credited on %s; device %s has processed %d and named %d",
				c.Count, c.ActivationID, c.Seq, c.Basis, hostOf(got.device).Value, u.high, seqOf(named))}
		}
		more[c.ActivationID] += c.Count
	}
	for id, e := range m.offices.get(got.office).Stock {
		if was := o.Stock[id].Available; e.Available > was+more[id] {
			return &broken{rule: "c", text: fmt.Sprintf("%s went from %d to %d available, of which %d have a ground", id, was, e.Available, more[id])}
		}
	}
	return nil
}

// checkStep is rule (d), and checks what reading a device has to show.
func (m *model) checkStep(st state, a act, s step) *broken {
	u := m.devices.get(st.devices[st.device])
	excused := u.restored || isObsolete(m.offices.get(st.office).Books[st.device])
	proposed := a.kind == next || a.kind == nextOfOther || a.kind == nextUnheard || a.kind == nextCutOff
	var unknown *desk.OutcomeUnknown
	switch {
	case errors.Is(s.err, errPanic), errors.Is(s.err, errAway):
		return &broken{rule: "d", text: s.err.Error()}
	case proposed && s.refused != nil && !excused && !m.misled(st, s):
		return &broken{rule: "d", text: fmt.Sprintf("the device refused to %s: %v", s.kind, s.refused)}
	case (a.kind == next || a.kind == nextOfOther) && errors.As(s.err, &unknown):
		return &broken{rule: "d", text: fmt.Sprintf("nobody cut it off, and yet: %v", s.err)}
	}
	if b := m.checkTrust(st, a, s); b != nil {
		return b
	}
	if a.kind == where && s.err == nil {
		return m.checkFlagged(st, s)
	}
	return nil
}

// misled reports whether the device had to say that a response is not the
// portal's, for it tells nobody how that can be known.
func (m *model) misled(st state, s step) bool {
	last := s.sent[len(s.sent)-1]
	return !m.tells(*m.devices.get(st.devices[st.device])) && last.load != nil && !m.issued(st, last.load)
}

// checkFlagged is the end of rule (b) at a laptop: a device that went back
// behind what the laptop knows about it is flagged by a look at it, in a return
// that is neither cancelled nor waits for what happened to a command.
func (m *model) checkFlagged(st state, s step) *broken {
	u := m.devices.get(st.devices[st.device])
	book := fakeLedger{m: m, laptop: *m.laptops.get(st.laptops[st.laptop])}
	known, err := book.DeviceHistory(context.Background(), u.vault.Device.Host)
	if err != nil || seqOf(known.Mark) <= seqOf(u.vault.Last) {
		return nil
	}
	looked := false
	for _, k := range *m.laptops.get(s.laptop) {
		r := m.journals.get(k.Journal).now
		if r.Device.Host != u.vault.Device.Host || r.Stage == capability.StageCancelled || r.Stage.OutcomeUnknown() {
			continue
		}
		if r.HasFlag(capability.FlagRollback) {
			return nil
		}
		looked = true
	}
	if !looked {
		return nil
	}
	return &broken{rule: "b", text: fmt.Sprintf("device %s went back behind response %d and is not flagged", u.vault.Device.Host.Value, known.Mark.Seq)}
}

// runKey is all that the end of a return depends on, when only the tool's
// proposals are followed.
type runKey struct {
	state state
	id    capability.ReturnID
}

// enough acts to bring any return to its end.
const enough = 40

// checkEnds is rule (e): each open return on the laptop at hand, of the device
// carryOut hand, comes to its end when the tool's proposals are followed, and what it
// gave back to an activation on its replacement.
func (m *model) checkEnds(st state) *broken {
	if m.two {
		return m.checkBothEnd(st)
	}
	return m.checkEndsAt(st)
}

func (m *model) checkEndsAt(st state) *broken {
	if isObsolete(m.offices.get(st.office).Books[st.device]) {
		return nil
	}
	for _, k := range *m.laptops.get(st.laptops[st.laptop]) {
		r := m.journals.get(k.Journal).now
		if r.Open() && r.Device.Host == hostOf(int(st.device)) || activatesOn(r, st.device) {
			if b := m.ending(st, k.ID, enough); b != nil {
				return b
			}
		}
	}
	return nil
}

// ending goes on from a state and remembers for each on the way whether it
// ends well. What is not at hand stays as it is.
func (m *model) ending(st state, id capability.ReturnID, left int) *broken {
	key := runKey{st, id}
	key.state.laptops[1-st.laptop], key.state.devices[1-st.device], key.state.sticks[1] = 0, 0, 0
	m.ends.mu.RLock()
	b, known := m.ends.all[key]
	m.ends.mu.RUnlock()
	if known {
		return b
	}
	b = m.goOn(st, id, left)
	m.ends.mu.Lock()
	m.ends.all[key] = b
	m.ends.mu.Unlock()
	return b
}

func (m *model) goOn(st state, id capability.ReturnID, left int) *broken {
	b := fakeLedger{m: m, laptop: *m.laptops.get(st.laptops[st.laptop])}
	i, _ := b.find(id) // others can come before it on the way
	n, r := uint8(i), m.journals.get(b.laptop[i].Journal).now
	if !r.Open() && !activatesOn(r, st.device) || m.waits(st, r) {
		return nil
	}
	if left == 0 {
		return &broken{rule: "e", text: fmt.Sprintf("%s is at %s after %d acts", r.ID, r.Stage, enough)}
	}
	a := m.choose(st, n, r)
	after, wrong := m.do(st, a)
	switch {
	case wrong == nil && after == st:
		wrong = &broken{rule: "e", text: fmt.Sprintf("%s stays at %s: %v", r.ID, r.Stage, m.carryOut(st, act{kind: next, n: n}).err)}
	case wrong == nil:
		wrong = m.ending(after, id, left-1)
	}
	if wrong == nil {
		return nil
	}
	return &broken{wrong.rule, wrong.text, append([]act{a}, wrong.then...)}
}

// waits reports whether a return is an activation of more units than there
// are, or its device has another to do: nobody at the laptop can bring that to
// an end.
func (m *model) waits(st state, r capability.Return) bool {
	if !r.Open() {
		return m.occupied(st)
	}
	o := m.offices.get(st.office)
	return r.Purpose == capability.ToActivate && slices.ContainsFunc(r.Order.Lines, func(l capability.Line) bool {
		held := capability.CountOf(o.Books[st.device].Rights(), l.ActivationID)
		return l.Count-held > o.Stock[l.ActivationID].Available
	})
}

// occupied reports whether the device at hand has an open return, which comes
// before an activation.
func (m *model) occupied(st state) bool {
	return slices.ContainsFunc(*m.laptops.get(st.laptops[st.laptop]), func(k keptReturn) bool {
		r := m.journals.get(k.Journal).now
		return r.Open() && r.Device.Host == hostOf(int(st.device))
	})
}

// choose is the act that the tool proposes for a return, at the portal that of
// the person there.
func (m *model) choose(st state, n uint8, r capability.Return) act {
	a := act{kind: next, n: n}
	if r.Dead() { // and yet the device is at hand: the tool is asked where things stand
		return act{kind: where}
	}
	var missing *desk.Missing
	var open *desk.OpenReturn
	err := m.carryOut(st, a).err
	switch {
	case errors.As(err, &open) && r.Way == capability.FromCase: // the device has a return of its own here
		return act{kind: setAside, n: n}
	case awaitsRemoval(r):
		return m.chooseRemoval(st, n)
	case errors.Is(err, ledger.ErrNoFile) && capability.Next(r).Need == capability.NeedsStick: // another laptop has it
		return act{kind: replaceRequest, n: n}
	case !errors.As(err, &missing) || missing.Need != capability.NeedsPortal:
		return a
	}
	all := append(m.atPortal(st, n, r), act{kind: where})
	switch {
	case r.Way == capability.FromCase && r.Stage == capability.StageAtPortal:
		all = append(all, act{kind: setAside, n: n})
	case r.Way == capability.FromPortal && r.Problem != nil && r.Problem.Kind == capability.ProblemRefused: // what began it was none of the portal's
		all = append(all, act{kind: cancel, n: n})
	}
	for _, a := range all {
		if after, _ := m.do(st, a); after != st {
			return a
		}
	}
	return all[0]
}

// atPortal lists what can lead on where the portal's answer is waited for, what
// the tool proposes first the first.
func (m *model) atPortal(st state, n uint8, r capability.Return) (all []act) {
	wanted := toUpload(r)
	for i, f := range *m.sticks.get(st.sticks[0]) {
		if b := m.blobs.get(f.Blob); wanted == nil || b.request() == nil || b.m.Digest != wanted.SHA256 {
			continue
		}
		if m.answered(st, f.Blob) { // its answer did not do: there is a newer one
			all = append(all, act{kind: fetchAgain})
		}
		all = append(all, act{kind: uploadAsTold, n: uint8(i)})
		break
	}
	again := act{kind: saveAgain, n: n}
	switch {
	case wanted == nil || r.Way == capability.FromCase && r.Stage == capability.StageAtPortal: // begun elsewhere: its response is downloaded again
		return append(all, act{kind: fetchAgain})
	case len(all) > 0:
		return all
	case errors.Is(m.carryOut(st, again).err, ledger.ErrNoFile): // another laptop has it
		again.kind = replaceRequest
	}
	return append(all, again)
}
