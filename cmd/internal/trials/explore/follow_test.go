package explore

import (
	"errors"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// runKey is all that the end of a return depends on, when only the tool's
// proposals are followed.
type runKey struct {
	world world
	id    capability.ReturnID
}

// enough acts to bring any return to its end.
const enough = 40

// checkEnds is rule (e): each open return on the laptop at hand, of the device
// at hand, comes to its end when the tool's proposals are followed, and what it
// gave back to an activation on its replacement.
func (m *model) checkEnds(w world) *broken {
	if isObsolete(m.offices.get(w.office).Books[w.device]) {
		return nil
	}
	for _, k := range *m.laptops.get(w.laptops[w.laptop]) {
		r := m.journals.get(k.Journal).now
		if r.Open() && r.Device.Host == hostOf(int(w.device)) || activatesOn(r, w.device) {
			if b := m.ending(w, k.ID, enough); b != nil {
				return b
			}
		}
	}
	return nil
}

// ending goes on from a world and remembers for each on the way whether it
// ends well. What is not at hand stays as it is.
func (m *model) ending(w world, id capability.ReturnID, left int) *broken {
	key := runKey{w, id}
	key.world.laptops[1-w.laptop], key.world.units[1-w.device], key.world.sticks[1] = 0, 0, 0
	m.ends.mu.RLock()
	b, known := m.ends.all[key]
	m.ends.mu.RUnlock()
	if known {
		return b
	}
	b = m.goOn(w, id, left)
	m.ends.mu.Lock()
	m.ends.all[key] = b
	m.ends.mu.Unlock()
	return b
}

func (m *model) goOn(w world, id capability.ReturnID, left int) *broken {
	b := book{m: m, laptop: *m.laptops.get(w.laptops[w.laptop])}
	i, _ := b.find(id) // others can come before it on the way
	n, r := uint8(i), m.journals.get(b.laptop[i].Journal).now
	if !r.Open() && !activatesOn(r, w.device) || m.waits(w, r) {
		return nil
	}
	if left == 0 {
		return &broken{rule: "e", text: fmt.Sprintf("%s is at %s after %d acts", r.ID, r.Stage, enough)}
	}
	a := m.choose(w, n, r)
	after, wrong := m.do(w, a)
	switch {
	case wrong == nil && after == w:
		wrong = &broken{rule: "e", text: fmt.Sprintf("%s stays at %s: %v", r.ID, r.Stage, m.at(w, act{kind: next, n: n}).err)}
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
func (m *model) waits(w world, r capability.Return) bool {
	if !r.Open() {
		return m.occupied(w)
	}
	o := m.offices.get(w.office)
	return r.Purpose == capability.ToActivate && slices.ContainsFunc(r.Order.Lines, func(l capability.Line) bool {
		held := capability.CountOf(o.Books[w.device].Rights(), l.ActivationID)
		return l.Count-held > o.Stock[l.ActivationID].Available
	})
}

// occupied reports whether the device at hand has an open return, which comes
// before an activation.
func (m *model) occupied(w world) bool {
	return slices.ContainsFunc(*m.laptops.get(w.laptops[w.laptop]), func(k kase) bool {
		r := m.journals.get(k.Journal).now
		return r.Open() && r.Device.Host == hostOf(int(w.device))
	})
}

// choose is the act that the tool proposes for a return, at the portal that of
// the person there.
func (m *model) choose(w world, n uint8, r capability.Return) act {
	a := act{kind: next, n: n}
	if r.Dead() { // and yet the device is at hand: the tool is asked where things stand
		return act{kind: where}
	}
	var missing *desk.Missing
	var open *desk.OpenReturn
	err := m.at(w, a).err
	switch {
	case errors.As(err, &open) && r.Way == capability.FromCase: // the device has a return of its own here
		return act{kind: setAside, n: n}
	case errors.Is(err, ledger.ErrNoFile) && capability.Next(r).Need == capability.NeedsStick: // another laptop has it
		return act{kind: replaceRequest, n: n}
	case !errors.As(err, &missing) || missing.Need != capability.NeedsPortal:
		return a
	}
	all := append(m.atPortal(w, n, r), act{kind: where})
	switch {
	case r.Way == capability.FromCase && r.Stage == capability.StageAtPortal:
		all = append(all, act{kind: setAside, n: n})
	case r.Way == capability.FromPortal && r.Problem != nil && r.Problem.Kind == capability.ProblemRefused: // what began it was none of the portal's
		all = append(all, act{kind: cancel, n: n})
	}
	for _, a := range all {
		if after, _ := m.do(w, a); after != w {
			return a
		}
	}
	return all[0]
}

// atPortal lists what can lead on where the portal's answer is waited for, what
// the tool proposes first the first.
func (m *model) atPortal(w world, n uint8, r capability.Return) (all []act) {
	wanted := toUpload(r)
	for i, f := range *m.sticks.get(w.sticks[0]) {
		if b := m.blobs.get(f.Blob); wanted == nil || b.request() == nil || b.m.Digest != wanted.SHA256 {
			continue
		}
		if m.answered(w, f.Blob) { // its answer did not do: there is a newer one
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
	case errors.Is(m.at(w, again).err, ledger.ErrNoFile): // another laptop has it
		again.kind = replaceRequest
	}
	return append(all, again)
}
