package desk

import (
	"context"
	"errors"
	"slices"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// Suggestion is what to do where no return says it.
type Suggestion string

// The suggestions.
const (
	GoOn         Suggestion = "go-on"     // with the return, by its next act
	TakeAnswer   Suggestion = "take"      // the portal's answer to it is on the stick
	BeginHere    Suggestion = "start"     // the device holds licenses and has no open return
	AdoptIt      Suggestion = "adopt"     // the stick holds a response that begins one
	HandOver     Suggestion = "hand-over" // the portal made this device obsolete and it lives: it must not be used
	DecideForks  Suggestion = "decide"    // two laptops went on: a person has to say which counts
	NothingToDo  Suggestion = "nothing"   // nothing is owed
	ConnectFirst Suggestion = "connect"   // a device or a stick would tell more
)

// Place is where things stand by what is plugged in.
type Place struct {
	Reading  *capability.Reading // nil: no device
	Findings []Finding           // every file on the stick
	Forks    []*ledger.Fork      // returns that another laptop took elsewhere
	Imported []capability.ReturnID
	Return   *capability.Return   // the one that is meant; nil: none
	Act      capability.Act       // its next act
	Odd      []capability.Flagged // about the device, in whichever of its returns it was noted
	Suggest  Suggestion

	Incomplete string // why not all of the stick was looked through; empty: all was
}

// Where tells where things stand: it takes in the cases on the stick, judges
// every file by all returns, reads the device, and names one next act. It sends
// nothing to the device but questions.
func (d *Desk) Where(ctx context.Context, means Means, report capability.Report) (Place, error) {
	var p Place
	var found *media.Collection
	var err error
	if means.Stick != nil {
		if found, err = means.Stick.Collect(ctx, media.Limits{}, report); err != nil {
			return p, err
		}
		p.Incomplete = found.Incomplete
		if err := d.takeIn(&p, found.Found); err != nil {
			return p, err
		}
	}
	if means.Device != nil {
		if err := d.lookAtDevice(ctx, &p, means.Device, report); err != nil {
			return p, err
		}
	}
	returns, err := d.every(ctx)
	if err != nil {
		return p, err
	}
	adoptable := false
	if found != nil {
		p.Findings, adoptable = judgeAll(returns, p.Reading, found)
		weighAll(returns, p.Reading, means.Stick.Name(), p.Findings)
	}
	d.suggest(&p, returns, adoptable)
	p.collectOdd(returns)
	return p, nil
}

// collectOdd gathers what was noted of the device that was read, else in the
// return that is meant, each kind once.
func (p *Place) collectOdd(returns []capability.Return) {
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

// takeIn imports the cases of other laptops, and the files that they name.
func (d *Desk) takeIn(p *Place, files []media.Found) error {
	for _, f := range files {
		entries, err := decodeRecord(f.Data)
		if err != nil {
			continue // judged with the other files
		}
		got, err := d.o.Ledger.Import(entries)
		var fork *ledger.Fork
		switch {
		case errors.As(err, &fork):
			p.Forks = append(p.Forks, fork)
			continue
		case errors.Is(err, capability.ErrUnexpected), errors.Is(err, capability.ErrOrder):
			continue // not a journal that the rules allow
		case err != nil:
			return err
		}
		if got.Added > 0 {
			p.Imported = append(p.Imported, got.Return.ID)
		}
		if err := d.takeFiles(got.Return, files); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) takeFiles(r capability.Return, files []media.Found) error {
	for _, a := range r.Artifacts() {
		for _, f := range files {
			if f.Digest != a.SHA256 {
				continue
			}
			if err := d.o.Ledger.Put(r.ID, a, f.Data); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// lookAtDevice reads the device, and notes the reading in its open return.
func (d *Desk) lookAtDevice(ctx context.Context, p *Place, dev capability.Device, report capability.Report) error {
	reading, err := d.Read(ctx, dev, report)
	if err != nil {
		return err
	}
	p.Reading = &reading
	memory, err := d.o.Ledger.Known(ctx, reading.Device.Host)
	if err != nil {
		return err
	}
	odd := capability.Oddities(knownOf(memory), reading.Device)
	for _, s := range memory.Returns {
		if s.Stage.OutcomeUnknown() || !s.Stage.Open() && s.Stage != capability.StageClosed {
			continue
		}
		r, err := d.Return(s.ID)
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
	var returns []capability.Return
	for _, s := range all {
		if s.Err != nil {
			continue
		}
		r, err := d.Return(s.ID)
		if err != nil {
			return nil, err
		}
		returns = append(returns, r)
	}
	return returns, nil
}
