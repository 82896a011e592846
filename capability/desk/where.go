package desk

import (
	"context"
	"errors"
	"slices"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// Suggestion is what to do when no return says it.
type Suggestion string

// The suggestions.
const (
	GoOn         Suggestion = "go-on"     // with the return, by its next act
	TakeAnswer   Suggestion = "take"      // the portal's answer to it is on the stick
	BeginHere    Suggestion = "start"     // the device holds licenses and has no open return
	AdoptIt      Suggestion = "adopt"     // the stick holds a response that begins one
	TakeCaseIn   Suggestion = "take-in"   // the stick holds the case of another laptop
	HandOver     Suggestion = "hand-over" // the portal made this device obsolete and it lives: it must not be used
	ReadDevice   Suggestion = "read"      // the case went on elsewhere: what the device shows counts
	NothingToDo  Suggestion = "nothing"   // nothing is owed
	ConnectFirst Suggestion = "connect"   // a device or a stick would tell more
)

// Situation is where things stand by what is plugged in.
type Situation struct {
	Reading  *capability.Reading  // nil: no device
	Findings []Finding            // every file on the stick
	Cases    []Case               // what other laptops say, on the stick; nothing of it was taken in
	Return   *capability.Return   // the one that is meant; nil: none
	Act      capability.Act       // its next act
	Odd      []capability.Flagged // about the device, in whichever of its returns it was noted
	Suggest  Suggestion
	Proved   []capability.ReturnID // returns that a receipt on the stick proved just now

	Incomplete capability.CutShort // why not all of the stick was looked through
}

// Where tells where things stand. It classifies every file on the stick by all
// returns, reads the device, and names one next act. It only asks the device, and
// takes in nothing that somebody else says. It notes what it read from the device,
// and a receipt that a key proves.
func (d *Desk) Where(ctx context.Context, means Means, report capability.Report) (Situation, error) {
	var p Situation
	found := new(media.Collection)
	var err error
	if means.Stick != nil {
		if found, err = means.Stick.Collect(ctx, media.Limits{}, report); err != nil {
			return p, err
		}
		p.Cases, p.Incomplete = d.casesIn(found.Found), found.Incomplete
	}
	if means.Device != nil {
		if err := d.noteDevice(ctx, &p, means.Device, report); err != nil {
			return p, err
		}
	}
	returns, err := d.every(ctx)
	if err != nil {
		return p, err
	}
	if p.Proved, err = d.prove(returns, found.Found); err != nil {
		return p, err
	}
	var adoptable bool
	p.Findings, adoptable = d.classifyAll(returns, p.Reading, found)
	if means.Stick != nil {
		addEvidenceByAll(returns, p.Reading, means.Stick.Name(), p.Findings)
	}
	d.suggest(&p, returns, adoptable)
	p.collectOdd(returns)
	return p, nil
}

// collectOdd gathers what was noted of the device that was read, else in the
// return that is meant, each kind once.
func (p *Situation) collectOdd(returns []capability.Return) {
	for _, r := range returns {
		ofDevice := p.Reading != nil && r.Device.Host == p.Reading.Device.Host
		if !ofDevice && (p.Return == nil || r.ID != p.Return.ID) {
			continue
		}
		for _, f := range r.Flags {
			known := slices.ContainsFunc(p.Odd, func(o capability.Flagged) bool { return o.Flag == f.Flag })
			if !known {
				p.Odd = append(p.Odd, f)
			}
		}
	}
}

// noteDevice reads the device, and notes the reading in its open return.
func (d *Desk) noteDevice(ctx context.Context, p *Situation, dev capability.Device, report capability.Report) error {
	reading, err := d.Read(ctx, dev, report)
	if err != nil {
		return err
	}
	p.Reading = &reading
	history, err := d.o.Ledger.DeviceHistory(ctx, reading.Device.Host)
	if err != nil {
		return err
	}
	odd := capability.CompareDevice(history.DeviceHistory, reading.Device)
	for _, s := range history.Returns {
		if s.Stage.OutcomeUnknown() || !s.Stage.Open() && s.Stage != capability.StageClosed {
			continue
		}
		r, err := d.Return(s.ID)
		if errors.Is(err, ledger.ErrDamaged) {
			continue
		}
		if err != nil {
			return err
		}
		if r, err = d.flag(r, odd); err != nil {
			return err
		}
		if r.Open() || r.Closing == capability.ClosedOnDecision && !r.HasFlag(capability.FlagAlive) {
			if _, err := d.note(r, capability.LicensesRead{Reading: reading}); err != nil {
				return err
			}
		}
	}
	return nil
}

// every gives all returns that can be read.
func (d *Desk) every(ctx context.Context) ([]capability.Return, error) {
	all, err := d.List(ctx)
	if err != nil {
		return nil, err
	}
	return d.replayed(all)
}

// replayed gives those of some returns that can be read.
func (d *Desk) replayed(all []ledger.Summary) ([]capability.Return, error) {
	var returns []capability.Return
	for _, s := range all {
		if s.Err != nil {
			continue
		}
		r, err := d.Return(s.ID)
		if errors.Is(err, ledger.ErrDamaged) { // since the list was cached; the list tells of it
			continue
		}
		if err != nil {
			return nil, err
		}
		returns = append(returns, r)
	}
	return returns, nil
}

// classifyAll classifies every file on a stick by all returns. It reports whether
// one begins a return of the device that was read, or a cancelled one again.
func (d *Desk) classifyAll(returns []capability.Return, reading *capability.Reading, found *media.Collection) (all []Finding, adoptable bool) {
	for _, f := range found.Found {
		j := d.classifyForAny(returns, f)
		if reading != nil && j.m != nil {
			fresh, spoken := d.classify(unopened(*reading), read(f)), spokenFor(returns, j.Return, reading.Device.Host)
			adopts := fresh.Class == IsResponse && !spoken
			if adopts || fresh.Mendable && !spoken || j.Class == IsForDevice {
				fresh.Return = j.Return
				j.Finding, adoptable = fresh.Finding, adoptable || adopts
			}
		}
		all = append(all, j.Finding)
	}
	for _, s := range found.Skipped {
		all = append(all, skipped(s))
	}
	return all, adoptable
}

// spokenFor reports whether a file belongs to the return of that ID, which was
// not cancelled, or the device has an open one: then it begins none.
func spokenFor(returns []capability.Return, id capability.ReturnID, host capability.HostID) bool {
	return slices.ContainsFunc(returns, func(r capability.Return) bool {
		return r.ID == id && r.Stage != capability.StageCancelled || r.Open() && r.Device.Host == host
	})
}

// classifyForAny finds the return that a file says most of.
func (d *Desk) classifyForAny(returns []capability.Return, f media.Found) classified {
	if c, ok := classifyCase(f); ok {
		return classified{Finding: c}
	}
	c := read(f)
	best := d.classify(capability.Return{}, c)
	for _, r := range returns {
		j := d.classify(r, c)
		if j.rank() > best.rank() || j.rank() == best.rank() && r.Open() {
			best = j
			if j.rank() >= related && (r.Open() || j.Class != IsRemoval) { // a removal after the end begins another return
				best.Return = r.ID
			}
		}
	}
	return best
}

// rank is that of the class. A message that can be repaired ranks as what it was.
func (j classified) rank() int {
	if j.Mendable {
		return rank(j.was)
	}
	return rank(j.Class)
}
