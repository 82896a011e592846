package desk

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/message"
	"handback/capability/typed"
)

// Adopt opens the return that the portal started. It reads what the device holds,
// finds the newest response for it on the stick, and takes the difference as the
// order. Loading is the next act. The error is
// [ErrNothingToAdopt] with the findings, or an *[OpenReturn].
func (d *Desk) Adopt(ctx context.Context, means Means, report capability.Report) (Done, error) {
	var cut capability.CutShort
	done, err := d.adoptNewest(ctx, means.Device, report, func(fresh capability.Return) (seen []classified, err error) {
		seen, cut, err = d.classifyStick(ctx, fresh, means.Stick, report)
		return seen, err
	})
	done.Incomplete = cut
	return done, err
}

// AdoptEntered is Adopt with a response that was typed or scanned.
func (d *Desk) AdoptEntered(ctx context.Context, dev capability.Device, m typed.Message, report capability.Report) (Done, error) {
	done, err := d.adoptNewest(ctx, dev, report, func(fresh capability.Return) ([]classified, error) {
		return []classified{d.classifyEntered(fresh, m)}, nil
	})
	done.ByHand = true
	return done, err
}

// AdoptFile is [Desk.Adopt] with a file that a person chose: the response can't be
// read, or has to be repaired. The device has the last word. The chosen file needs
// a path; if it has a digest, too, and the content has changed, the error is
// [media.ErrChanged]. It is [ErrNothingToAdopt] for a file that surely is no
// response, and [ErrCutShort] when the search ended before it came to the file.
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
	j := read(f).classify(fresh).byWord(fresh)
	done.Found = []Finding{j.Finding}
	if j.m != nil {
		if err := errors.Join(j.m.ForHost(reading.Device.Host), j.m.Want(message.KindResponse)); err != nil {
			return done, err
		}
		j.Class = IsResponse
	}
	if d.checkSignature(fresh, &j); j.Class != IsResponse {
		done.Found = []Finding{j.Finding}
		return done, ErrNothingToAdopt
	}
	done.Return, err = d.adopt(ctx, reading, j)
	return done, err
}

// adoptNewest opens the return that the newest response begins of those that look
// brings. It reads the device first, which has no open return.
func (d *Desk) adoptNewest(ctx context.Context, dev capability.Device, report capability.Report, look func(fresh capability.Return) ([]classified, error)) (Done, error) {
	reading, err := d.Read(ctx, dev, report)
	if err != nil {
		return Done{}, err
	}
	history, err := d.o.Ledger.DeviceHistory(ctx, reading.Device.Host)
	if err != nil {
		return Done{}, err
	}
	if err := noneOpen(history, reading.Device.Host); err != nil {
		return Done{}, err
	}
	seen, err := look(unopened(reading))
	if err != nil {
		return Done{}, err
	}
	done := Done{Act: adoptAct()}
	for _, j := range seen {
		done.Found = append(done.Found, j.Finding)
	}
	best := newest(seen, []Class{IsResponse, IsUseless})
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

// unopened is a return that does not exist yet. Files are classified by it: it is
// of the device that was read, and any response may begin it.
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
func (d *Desk) cancelledFor(history ledger.DeviceHistory, q *message.Response) (capability.Return, bool, error) {
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
