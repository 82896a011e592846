package desk

import (
	"context"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// suggest names the one next act. The open return of the device comes first, then
// one that the stick speaks of, then one that only the ledger knows.
func (d *Desk) suggest(p *Situation, returns []capability.Return, adoptable bool) {
	r := p.meant(returns)
	switch {
	case p.Reading == nil && p.wentOn():
		p.Return, p.Suggest = r, ReadDevice
		if r != nil {
			p.Act = capability.Next(*r)
		}
	case r == nil && p.bringsCase():
		p.Suggest = TakeCaseIn
	case r != nil:
		p.Return, p.Act, p.Suggest = r, capability.Next(*r), GoOn
		if p.answered() {
			p.Act, p.Suggest = p.Act.FromStick(), TakeAnswer
		}
	case p.obsolete(returns):
		p.Suggest = HandOver
	case adoptable:
		p.Suggest = AdoptIt
	case p.Reading != nil && len(capability.ReturnAll(p.Reading.Licenses).Lines) > 0:
		p.Suggest = BeginHere
	case p.Reading == nil && (p.Findings == nil || p.holdsAnswer()):
		p.Suggest = ConnectFirst
	default:
		p.Suggest = NothingToDo
	}
}

// wentOn reports whether a case on the stick went on elsewhere.
func (p *Situation) wentOn() bool {
	return slices.ContainsFunc(p.Cases, func(c Case) bool { return c.Standing == CaseElsewhere })
}

// bringsCase reports whether a case that is not known here is on the stick, of
// the device that was read where one was. One that was set aside is not
// proposed again, nor one that owes nothing.
func (p *Situation) bringsCase() bool {
	return slices.ContainsFunc(p.Cases, func(c Case) bool {
		ofDevice := p.Reading == nil || c.Told.Device.Host == p.Reading.Device.Host
		return (c.Standing == CaseNew || c.Standing == CaseMore) && c.Told.Open() && ofDevice
	})
}

// obsolete reports whether the portal released the licenses of the device that
// was read, on a declaration that it is dead.
func (p *Situation) obsolete(returns []capability.Return) bool {
	return p.Reading != nil && slices.ContainsFunc(returns, func(r capability.Return) bool {
		return r.Device.Host == p.Reading.Device.Host && r.Closing == capability.ClosedOnDecision
	})
}

// meant finds the return that the device points to, else the stick, else the
// ledger.
func (p *Situation) meant(returns []capability.Return) *capability.Return {
	owes := func(r capability.Return) bool { return capability.Next(r).Kind != capability.ActNothing }
	ofDevice := func(r capability.Return) bool {
		return p.Reading != nil && r.Device.Host == p.Reading.Device.Host && owes(r)
	}
	tests := []func(capability.Return) bool{
		func(r capability.Return) bool { return ofDevice(r) && r.Told == nil }, // before one that only hearsay began
		ofDevice,
		func(r capability.Return) bool {
			return p.Reading != nil && r.Replacement != nil && *r.Replacement == p.Reading.Device.Host && owes(r)
		},
	}
	if p.Reading == nil {
		tests = append(tests,
			func(r capability.Return) bool { return owes(r) && p.speaksOf(r.ID) },
			func(r capability.Return) bool { return owes(r) && p.Findings == nil && len(returns) == 1 },
		)
	}
	for _, test := range tests {
		if i := slices.IndexFunc(returns, test); i >= 0 {
			return &returns[i]
		}
	}
	return nil
}

// answered reports whether what the return waits for at the portal is here.
func (p *Situation) answered() bool {
	return p.Act.Need == capability.NeedsPortal && slices.ContainsFunc(p.Findings, func(f Finding) bool {
		return f.Return == p.Return.ID && slices.Contains(wanted(p.Act), f.Class)
	})
}

// holdsAnswer reports whether a response of no known return is on the stick:
// its device would tell what it begins.
func (p *Situation) holdsAnswer() bool {
	return slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Return == "" && f.Class == IsForDevice })
}

func (p *Situation) speaksOf(id capability.ReturnID) bool {
	return slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Return == id })
}

// Matching picks the returns that the device or the stick belongs to: those of the
// device, or without a device those whose case is on the stick; of several, those
// whose answer is there, too. It changes nothing. A device is asked who it is, and
// asked again when an act follows: see [Desk.Do].
func (d *Desk) Matching(ctx context.Context, among []ledger.Summary, m Means) ([]capability.ReturnID, error) {
	switch {
	case m.Device != nil:
		ident, err := m.Device.Identify(ctx)
		if err != nil {
			return nil, err
		}
		return idsOf(among, func(s ledger.Summary) bool { return s.Device.Host == ident.Host }), nil
	case m.Stick != nil:
		found, err := m.Stick.Collect(ctx, media.Limits{}, nil)
		if err != nil {
			return nil, err
		}
		return d.meantBy(among, found.Found)
	}
	return nil, nil
}

// meantBy are the returns that the files of a stick speak of.
func (d *Desk) meantBy(among []ledger.Summary, found []media.Found) ([]capability.ReturnID, error) {
	there := idsOf(among, func(s ledger.Summary) bool {
		return slices.ContainsFunc(found, func(f media.Found) bool { return idInPath(f.Path) == s.ID })
	})
	if len(there) < 2 {
		return there, nil
	}
	var answered []capability.ReturnID
	for _, id := range there {
		r, err := d.Return(id)
		if err != nil {
			return nil, err
		}
		want := wanted(capability.Next(r))
		if slices.ContainsFunc(found, func(f media.Found) bool { return slices.Contains(want, d.classify(r, read(f)).Class) }) {
			answered = append(answered, id)
		}
	}
	if len(answered) == 0 {
		return there, nil
	}
	return answered, nil
}

func idsOf(all []ledger.Summary, is func(ledger.Summary) bool) []capability.ReturnID {
	var ids []capability.ReturnID
	for _, s := range all {
		if is(s) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// idInPath is the return in whose case folder a path on a stick is; empty: it is in
// none.
func idInPath(path string) capability.ReturnID {
	top, rest, _ := strings.Cut(path, "/")
	name, _, inside := strings.Cut(rest, "/")
	id, _, _ := strings.Cut(name, "_")
	if !inside || !strings.EqualFold(top, media.Folder) {
		return ""
	}
	parsed, err := capability.ParseReturnID(id)
	if err != nil {
		return ""
	}
	return parsed
}
