package explore

import (
	"path"
	"slices"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
)

// kind is what somebody can do in a state.
type kind uint8

// What the tool proposes, with what is at hand, and what it asks of people.
const (
	where kind = iota
	start
	adopt
	takeCase
	next         // the next act of a return
	uploadAsTold // and bring the answer
	bringOther   // the replacement is connected, to get what a return gave back
	plain        // how many are as they should be; all others are odd
)

// What people do instead, and what happens to them.
const (
	uploadOther kind = plain + iota // again, out of order, or of another return
	startAnyway                     // when the tool proposes something else
	adoptAnyway
	takeAnyway
	nextOfOther // of a return that the tool does not name
	nextCutOff  // the cable is pulled
	nextUnheard // the cable is pulled when the device has done it
	nextKilled  // the laptop loses its power when an activation is open and not noted
	removeInPortal
	loadByHand
	loseFile

	// What a forger puts on the stick.
	forgeCase
	forgeFacts  // behind those of a case
	forgeAnswer // to a request
	forgeResponse
	replay

	// With a return.
	claim
	cancel
	replaceRequest
	withdraw
	saveAgain
	declare
	decideObsolete
	decideDeclined
	setAside

	// With what is at hand.
	startForOther
	takeImage
	restoreImage
	loseAll
	copyStick
	fetchAgain
	switchSkip
	makeObsolete
	otherLaptop
	otherDevice
	otherStick
	kinds
)

// What goes over a network, in a model that has one; see network_test.go.
const (
	sendOnline     = kinds + iota // a return's next file, to the portal
	exchangeOnline                // what is due on the stick, by a person at the portal
	sendBroken                    // as v says
	exchangeBroken
	prepareOnline // a removal in the portal, with its response on the stick; see removal_test.go
	prepareAgain  // the same once more
	prepareBroken
	againBroken
)

// What is done for two returns at the same time, in a model that has them; see two_test.go.
const (
	workAlone  = againBroken + 1 + iota // the next act of one return
	workBoth                            // that of the other one comes at point v of it
	workKilled                          // and the laptop loses its power in the middle of both
)

// act is one thing that somebody does: n names a return or a file, v a variant.
type act struct {
	kind kind
	n, v uint8
}

func (a act) odd() bool {
	return a.kind >= plain && !slices.Contains([]kind{sendOnline, exchangeOnline, prepareOnline, prepareAgain, workAlone, workBoth}, a.kind)
}

// acts lists what can be tried in a state; much of it comes to nothing.
func (m *model) acts(st state, odd bool) []act {
	if m.two {
		return append(m.pairs(st, odd), m.withFiles(st, false)...)
	}
	all := m.proposed(st)
	if m.network {
		all = append(all, m.online(st, odd)...)
	}
	if m.removals {
		all = append(all, m.preparations(st, odd)...)
	}
	if !odd {
		return append(all, m.withFiles(st, false)...)
	}
	for i, k := range *m.laptops.get(st.laptops[st.laptop]) {
		all = append(all, m.oddOf(uint8(i), m.journals.get(k.Journal).now)...)
	}
	all = append(append(all, m.oddInPortal(st)...), m.forgeries(st)...)
	for k := startForOther; k < kinds; k++ {
		all = append(all, act{kind: k})
	}
	return append(all, m.withFiles(st, true)...)
}

// proposed lists what the tool proposes: to ask where things stand, and what it
// then names. The technician chooses whether all goes back or a part.
func (m *model) proposed(st state) []act {
	ask := act{kind: where}
	s := m.carryOut(st, ask)
	whole, part := act{kind: start}, act{kind: start, v: 1}
	take := act{kind: adopt}
	if s.suggestion != desk.BeginHere {
		whole.kind, part.kind = startAnyway, startAnyway
	}
	if s.suggestion != desk.AdoptIt {
		take.kind = adoptAnyway
	}
	all := append([]act{ask, whole, part, take}, m.cases(st, s.suggestion)...)
	if m.wantsOther(st) {
		all = append(all, act{kind: bringOther})
	}
	for i, k := range *m.laptops.get(st.laptops[st.laptop]) {
		a := act{kind: nextOfOther, n: uint8(i)}
		if k.ID == s.named {
			a.kind = next
		}
		all = append(all, a)
	}
	return all
}

