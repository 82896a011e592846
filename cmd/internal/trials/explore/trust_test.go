package explore

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/certificate"
	"handback/capability/message"
)

// checkTrust is rules (f), (g) and (h), by what a step at a laptop made of its
// returns and sent to the device.
func (m *model) checkTrust(st state, a act, s step) *broken {
	before := fakeLedger{m: m, laptop: *m.laptops.get(st.laptops[st.laptop])}
	for _, k := range *m.laptops.get(s.laptop) {
		i, known := before.find(k.ID)
		if known && before.laptop[i].Journal == k.Journal {
			continue
		}
		r := m.journals.get(k.Journal).now
		proved := r.Closing == capability.ClosedOnProof
		if proved && known && m.journals.get(before.laptop[i].Journal).now.Closing == r.Closing {
			proved = false // it was before
		}
		if proved && !m.credited(st, r) {
			return &broken{rule: "f", text: fmt.Sprintf("%s is closed on proof, and the books have no credit for it", r.ID)}
		}
		if b := m.certified.of(certKey{k.Journal, st.laptop}, func() *broken { return checkCertificate(r, st.laptop) }); b != nil {
			return b
		}
	}
	if b := m.checkSent(st, a, s); b != nil {
		return b
	}
	return m.checkApart(st, a, s)
}

// credited reports whether the books have what a return says went back.
func (m *model) credited(st state, r capability.Return) bool {
	o, device := *m.offices.get(st.office), deviceOf(r.Device.Host)
	if r.Mark == nil || len(r.Order.Lines) == 0 {
		return false
	}
	for _, l := range r.Order.Lines {
		taken := slices.ContainsFunc(m.responses(o, device)[:min(r.Mark.Seq, uint64(len(o.Issued[device])))], func(q *message.Response) bool {
			return capability.CountOf(q.Rights, l.ActivationID) <= l.Count
		})
		waits := slices.ContainsFunc(o.Books[device].Removals, func(q backoffice.Removal) bool {
			return q.ActivationID == l.ActivationID && q.Seq <= r.Mark.Seq
		})
		if !taken || waits {
			return false
		}
	}
	return true
}

type certKey struct {
	journal ref
	laptop  uint8
}

// checkCertificate is rule (g): nothing is certified that comes from hearsay,
// and that something was taken in is said first.
func checkCertificate(r capability.Return, laptop uint8) *broken {
	if !slices.ContainsFunc(r.Entries, func(e capability.Entry) bool { return e.From != nil }) {
		return nil
	}
	c, err := certificate.State(r, capability.DigestOf(nil), noon(), operators()[laptop])
	if err != nil {
		return &broken{rule: "g", text: fmt.Sprintf("%s can't be certified: %v", r.ID, err)}
	}
	text, err := c.Text()
	if first, _, _ := strings.Cut(string(text), "\n"); err != nil || !strings.Contains(first, "TAKEN IN") {
		return &broken{rule: "g", text: fmt.Sprintf("the certificate of %s begins with %q, %v", r.ID, first, err)}
	}
	c.Sources, c.History = nil, nil // they say whose word it is
	data, err := json.Marshal(c)
	if err != nil {
		return &broken{rule: "g", text: err.Error()}
	}
	for _, mark := range forgersMarks() {
		if bytes.Contains(data, mark) {
			return &broken{rule: "g", text: fmt.Sprintf("the certificate of %s at %s has %q of the forger", r.ID, r.Stage, mark)}
		}
	}
	for _, who := range c.Operators {
		if who != operators()[laptop] && !(laptop == 1 && who == operators()[0]) {
			return &broken{rule: "g", text: fmt.Sprintf("the certificate of %s names %s as an operator", r.ID, who)}
		}
	}
	return nil
}

func forgersMarks() [][]byte {
	return [][]byte{
		[]byte(forgersName), []byte(forgersSerial), []byte(forgersID), []byte(fmt.Sprint(forgersSeq)), []byte("2099"),
		[]byte(capability.PublicKey(public(forgersKey())).String()),
	}
}

