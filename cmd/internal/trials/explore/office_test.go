package explore

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// office is the back office: the books of both devices over one stock of
// entitlements, and what it answered.
type office struct {
	Books    [2]backoffice.Books // without their entitlements
	Stock    map[capability.ActivationID]backoffice.Entitlement
	Skip     bool // confirmation is skipped
	Answered []answered
	Refused  []capability.Digest // requests that got no response
	Issued   [2][]ref            // the responses of each device, by seq from 1
	Trusted  [2]uint64           // the last response whose removals were credited on trust
}

// answered is a request that got a response.
type answered struct {
	Request  capability.Digest
	Response ref
}

func (m *model) office(o office) ref {
	o.Answered, o.Refused = slices.Clone(o.Answered), slices.Clone(o.Refused)
	slices.SortFunc(o.Answered, func(a, b answered) int { return slices.Compare(a.Request[:], b.Request[:]) })
	slices.SortFunc(o.Refused, func(a, b capability.Digest) int { return slices.Compare(a[:], b[:]) })
	r, _ := m.offices.put(keyOf(o), func() *office { return &o })
	return r
}

func (o office) books(device int) backoffice.Books {
	b := o.Books[device]
	b.Entitlements = o.Stock
	return b
}

func (o office) terms() backoffice.Terms {
	return backoffice.Terms{Now: noon(), SkipConfirmation: o.Skip}
}

// answer is what an office did with a request.
type answer struct {
	office   ref
	response ref
	device   int
	again    bool  // the office had seen it: the same bytes again, or the same no
	refused  error // no response
	changes  []backoffice.Change
}

// process answers a request as the office does: see [backoffice.Office.Process].
func (m *model) process(at ref, file ref) answer {
	return m.answers.of([2]ref{at, file}, func() answer {
		return m.processFresh(at, *m.blobs.get(file))
	})
}

func (m *model) processFresh(at ref, file blob) answer {
	o := *m.offices.get(at)
	q := file.m.Request
	device := deviceOf(q.Host)
	a := answer{office: at, device: device}
	b := o.books(device)
	if a.refused = file.m.Verify(m.keys[device]); a.refused == nil {
		a.refused = b.Admit()
	}
	for _, e := range o.Answered {
		if e.Request == file.m.Digest && !m.rules.anew {
			a.response, a.again = e.Response, true
		}
	}
	a.again = a.again || slices.Contains(o.Refused, file.m.Digest)
	switch {
	case a.again:
		return a
	case a.refused != nil:
		o.Books[device], a.changes = b.Refuse(a.refused)
		o.Books[device].Entitlements = nil
		o.Refused = append(slices.Clip(o.Refused), file.m.Digest)
		a.office = m.office(o)
		return a
	}
	d := m.rules.decide(b, *q, o.terms())
	a.changes = d.Changes
	o, a.response = m.issue(o, device, d)
	o.Answered = append(slices.Clip(o.Answered), answered{file.m.Digest, a.response})
	a.office = m.office(o)
	return a
}

// remove takes units away in the portal.
func (m *model) remove(at ref, device int, id capability.ActivationID, quantity int) (answer, bool) {
	o := *m.offices.get(at)
	d, err := o.books(device).Remove(id, quantity, o.terms())
	if err != nil {
		return answer{}, false
	}
	a := answer{device: device, changes: d.Changes}
	o, a.response = m.issue(o, device, d)
	a.office = m.office(o)
	return a, true
}

// obsolete writes a device off.
func (m *model) obsolete(at ref, device int) (answer, bool) {
	o := *m.offices.get(at)
	b, changes := o.books(device).Obsolete("a declaration")
	if len(changes) == 0 {
		return answer{}, false
	}
	o = o.with(device, b)
	return answer{device: device, changes: changes, office: m.office(o)}, true
}

func (o office) with(device int, b backoffice.Books) office {
	o.Stock = maps.Clone(b.Entitlements)
	b.Entitlements = nil
	o.Books[device] = b
	return o
}

// issue seals the response of a decision. Its ID comes from its content.
func (m *model) issue(o office, device int, d backoffice.Decision) (office, ref) {
	r := d.Response
	key := keyOf(r)
	r.ID = message.ID(key[:16])
	data, err := seal.Response(r, m.portal)
	if err != nil {
		panic(err)
	}
	for _, c := range d.Changes {
		if c.Kind == backoffice.Credited && c.Basis == backoffice.OnTrust {
			o.Trusted[device] = r.Seq
		}
	}
	file := m.blob(data)
	o = o.with(device, d.After.Issue(capability.Mark{Seq: r.Seq, SHA256: capability.DigestOf(data)}))
	o.Issued[device] = append(slices.Clip(o.Issued[device]), file)
	return o, file
}

func deviceOf(host capability.HostID) int {
	return strings.Index("AB", host.Value)
}

func isObsolete(b backoffice.Books) bool { return errors.Is(b.Admit(), backoffice.ErrObsolete) }
