package explore

import (
	"path"
	"slices"

	"handback/capability"
	"handback/capability/message"
)

// broken is a rule that does not hold.
type broken struct {
	rule string // "a" to "i"
	text string
	then []act // that lead on to it, when only the tool's proposals are followed
}

// do gives the world after an act, and what it broke. An act that comes to
// nothing leaves the world as it is.
func (m *model) do(w world, a act) (world, *broken) {
	switch a.kind {
	case uploadAsTold, uploadOther:
		return m.upload(w, a)
	case removeInPortal:
		return m.removal(w, a)
	case makeObsolete:
		return m.writeOff(w)
	case fetchAgain:
		return m.fetch(w), nil
	case switchSkip:
		o := *m.offices.get(w.office)
		o.Skip = !o.Skip
		w.office = m.office(o)
		return w, nil
	case loadByHand, takeImage, restoreImage:
		w.units[w.device] = m.unit(m.byHand(w, a))
		return w, nil
	case loseFile, loseAll, copyStick, otherStick:
		return m.sticksAfter(w, a.kind, int(a.n)), nil
	case forgeCase, forgeFacts, forgeAnswer, forgeResponse, replay:
		w.sticks[0] = m.stick(m.forge(w, a))
		return w, nil
	case otherLaptop:
		w.laptop = 1 - w.laptop
		return w, nil
	case otherDevice, bringOther:
		w.device = 1 - w.device
		return w, nil
	}
	s := m.at(w, a)
	b := m.checkStep(w, a, s)
	w.laptops[w.laptop], w.units[w.device], w.sticks[0] = s.laptop, s.unit, s.stick
	return w, b
}

// upload gives a request to the office, and puts its answer beside it.
func (m *model) upload(w world, a act) (world, *broken) {
	s := *m.sticks.get(w.sticks[0])
	f := s[a.n]
	got := m.process(w.office, f.Blob)
	b := m.checkAnswer(w, a, *m.blobs.get(f.Blob), got)
	w.office = got.office
	if got.refused != nil {
		return w, b
	}
	name := capability.PortalResponse
	if m.blobs.get(f.Blob).m.Request.IsConfirmation() {
		name = capability.PortalReceipt
	}
	s, _ = s.with(path.Join(path.Dir(f.Path), name.FileName()), got.response, never)
	w.sticks[0] = m.stick(s)
	return w, b
}

// fromPortal is where a response that the portal began lies on the stick.
const fromPortal = "HANDBACK/portal/2-response.bin"

func (m *model) removal(w world, a act) (world, *broken) {
	quantity := 1
	if a.v == 1 {
		quantity = 0
	}
	device := int(w.device)
	id := m.offices.get(w.office).Books[device].Licenses[a.n].ActivationID
	got, ok := m.remove(w.office, device, id, quantity)
	if !ok {
		return w, nil
	}
	b := m.checkCredits(w, got, nil)
	w.office = got.office
	s, _ := m.sticks.get(w.sticks[0]).with(fromPortal, got.response, never)
	w.sticks[0] = m.stick(s)
	return w, b
}

func (m *model) writeOff(w world) (world, *broken) {
	got, ok := m.obsolete(w.office, int(w.device))
	if !ok {
		return w, nil
	}
	b := m.checkCredits(w, got, nil)
	w.office = got.office
	return w, b
}

// fetch downloads the newest response of the device once more.
func (m *model) fetch(w world) world {
	o := m.offices.get(w.office)
	issued := o.Issued[w.device]
	if len(issued) == 0 || isObsolete(o.Books[w.device]) {
		return w
	}
	s, _ := m.sticks.get(w.sticks[0]).with(fromPortal, issued[len(issued)-1], never)
	w.sticks[0] = m.stick(s)
	return w
}

func (m *model) byHand(w world, a act) unit {
	u := *m.units.get(w.units[w.device])
	switch a.kind {
	case takeImage:
		u.image = u.vault
	case restoreImage:
		u = u.restore()
	case loadByHand:
		f := (*m.sticks.get(w.sticks[0]))[a.n]
		u, _, _ = m.loads(u, m.blobs.get(f.Blob).data)
	}
	return u
}

func (m *model) sticksAfter(w world, k kind, n int) world {
	switch k {
	case loseFile:
		w.sticks[0] = m.stick(m.sticks.get(w.sticks[0]).without(n))
	case loseAll:
		w.sticks[0] = m.stick(stick{})
	case copyStick:
		w.sticks[1] = w.sticks[0]
	case otherStick:
		w.sticks[0], w.sticks[1] = w.sticks[1], w.sticks[0]
	}
	return w
}

// responses are those issued to a device.
func (m *model) responses(o office, device int) []*message.Response {
	var all []*message.Response
	for _, r := range o.Issued[device] {
		all = append(all, m.blobs.get(r).response())
	}
	return slices.Clip(all)
}
