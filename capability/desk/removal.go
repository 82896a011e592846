package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/portal"
)

// Removal is what a portal is to take away from a device: a return that starts in
// the portal.
type Removal struct {
	Device   capability.Identity // its host ID; model and serial number where a person knows them
	Take     []portal.Removal    // empty: all that the device has
	Reason   string
	licenses []capability.License // that the device has by the portal's word
	order    capability.Order
}

// RemovalLine is one license of a removal. Counts are units, by the portal's word.
type RemovalLine struct {
	ActivationID         capability.ActivationID
	Held, Taken, Remains int
	WaitsForOlder        int // units that wait for a confirmation already
	State                capability.LicenseState
}

// ErrNothingToRemove says that the device has none of what a removal names, or less
// than that, by the portal's word.
var ErrNothingToRemove = errors.New("the portal has no such licenses for the device")

// PlanRemoval asks the portal what a removal would take away. It changes nothing.
func (d *Desk) PlanRemoval(ctx context.Context, want Removal, x *portal.Exchanger) (Removal, []RemovalLine, error) {
	device, err := x.Look(ctx, want.Device.Host)
	if err != nil {
		return want, nil, err
	}
	want.licenses, want.order = nil, capability.Order{}
	for _, l := range device.Licenses {
		if l.Requested > 0 {
			want.licenses = append(want.licenses, capability.License{ActivationID: l.ActivationID, Count: l.Requested})
		}
	}
	take := want.Take
	if len(take) == 0 {
		for _, l := range want.licenses {
			take = append(take, portal.Removal{ActivationID: l.ActivationID})
		}
	}
	var lines []RemovalLine
	for _, t := range take {
		l, _ := device.License(t.ActivationID)
		taken := t.Quantity
		if taken == 0 {
			taken = l.Requested
		}
		if taken <= 0 || taken > l.Requested {
			return want, nil, fmt.Errorf("%w: %d of %s, and it has %d", ErrNothingToRemove, t.Quantity, t.ActivationID, l.Requested)
		}
		lines = append(lines, RemovalLine{
			ActivationID: t.ActivationID, Held: l.Requested, Taken: taken, Remains: l.Requested - taken,
			WaitsForOlder: l.Waiting(), State: l.State,
		})
		want.order.Lines = append(want.order.Lines, capability.Line{ActivationID: t.ActivationID, Count: l.Requested - taken})
	}
	if len(lines) == 0 {
		return want, nil, fmt.Errorf("%w: it has none", ErrNothingToRemove)
	}
	return want, lines, want.order.Check(want.licenses)
}

// Remove opens a return that starts in the portal, has the portal take away what was
// planned, and fetches the response that the device has to load. It may be ended
// at any point and done again: what may have been removed is asked about first,
// and nothing is removed twice. The error is an *[OpenReturn] when the device has
// another open return.
func (d *Desk) Remove(ctx context.Context, plan Removal, x *portal.Exchanger) (capability.Return, error) {
	r, err := d.openRemoval(ctx, plan, x.Name())
	if err != nil {
		return r, err
	}
	return d.Removed(ctx, r.ID, x)
}

// Removed goes on with a return that [Desk.Remove] opened, up to its response.
func (d *Desk) Removed(ctx context.Context, id capability.ReturnID, x *portal.Exchanger) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil || r.Response != nil {
		return r, err
	}
	if err := d.removeOnce(ctx, &r, x); err != nil {
		return r, err
	}
	done := Done{Act: capability.Next(r), Return: r, Portal: x.Name()}
	err = d.fetchStored(ctx, &done, x)
	return done.Return, err
}

// RemovalOf finds the same removal where this program began it before and the return
// is open. The error is [ErrNothingToRemove] when there is none.
func (d *Desk) RemovalOf(ctx context.Context, want Removal) (Removal, error) {
	history, err := d.o.Ledger.DeviceHistory(ctx, want.Device.Host)
	if err != nil {
		return Removal{}, err
	}
	for _, s := range history.Returns {
		if !s.Stage.Open() {
			continue
		}
		if r, err := d.Return(s.ID); err == nil && r.RemovedBy != "" && want.same(r) {
			return Removal{Device: r.Device, Reason: r.Reason, licenses: r.Before, order: r.Order}, nil
		}
	}
	return Removal{}, ErrNothingToRemove
}

