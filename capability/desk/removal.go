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

// RemovalChanged says that a device has other units in the portal than a person saw
// when the removal was planned, so that it would leave others than those who ordered
// it expect. Nothing was removed now.
type RemovalChanged struct {
	Return       capability.ReturnID
	ActivationID capability.ActivationID
	Seen, Has    int  // units of it, when it was planned and now
	MayBeSent    bool // before: what is gone may have been removed by it; else it can be planned again
}

func (e *RemovalChanged) Error() string {
	return fmt.Sprintf("%s has %d units in the portal, and had %d when %s was planned", e.ActivationID, e.Has, e.Seen, e.Return)
}

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
// at any point and done again: the portal is asked what the device has before
// anything is removed, and nothing is removed twice. A return of which nothing was
// sent is cancelled when there is a newer plan, or when the device has other units
// than the plan says: that is a *[RemovalChanged]. The error is an *[OpenReturn] when
// the device has another open return.
func (d *Desk) Remove(ctx context.Context, plan Removal, x *portal.Exchanger) (capability.Return, error) {
	r, err := d.openRemoval(ctx, plan, x.Name())
	if err != nil {
		return r, err
	}
	id := r.ID
	r, err = d.Removed(ctx, id, x)
	if changed, is := errors.AsType[*RemovalChanged](err); is && !changed.MayBeSent {
		var given error
		if r, given = d.Cancel(ctx, id, "the portal's numbers changed before it was sent"); given != nil {
			return r, errors.Join(err, given)
		}
	}
	return r, err
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

// RemovalOf finds the same removal where the portal may know about it and the return is
// open. The error is [ErrNothingToRemove] when there is none.
func (d *Desk) RemovalOf(ctx context.Context, want Removal) (Removal, error) {
	history, err := d.o.Ledger.DeviceHistory(ctx, want.Device.Host)
	if err != nil {
		return Removal{}, err
	}
	for _, s := range history.Returns {
		if !s.Stage.Open() {
			continue
		}
		if r, err := d.Return(s.ID); err == nil && r.RemovedBy != "" && removalSent(r) && want.same(r) {
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
	taken := removals(r, r.Order.Lines)
	return len(taken) == len(w.Take) && !slices.ContainsFunc(w.Take, func(t portal.Removal) bool {
		held := capability.CountOf(r.Before, t.ActivationID)
		return !slices.ContainsFunc(taken, func(o portal.Removal) bool {
			return o.ActivationID == t.ActivationID && (o.Quantity == t.Quantity || o.Quantity == 0 && t.Quantity == held)
		})
	})
}

// openRemoval opens the return, or finds the one that was opened for the same
// removal before. One of which the portal never heard gives way to a newer plan.
func (d *Desk) openRemoval(ctx context.Context, plan Removal, in string) (capability.Return, error) {
	opened := capability.Opened{
		Way: capability.FromPortal, Reading: capability.Reading{Device: plan.Device, Licenses: plan.licenses},
		Order: plan.order, Reason: plan.Reason, Confirmation: d.o.Policy, Portal: in,
	}
	r, err := d.open(ctx, opened)
	other, is := errors.AsType[*OpenReturn](err)
	if !is {
		return r, err
	}
	before, failed := d.Return(other.ID)
	switch {
	case failed != nil || before.RemovedBy != in:
		return r, err
	case plan.continues(before):
		return before, nil
	case removalSent(before):
		return r, err
	}
	if _, err := d.Cancel(ctx, before.ID, "planned again: nothing of it was sent to the portal"); err != nil {
		return r, err
	}
	return d.open(ctx, opened)
}

// continues reports whether a return orders what was planned, with the same counts
// before and after.
func (w Removal) continues(r capability.Return) bool {
	return slices.Equal(r.Order.Lines, w.order.Lines) && !slices.ContainsFunc(r.Order.Lines, func(l capability.Line) bool {
		return capability.CountOf(r.Before, l.ActivationID) != capability.CountOf(w.licenses, l.ActivationID)
	})
}

// removalSent reports whether the portal may know about the removal, as far as is known
// here or was taken in.
func removalSent(r capability.Return) bool {
	return r.Exchange != nil && r.Exchange.State != capability.ExchangeNotSent && r.Exchange.State != capability.ExchangeRefused
}

// removeOnce has the portal take away what the return orders, unless it did so
// already. It looks first: others may have changed what the device has since that
// was planned.
func (d *Desk) removeOnce(ctx context.Context, r *capability.Return, x *portal.Exchanger) error {
	order, err := json.Marshal(removals(*r, r.Order.Lines))
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
	if known && last.State == capability.ExchangeAnswered {
		return nil
	}
	open := known && last.State.Open()
	due, err := d.stillToRemove(ctx, r, x)
	if _, changed := errors.AsType[*RemovalChanged](err); err != nil && open && !changed {
		return fmt.Errorf("%w: %w", portal.ErrUncertain, err)
	}
	if err != nil {
		return err
	}
	if open {
		note.Times = last.Times
	}
	switch {
	case len(due) == 0 && !known: // by a case that was taken in
		return nil
	case len(due) == 0:
		note.State = capability.ExchangeAnswered
		return j.Note(ctx, note, nil)
	case open:
		if note.Times++; note.Times > capability.MaxExchangeTimes {
			return portal.ErrTooOften
		}
	}
	note.State = capability.ExchangeSending
	if err := j.Note(ctx, note, nil); err != nil {
		return err
	}
	return d.sendRemoval(ctx, j, x, note, removals(*r, due), open)
}

// sendRemoval sends lines of a removal and notes what happened. Earlier says that
// an earlier call may have arrived.
func (d *Desk) sendRemoval(ctx context.Context, j *exchangeJournal, x *portal.Exchanger, note capability.Exchange, lines []portal.Removal, earlier bool) error {
	err := x.With(ctx, func(p portal.Portal) error { return p.Remove(ctx, j.r.Device.Host, lines) })
	note.State, note.Text = capability.ExchangeAnswered, ""
	if err != nil {
		note.State, note.Text = portal.StateAfter(err), capability.Printable(err.Error())
	}
	if earlier && note.State == capability.ExchangeNotSent {
		note.State = capability.ExchangeUncertain
	}
	if noted := j.Note(context.WithoutCancel(ctx), note, nil); noted != nil || err == nil || note.State != capability.ExchangeUncertain {
		return errors.Join(err, noted)
	}
	if due, asked := d.stillToRemove(ctx, j.r, x); asked != nil || len(due) > 0 { // the network may be back
		return errors.Join(fmt.Errorf("%w: %w", portal.ErrUncertain, err), asked)
	}
	note.State, note.Text = capability.ExchangeAnswered, ""
	return j.Note(ctx, note, nil)
}

// removals is what lines of the return's order take away.
func removals(r capability.Return, lines []capability.Line) []portal.Removal {
	var all []portal.Removal
	for _, l := range lines {
		one := portal.Removal{ActivationID: l.ActivationID}
		if l.Count > 0 {
			one.Quantity = capability.CountOf(r.Before, l.ActivationID) - l.Count
		}
		all = append(all, one)
	}
	return all
}

// stillToRemove asks the portal which lines of the order it did not carry out yet. A
// line counts as carried out only where the order may have been sent, and as not
// carried out only where the device has what a person saw. All else is a *[RemovalChanged].
func (d *Desk) stillToRemove(ctx context.Context, r *capability.Return, x *portal.Exchanger) (due []capability.Line, err error) {
	sent := removalSent(*r)
	now, device, err := d.look(ctx, *r, x)
	*r = now
	if err != nil {
		return nil, err
	}
	for _, l := range r.Order.Lines {
		seen := capability.CountOf(r.Before, l.ActivationID)
		has, _ := device.License(l.ActivationID)
		switch {
		case has.Requested == seen:
			due = append(due, l)
		case !sent || has.Requested > l.Count:
			return nil, &RemovalChanged{Return: r.ID, ActivationID: l.ActivationID, Seen: seen, Has: has.Requested, MayBeSent: sent}
		}
	}
	return due, nil
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
