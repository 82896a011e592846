package desk

import (
	"context"
	_ "embed"
	"errors"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/message"
	"handback/capability/typed"
)

// Adopt opens the return that the portal started: it finds the newest response
// for the connected device on the stick, reads what the device holds, and
// takes the difference for the order. Loading is the next act. The error is
// [ErrNothingToAdopt] with the findings, or an *[OpenReturn].
func (d *Desk) Adopt(ctx context.Context, means Means, report capability.Report) (Done, error) {
	reading, history, err := d.unopenedDevice(ctx, means.Device, report)
	if err != nil {
		return Done{}, err
	}
	seen, cut, err := d.classifyStick(ctx, unopened(reading), means.Stick, report)
	if err != nil {
		return Done{}, err
	}
	done, err := d.adoptNewest(ctx, reading, history, seen)
	done.Incomplete = cut
	return done, err
}

// AdoptEntered does the same with a response that was typed or scanned.
func (d *Desk) AdoptEntered(ctx context.Context, dev capability.Device, m typed.Message, report capability.Report) (Done, error) {
	reading, history, err := d.unopenedDevice(ctx, dev, report)
	if err != nil {
		return Done{}, err
	}
	done, err := d.adoptNewest(ctx, reading, history, []classified{d.classifyEntered(unopened(reading), m)})
	done.ByHand = true
	return done, err
}

// AdoptFile does as [Desk.Adopt] with a response that can't be read, or that has
// to be mended, which a person says is for the connected device. The device has
// the last word. Of the chosen file only the path must be given; where it has a
// digest, another content there is a [media.ErrChanged]. A file that surely is
// no response is an [ErrNothingToAdopt] with the finding, one that was not seen
// in a look that was cut short an [ErrCutShort].
func (d *Desk) AdoptFile(ctx context.Context, means Means, chosen Finding, report capability.Report) (Done, error) {
	reading, err := d.Read(ctx, means.Device, report)
	if err != nil {
		return Done{}, err
	}
	done := Done{Act: adoptAct()}
	f, err := pick(ctx, means.Stick, chosen, report)
	if err != nil {
		return done, err
	}
	fresh := unopened(reading)
	j := classify(fresh, f).byWord(fresh)
	done.Found = []Finding{j.Finding}
	if j.m != nil {
		if err := errors.Join(j.m.ForHost(reading.Device.Host), j.m.Want(message.KindResponse)); err != nil {
			return done, err
		}
		j.Verdict = IsResponse
	}
	if d.checkSignature(fresh, &j); j.Verdict != IsResponse {
		done.Found = []Finding{j.Finding}
		return done, ErrNothingToAdopt
	}
	done.Return, err = d.adopt(ctx, reading, j)
	return done, err
}

// unopenedDevice reads a device that has no open return, and what is known of it.
func (d *Desk) unopenedDevice(ctx context.Context, dev capability.Device, report capability.Report) (capability.Reading, ledger.Memory, error) {
	reading, err := d.Read(ctx, dev, report)
	if err != nil {
		return reading, ledger.Memory{}, err
	}
	history, err := d.o.Ledger.Known(ctx, reading.Device.Host)
	if err != nil {
		return reading, history, err
	}
	return reading, history, noneOpen(history, reading.Device.Host)
}

// adoptNewest opens the return that the newest response begins.
func (d *Desk) adoptNewest(ctx context.Context, reading capability.Reading, history ledger.Memory, seen []classified) (Done, error) {
	done := Done{Act: adoptAct()}
	for _, j := range seen {
		done.Found = append(done.Found, j.Finding)
	}
	best := newest(readable(seen), []Verdict{IsResponse, IsUseless})
	if best == nil {
		return done, ErrNothingToAdopt
	}
	r, found, err := d.cancelledFor(history, best.m.Response)
	switch {
	case err != nil:
	case found:
		done.Return, err = d.keep(r, *best)
	default:
		done.Return, err = d.adopt(ctx, reading, *best)
	}
	return done, err
}

func adoptAct() capability.Act { return capability.ActOf(capability.ActFetchResponse).FromStick() }

// unopened is a return that isn't there yet, for files to be judged by: one of
// the device that was read, open for whatever a response takes away.
func unopened(reading capability.Reading) capability.Return {
	return capability.Return{Device: reading.Device, Seen: reading.Device, Before: reading.Licenses, Way: capability.FromPortal}
}

func (d *Desk) adopt(ctx context.Context, reading capability.Reading, j classified) (capability.Return, error) {
	f := capability.Opened{Way: capability.FromPortal, Reading: reading, Confirmation: d.o.Policy}
	if j.m != nil {
		f.Order = capability.ReductionOf(reading.Licenses, j.m.Response.Rights)
		if len(f.Order.Lines) == 0 {
			f.Purpose, f.Order = capability.ToActivate, capability.AdditionOf(reading.Licenses, j.m.Response.Rights)
		}
		if len(f.Order.Lines) == 0 {
			return capability.Return{}, ErrNothingToAdopt
		}
	}
	r, err := d.open(ctx, f)
	if err != nil {
		return r, err
	}
	return d.keep(r, j)
}

// cancelledFor finds the cancelled return whose request a response answers: it
// was uploaded after all.
func (d *Desk) cancelledFor(history ledger.Memory, q *message.Response) (capability.Return, bool, error) {
	if q.Answers == nil {
		return capability.Return{}, false, nil
	}
	for _, s := range history.Returns {
		if s.Stage != capability.StageCancelled {
			continue
		}
		r, err := d.Return(s.ID)
		if errors.Is(err, ledger.ErrDamaged) { // the list tells of it
			continue
		}
		if err != nil {
			return r, false, err
		}
		if r.Asked(q.Answers.String()) {
			return r, true, nil
		}
	}
	return capability.Return{}, false, nil
}

func readable(seen []classified) []classified {
	var all []classified
	for _, j := range seen {
		if j.m != nil {
			all = append(all, j)
		}
	}
	return all
}