// checkSent is the first half of rule (h): each command that a device gets has
// its ground in what was seen here.
func (m *model) checkSent(st state, a act, s step) *broken {
	u := m.devices.get(st.devices[st.device])
	for _, c := range s.sent {
		wrong := ""
		switch {
		case a.kind != next && a.kind != nextOfOther && a.kind != nextCutOff && a.kind != nextUnheard && a.kind != nextKilled:
			wrong = "it was only asked where things stand"
		case c.load != nil && !m.issued(st, c.load) && m.tells(*u):
			wrong = "the portal never gave that response"
		case c.load == nil && len(c.lines) > 0 && !m.ordered(st, a):
			wrong = "nobody ordered that here"
		case c.load == nil && len(c.lines) == 0 && u.vault.Last == nil:
			wrong = "it has processed nothing that it could confirm"
		}
		if wrong != "" {
			return &broken{rule: "h", text: fmt.Sprintf("device %s was told to %s: %s", u.vault.Device.Host.Value, c, wrong)}
		}
	}
	return nil
}

func (m *model) issued(st state, data []byte) bool {
	return slices.ContainsFunc(m.offices.get(st.office).Issued[st.device], func(r ref) bool {
		return bytes.Equal(m.blobs.get(r).data, data)
	})
}

// ordered reports whether the return of an act was opened here, or by a
// colleague who is known here.
func (m *model) ordered(st state, a act) bool {
	l := *m.laptops.get(st.laptops[st.laptop])
	return m.journals.get(l[a.n].Journal).now.Told == nil
}

// checkApart is the other half of rule (h): what a forger put on the stick, and
// what a person took in of it, changes nothing in the returns that were opened
// here, nor what the device gets for them. Where nobody knows the portal's key,
// its responses can't be told from others.
func (m *model) checkApart(st state, a act, s step) *broken {
	if !m.tells(*m.devices.get(st.devices[st.device])) {
		return nil
	}
	honest, ok := m.honestly(st, &a)
	if !ok {
		return nil
	}
	want := m.carryOut(honest, a)
	if !reflect.DeepEqual(s.sent, want.sent) {
		return &broken{rule: "h", text: fmt.Sprintf("the device got %v, and without the forger %v", s.sent, want.sent)}
	}
	if a.kind == where && want.named != "" && s.named != want.named {
		return &broken{rule: "h", text: fmt.Sprintf("%q is named, and without the forger %s", s.named, want.named)}
	}
	got := fakeLedger{m: m, laptop: *m.laptops.get(s.laptop)}
	for _, k := range *m.laptops.get(want.laptop) {
		if i, found := got.find(k.ID); !found || got.laptop[i].Journal != k.Journal {
			return &broken{rule: "h", text: fmt.Sprintf("%s goes another way than without the forger", k.ID)}
		}
	}
	return nil
}

// honestly is the state without what is the forger's; false: nothing is, or the
// act is one of his returns'.
func (m *model) honestly(st state, a *act) (state, bool) {
	switch a.kind {
	case where, next, nextOfOther, nextCutOff, nextUnheard, nextKilled:
	default:
		return st, false
	}
	honest, l := st, *m.laptops.get(st.laptops[st.laptop])
	var own laptop
	n := uint8(0)
	for i, k := range l {
		if m.journals.get(k.Journal).now.Told != nil {
			if a.kind != where && i == int(a.n) {
				return st, false
			}
			continue
		}
		if i == int(a.n) {
			n = uint8(len(own))
		}
		own = append(own, k)
	}
	a.n = n
	honest.laptops[st.laptop] = m.laptop(own)
	honest.sticks[0] = m.stick(slices.DeleteFunc(slices.Clone(*m.sticks.get(st.sticks[0])), func(f file) bool {
		return m.blobs.get(f.Blob).forged
	}))
	return honest, honest != st
}