// same reports whether a return takes away what is wanted.
func (w Removal) same(r capability.Return) bool {
	if len(w.Take) == 0 {
		return len(r.Order.Lines) == len(r.Before) && !slices.ContainsFunc(r.Order.Lines, func(l capability.Line) bool { return l.Count > 0 })
	}
	taken := removals(r)
	return len(taken) == len(w.Take) && !slices.ContainsFunc(w.Take, func(t portal.Removal) bool {
		held := capability.CountOf(r.Before, t.ActivationID)
		return !slices.ContainsFunc(taken, func(o portal.Removal) bool {
			return o.ActivationID == t.ActivationID && (o.Quantity == t.Quantity || o.Quantity == 0 && t.Quantity == held)
		})
	})
}

// openRemoval opens the return, or finds the one that was opened for the same
// removal before.
func (d *Desk) openRemoval(ctx context.Context, plan Removal, in string) (capability.Return, error) {
	r, err := d.open(ctx, capability.Opened{
		Way: capability.FromPortal, Reading: capability.Reading{Device: plan.Device, Licenses: plan.licenses},
		Order: plan.order, Reason: plan.Reason, Confirmation: d.o.Policy, Portal: in,
	})
	other, is := errors.AsType[*OpenReturn](err)
	if !is {
		return r, err
	}
	before, failed := d.Return(other.ID)
	if failed == nil && before.RemovedBy == in && slices.Equal(before.Order.Lines, plan.order.Lines) {
		return before, nil
	}
	return r, err
}

// removeOnce has the portal take away what the return orders, unless it did so
// already.
func (d *Desk) removeOnce(ctx context.Context, r *capability.Return, x *portal.Exchanger) error {
	lines := removals(*r)
	order, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	request := fmt.Appendf(nil, "%s %s %s", r.ID, r.Device.Host, order)
	note := capability.Exchange{
		File: capability.RemovalOrder, Request: capability.DigestOf(request), Key: portal.KeyOf(x.Target(), request),
		Portal: x.Name(), Times: 1,
	}
	j := &exchangeJournal{desk: d, r: r}
	last, known := j.Last(note.Key)
	switch {
	case known && last.State == capability.ExchangeAnswered:
		return nil
	case known && last.State.Open():
		note.Times = last.Times
		done, err := d.wasRemoved(ctx, r, x)
		if err != nil {
			return fmt.Errorf("%w: %w", portal.ErrUncertain, err)
		}
		if done {
			note.State = capability.ExchangeAnswered
			return j.Note(ctx, note, nil)
		}
		if note.Times++; note.Times > capability.MaxExchangeTimes {
			return portal.ErrTooOften
		}
	}
	note.State = capability.ExchangeSending
	if err := j.Note(ctx, note, nil); err != nil {
		return err
	}
	err = x.With(ctx, func(p portal.Portal) error { return p.Remove(ctx, r.Device.Host, lines) })
	note.State, note.Text = capability.ExchangeAnswered, ""
	if err != nil {
		note.State, note.Text = portal.StateAfter(err), capability.Printable(err.Error())
	}
	if noted := j.Note(context.WithoutCancel(ctx), note, nil); noted != nil || err == nil || note.State != capability.ExchangeUncertain {
		return errors.Join(err, noted)
	}
	if done, asked := d.wasRemoved(ctx, r, x); asked != nil || !done { // the network may be back
		return errors.Join(fmt.Errorf("%w: %w", portal.ErrUncertain, err), asked)
	}
	note.State, note.Text = capability.ExchangeAnswered, ""
	return j.Note(ctx, note, nil)
}

// removals is what the return takes away.
func removals(r capability.Return) []portal.Removal {
	var all []portal.Removal
	for _, l := range r.Order.Lines {
		one := portal.Removal{ActivationID: l.ActivationID}
		if l.Count > 0 {
			one.Quantity = capability.CountOf(r.Before, l.ActivationID) - l.Count
		}
		all = append(all, one)
	}
	return all
}

// wasRemoved asks the portal whether it took away what the return orders.
func (d *Desk) wasRemoved(ctx context.Context, r *capability.Return, x *portal.Exchanger) (bool, error) {
	now, device, err := d.look(ctx, *r, x)
	*r = now
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(r.Order.Lines, func(l capability.Line) bool {
		has, listed := device.License(l.ActivationID)
		return listed && has.Requested > l.Count
	}), nil
}

// SavePrepared puts a return that began in the portal onto a stick, for the
// technician at the device: the response, a slip and the case.
func (d *Desk) SavePrepared(ctx context.Context, id capability.ReturnID, stick Stick, report capability.Report) (capability.Return, []media.Saved, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, nil, err
	}
	if r.Response == nil || r.Stage != capability.StageResponseFound {
		return r, nil, ErrNothingToUpload
	}
	s := &saving{r: r, file: capability.PortalResponse}
	d.save(ctx, []*saving{s}, stick, report)
	return s.r, s.saved, s.err
}