// cases lists those on the stick at hand.
func (m *model) cases(st state, place desk.Suggestion) []act {
	var all []act
	for i, f := range *m.sticks.get(st.sticks[0]) {
		if m.blobs.get(f.Blob).caseOf == "" {
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
func (m *model) wantsOther(st state) bool {
	return slices.ContainsFunc(*m.laptops.get(st.laptops[st.laptop]), func(k keptReturn) bool {
		return activatesOn(m.journals.get(k.Journal).now, 1-st.device)
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

func (m *model) oddInPortal(st state) []act {
	var all []act
	for i, l := range m.offices.get(st.office).Books[st.device].Licenses {
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
func (m *model) withFiles(st state, odd bool) []act {
	var all []act
	seen := map[ref]bool{}
	for i, f := range *m.sticks.get(st.sticks[0]) {
		b := m.blobs.get(f.Blob)
		n := uint8(i)
		switch {
		case seen[f.Blob]:
		case b.request() != nil && m.told(st, f.Blob):
			all = append(all, act{kind: uploadAsTold, n: n})
		case b.request() != nil && odd:
			all = append(all, act{kind: uploadOther, n: n})
		case b.response() != nil && odd && b.response().Host == hostOf(int(st.device)):
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
func (m *model) told(st state, file ref) bool {
	if m.answered(st, file) {
		return false
	}
	digest := m.blobs.get(file).m.Digest
	return slices.ContainsFunc(*m.laptops.get(st.laptops[st.laptop]), func(k keptReturn) bool {
		a := toUpload(m.journals.get(k.Journal).now)
		return a != nil && a.SHA256 == digest
	})
}

// answered reports whether the office answered a request.
func (m *model) answered(st state, file ref) bool {
	return slices.ContainsFunc(m.offices.get(st.office).Answered, func(a answered) bool {
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

// broken is a rule that does not hold.
type broken struct {
	rule string // "a" to "l"
	text string
	then []act // that lead on to it, when only the tool's proposals are followed
}

// do gives the state after an act, and what it broke. An act that comes to
// nothing leaves the state as it is.
func (m *model) do(st state, a act) (state, *broken) {
	switch a.kind {
	case uploadAsTold, uploadOther:
		return m.upload(st, a)
	case removeInPortal:
		return m.removal(st, a)
	case sendOnline, sendBroken:
		return m.send(st, a)
	case exchangeOnline, exchangeBroken:
		return m.exchange(st, a)
	case prepareOnline, prepareAgain, prepareBroken, againBroken:
		return m.prepare(st, a)
	case workAlone, workBoth, workKilled:
		return m.workAt(st, a)
	case makeObsolete:
		return m.writeOff(st)
	case fetchAgain:
		return m.fetch(st), nil
	case switchSkip:
		o := *m.offices.get(st.office)
		o.Skip = !o.Skip
		st.office = m.office(o)
		return st, nil
	case loadByHand, takeImage, restoreImage:
		st.devices[st.device] = m.device(m.byHand(st, a))
		return st, nil
	case loseFile, loseAll, copyStick, otherStick:
		return m.sticksAfter(st, a.kind, int(a.n)), nil
	case forgeCase, forgeFacts, forgeAnswer, forgeResponse, replay:
		st.sticks[0] = m.stick(m.forge(st, a))
		return st, nil
	case otherLaptop:
		st.laptop = 1 - st.laptop
		return st, nil
	case otherDevice, bringOther:
		st.device = 1 - st.device
		return st, nil
	}
	s := m.carryOut(st, a)
	b := m.checkStep(st, a, s)
	st.laptops[st.laptop], st.devices[st.device], st.sticks[0] = s.laptop, s.device, s.stick
	return st, b
}

// upload gives a request to the office, and puts its answer beside it.
func (m *model) upload(st state, a act) (state, *broken) {
	s := *m.sticks.get(st.sticks[0])
	f := s[a.n]
	got := m.process(st.office, f.Blob)
	b := m.checkAnswer(st, a, *m.blobs.get(f.Blob), got)
	st.office = got.office
	if got.refused != nil {
		return st, b
	}
	name := capability.PortalResponse
	if m.blobs.get(f.Blob).m.Request.IsConfirmation() {
		name = capability.PortalReceipt
	}
	s, _ = s.with(path.Join(path.Dir(f.Path), name.FileName()), got.response, never)
	st.sticks[0] = m.stick(s)
	return st, b
}

// fromPortal is where a response that the portal began is on the stick.
const fromPortal = "HANDBACK/portal/2-response.bin"

func (m *model) removal(st state, a act) (state, *broken) {
	quantity := 1
	if a.v == 1 {
		quantity = 0
	}
	device := int(st.device)
	id := m.offices.get(st.office).Books[device].Licenses[a.n].ActivationID
	got, ok := m.remove(st.office, device, id, quantity)
	if !ok {
		return st, nil
	}
	b := m.checkCredits(st, got, nil)
	st.office = got.office
	s, _ := m.sticks.get(st.sticks[0]).with(fromPortal, got.response, never)
	st.sticks[0] = m.stick(s)
	return st, b
}

func (m *model) writeOff(st state) (state, *broken) {
	got, ok := m.obsolete(st.office, int(st.device))
	if !ok {
		return st, nil
	}
	b := m.checkCredits(st, got, nil)
	st.office = got.office
	return st, b
}

// fetch downloads the newest response of the device once more.
func (m *model) fetch(st state) state {
	o := m.offices.get(st.office)
	issued := o.Issued[st.device]
	if len(issued) == 0 || isObsolete(o.Books[st.device]) {
		return st
	}
	s, _ := m.sticks.get(st.sticks[0]).with(fromPortal, issued[len(issued)-1], never)
	st.sticks[0] = m.stick(s)
	return st
}

func (m *model) byHand(st state, a act) device {
	u := *m.devices.get(st.devices[st.device])
	switch a.kind {
	case takeImage:
		u.image = u.vault
	case restoreImage:
		u = u.restore()
	case loadByHand:
		f := (*m.sticks.get(st.sticks[0]))[a.n]
		u, _, _ = m.loads(u, m.blobs.get(f.Blob).data)
	}
	return u
}

func (m *model) sticksAfter(st state, k kind, n int) state {
	switch k {
	case loseFile:
		st.sticks[0] = m.stick(m.sticks.get(st.sticks[0]).without(n))
	case loseAll:
		st.sticks[0] = m.stick(stick{})
	case copyStick:
		st.sticks[1] = st.sticks[0]
	case otherStick:
		st.sticks[0], st.sticks[1] = st.sticks[1], st.sticks[0]
	}
	return st
}

// responses are those issued to a device.
func (m *model) responses(o office, device int) []*message.Response {
	var all []*message.Response
	for _, r := range o.Issued[device] {
		all = append(all, m.blobs.get(r).response())
	}
	return slices.Clip(all)
}
