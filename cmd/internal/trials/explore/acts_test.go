package explore

import (
	"slices"

	"handback/capability"
	"handback/capability/desk"
)

// acts lists what can be tried in a world; much of it comes to nothing.
func (m *model) acts(w world, odd bool) []act {
	all := m.proposed(w)
	if !odd {
		return append(all, m.withFiles(w, false)...)
	}
	for i, k := range *m.laptops.get(w.laptops[w.laptop]) {
		all = append(all, m.oddOf(uint8(i), m.journals.get(k.Journal).now)...)
	}
	all = append(append(all, m.oddInPortal(w)...), m.forgeries(w)...)
	for k := startForOther; k < kinds; k++ {
		all = append(all, act{kind: k})
	}
	return append(all, m.withFiles(w, true)...)
}

// proposed lists what the tool proposes: to look, and what it then names. That
// a whole or a part goes back is for the technician to choose.
func (m *model) proposed(w world) []act {
	look := act{kind: where}
	s := m.at(w, look)
	whole, part := act{kind: start}, act{kind: start, v: 1}
	take := act{kind: adopt}
	if s.place != desk.BeginHere {
		whole.kind, part.kind = startAnyway, startAnyway
	}
	if s.place != desk.AdoptIt {
		take.kind = adoptAnyway
	}
	all := append([]act{look, whole, part, take}, m.cases(w, s.place)...)
	if m.wantsOther(w) {
		all = append(all, act{kind: bringOther})
	}
	for i, k := range *m.laptops.get(w.laptops[w.laptop]) {
		a := act{kind: nextOfOther, n: uint8(i)}
		if k.ID == s.named {
			a.kind = next
		}
		all = append(all, a)
	}
	return all
}

// cases lists those on the stick at hand.
func (m *model) cases(w world, place desk.Suggestion) []act {
	var all []act
	for i, f := range *m.sticks.get(w.sticks[0]) {
		if m.blobs.get(f.Blob).kase == "" {
			continue
		}
		a := act{kind: takeAnyway, n: uint8(i)}
		if place == desk.TakeCaseIn {
			a.kind = takeCase
		}
		all = append(all, a)
	}
	return all
}

// wantsOther reports whether a return on the laptop at hand is to be activated
// on the device that is not at hand.
func (m *model) wantsOther(w world) bool {
	return slices.ContainsFunc(*m.laptops.get(w.laptops[w.laptop]), func(k kase) bool {
		return activatesOn(m.journals.get(k.Journal).now, 1-w.device)
	})
}

// activatesOn reports whether the next act of a return is to begin its
// activation on that device.
func activatesOn(r capability.Return, device uint8) bool {
	return capability.Next(r).Kind == capability.ActActivate && *r.Replacement == hostOf(int(device))
}

// oddOf lists what a person can do with a return.
func (m *model) oddOf(n uint8, r capability.Return) []act {
	var all []act
	for k := claim; k <= setAside; k++ {
		all = append(all, act{kind: k, n: n})
	}
	if capability.Next(r).Need == capability.NeedsDevice {
		all = append(all, act{kind: nextCutOff, n: n}, act{kind: nextUnheard, n: n})
	}
	if capability.Next(r).Kind == capability.ActActivate {
		all = append(all, act{kind: nextKilled, n: n})
	}
	return all
}

func (m *model) oddInPortal(w world) []act {
	var all []act
	for i, l := range m.offices.get(w.office).Books[w.device].Licenses {
		if l.Count > 0 {
			all = append(all, act{removeInPortal, uint8(i), 0})
		}
		if l.Count > 1 {
			all = append(all, act{removeInPortal, uint8(i), 1})
		}
	}
	return all
}

// withFiles lists what can be done with the files on the stick at hand.
func (m *model) withFiles(w world, odd bool) []act {
	var all []act
	seen := map[ref]bool{}
	for i, f := range *m.sticks.get(w.sticks[0]) {
		b := m.blobs.get(f.Blob)
		n := uint8(i)
		switch {
		case seen[f.Blob]:
		case b.request() != nil && m.told(w, f.Blob):
			all = append(all, act{kind: uploadAsTold, n: n})
		case b.request() != nil && odd:
			all = append(all, act{kind: uploadOther, n: n})
		case b.response() != nil && odd && b.response().Host == hostOf(int(w.device)):
			all = append(all, act{kind: loadByHand, n: n})
		}
		seen[f.Blob] = true
		if odd {
			all = append(all, act{kind: loseFile, n: n})
		}
	}
	return all
}

// told reports whether a return on the laptop at hand waits for the upload of
// that request, and the office has not seen it.
func (m *model) told(w world, file ref) bool {
	if m.answered(w, file) {
		return false
	}
	digest := m.blobs.get(file).m.Digest
	return slices.ContainsFunc(*m.laptops.get(w.laptops[w.laptop]), func(k kase) bool {
		a := toUpload(m.journals.get(k.Journal).now)
		return a != nil && a.SHA256 == digest
	})
}

// answered reports whether the office answered a request.
func (m *model) answered(w world, file ref) bool {
	return slices.ContainsFunc(m.offices.get(w.office).Answered, func(a answered) bool {
		return a.Request == m.blobs.get(file).m.Digest
	})
}

// toUpload is the request that the tool says is to be uploaded now.
func toUpload(r capability.Return) *capability.Artifact {
	if capability.Next(r).Need != capability.NeedsPortal {
		return nil
	}
	switch {
	case r.Stage == capability.StageConfirmationSaved:
		return r.Confirmation
	case r.Way == capability.FromCase && r.Stage == capability.StageAtPortal:
		return r.Told.Request // as the other laptop says
	default:
		return r.Request
	}
}
