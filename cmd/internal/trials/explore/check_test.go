package explore

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/desk"
)

// check looks at a world by itself.
func (m *model) check(w world) *broken {
	for _, l := range w.laptops {
		if b := m.twice.of(l, func() *broken { return m.checkTransfers(*m.laptops.get(l)) }); b != nil {
			return b
		}
	}
	return m.uses.of([3]ref{w.office, w.units[0], w.units[1]}, func() *broken {
		o := *m.offices.get(w.office)
		units := [2]unit{*m.units.get(w.units[0]), *m.units.get(w.units[1])}
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
func (m *model) checkUse(o office, units [2]unit, id capability.ActivationID) *broken {
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
func (m *model) usable(o office, u unit, id capability.ActivationID) int {
	most := capability.CountOf(u.vault.Licenses, id)
	for _, r := range m.responses(o, u.number) {
		if r.Seq > seqOf(u.vault.Last) {
			most = max(most, capability.CountOf(r.Rights, id))
		}
	}
	return most
}

// checkAnswer looks at what the office made of a request.
func (m *model) checkAnswer(w world, a act, file blob, got answer) *broken {
	was, is := m.offices.get(w.office).Books[got.device], m.offices.get(got.office).Books[got.device]
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
	return m.checkCredits(w, got, file.m.Request.Last)
}

// checkCredits is rule (c): each credit has its ground.
func (m *model) checkCredits(w world, got answer, named *capability.Mark) *broken {
	o := m.offices.get(w.office)
	u := m.units.get(w.units[got.device])
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

// checkStep is rule (d), and what a look at a device has to show.
func (m *model) checkStep(w world, a act, s step) *broken {
	u := m.units.get(w.units[w.device])
	excused := u.restored || isObsolete(m.offices.get(w.office).Books[w.device])
	proposed := a.kind == next || a.kind == nextOfOther || a.kind == nextUnheard || a.kind == nextCutOff
	var unknown *desk.OutcomeUnknown
	switch {
	case errors.Is(s.err, errPanic), errors.Is(s.err, errAway):
		return &broken{rule: "d", text: s.err.Error()}
	case proposed && s.refused != nil && !excused && !m.misled(w, s):
		return &broken{rule: "d", text: fmt.Sprintf("the device refused to %s: %v", s.kind, s.refused)}
	case (a.kind == next || a.kind == nextOfOther) && errors.As(s.err, &unknown):
		return &broken{rule: "d", text: fmt.Sprintf("nobody cut it off, and yet: %v", s.err)}
	}
	if b := m.checkTrust(w, a, s); b != nil {
		return b
	}
	if a.kind == where && s.err == nil {
		return m.checkFlagged(w, s)
	}
	return nil
}

// misled reports whether the device had to say that a response is not the
// portal's, for it tells nobody how that can be known.
func (m *model) misled(w world, s step) bool {
	last := s.sent[len(s.sent)-1]
	return !m.tells(*m.units.get(w.units[w.device])) && last.load != nil && !m.issued(w, last.load)
}

// checkFlagged is the end of rule (b) at a laptop: a device that went back
// behind what the laptop knows of it is flagged by a look at it, in a return
// that is neither cancelled nor waits for what came of a command.
func (m *model) checkFlagged(w world, s step) *broken {
	u := m.units.get(w.units[w.device])
	book := book{m: m, laptop: *m.laptops.get(w.laptops[w.laptop])}
	known, err := book.Known(context.Background(), u.vault.Device.Host)
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
