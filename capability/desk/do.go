package desk

import (
	"context"
	"fmt"

	"handback/capability"
)

// Do carries out the one next act of a return. The error is a *[Missing] when the
// act needs something that is not at hand; at the portal steps that is the
// portal's answer, which Do searches for on the stick, and then asks of the portal
// that is reached by program; a stick that can't be read does not keep it from that.
// It is [ErrNotReleased] when
// the file was saved and the site wants the stick released. After any error
// [Desk.Return] tells where the return stands now. A declaration that was cut off
// is missing the person who makes it: see [Desk.Declare].
func (d *Desk) Do(ctx context.Context, id capability.ReturnID, means Means, report capability.Report) (Done, error) {
	r, err := d.Return(id)
	if err != nil {
		return Done{}, err
	}
	act := capability.Next(r)
	done := Done{Act: act, Return: r}
	switch act.Need {
	case capability.NeedsDevice:
		if means.Device == nil {
			return done, &Missing{Act: act, Need: act.Need}
		}
		done.Return, err = d.atDevice(ctx, r, &done.Act, means.Device, report)
	case capability.NeedsStick:
		if means.Stick == nil && means.Portal != nil && act.Answer != "" { // it needs no carrying
			done.Act = capability.ActOn(act.File, capability.NeedsPortal)
			err = d.atPortal(ctx, &done, means, report)
			break
		}
		if means.Stick == nil {
			return done, &Missing{Act: act, Need: act.Need}
		}
		done, err = d.saveOne(ctx, act, r, means.Stick, report)
	case capability.NeedsPortal:
		err = d.answer(ctx, &done, means, report)
	case capability.NeedsNothing:
		if act.Kind != capability.ActNothing { // only a person declares a device dead
			return done, &Missing{Act: act, Need: act.Need}
		}
	}
	if err == nil {
		return done, nil
	}
	if now, again := d.Return(id); again == nil {
		done.Return = now
	}
	return done, err
}

// Advance carries out act after act until something is missing or the return
// is closed, and tells each. Closed is a nil error; see [Desk.Do] for others.
func (d *Desk) Advance(ctx context.Context, id capability.ReturnID, supply Supply, report capability.Report, each func(Done)) (capability.Return, error) {
	for {
		r, err := d.Return(id)
		if err != nil {
			return r, err
		}
		if err := ctx.Err(); err != nil {
			return r, err
		}
		means, err := gather(ctx, r, supply)
		if err != nil {
			return r, err
		}
		done, err := d.Do(ctx, id, means, report)
		if err != nil {
			return done.Return, err
		}
		if done.Act.Kind == capability.ActNothing {
			return d.proveAtEnd(ctx, done.Return, supply, report, each)
		}
		each(done)
	}
}

func gather(ctx context.Context, r capability.Return, supply Supply) (m Means, err error) {
	switch need := capability.Next(r).Need; need {
	case capability.NeedsDevice:
		m.Device, err = supply.Device(ctx)
	case capability.NeedsStick, capability.NeedsPortal:
		m.Stick, err = supply.Stick(ctx)
		if err == nil && (m.Stick == nil || need == capability.NeedsPortal) {
			m.Again = supply.Again()
			m.Portal, err = supply.Portal(ctx, r.Device)
		}
	}
	return m, err
}

// proveAtEnd takes the receipt on the stick, if there is one, that proves a return
// which was closed on a claim.
func (d *Desk) proveAtEnd(ctx context.Context, r capability.Return, supply Supply, report capability.Report, each func(Done)) (capability.Return, error) {
	if !r.AwaitsProof() {
		return r, nil
	}
	stick, err := supply.Stick(ctx)
	if err != nil {
		return r, err
	}
	done, proved, err := d.Prove(ctx, r.ID, stick, report)
	if proved {
		done.Act = capability.ActOf(capability.ActUploadConfirmation)
		each(done)
	}
	return done.Return, err
}

// atDevice does an act on the device. It asks first who the device is, before each
// act and though the answer to the act before may be seconds old: a cable is
// plugged into another device in that time, and whether the device still shows
// the response that the return knows decides whether a command may be sent. If
// it does not, reading its licenses is the act.
func (d *Desk) atDevice(ctx context.Context, r capability.Return, act *capability.Act, dev capability.Device, report capability.Report) (capability.Return, error) {
	ident, err := dev.Identify(ctx)
	if err != nil {
		return r, err
	}
	if act.Kind == capability.ActActivate {
		return d.activate(ctx, r, dev, ident, report)
	}
	if ident.Host != r.Device.Host {
		return r, fmt.Errorf("%w: %s, and the return is for %s", capability.ErrOtherDevice, ident.Host, r.Device.Host)
	}
	if r, err = d.flagOddities(ctx, r, ident); err != nil {
		return r, err
	}
	if movedOn(r, ident) {
		*act = capability.ActOf(capability.ActCheckLicenses)
	}
	if err := d.ownFirst(ctx, r, *act); err != nil {
		return r, err
	}
	switch act.Kind {
	case capability.ActMakeRequest, capability.ActMakeConfirmation:
		return d.makeRequest(ctx, r, *act, dev, report)
	case capability.ActLoadResponse:
		return d.loadResponse(ctx, r, dev, ident, report)
	case capability.ActCheckLicenses:
		return d.checkLicenses(ctx, r, dev, ident, report)
	case capability.ActAskDevice:
		return d.askDevice(ctx, r, dev, ident, report)
	default:
		return r, fmt.Errorf("%w: %s", capability.ErrUnexpected, act.Kind)
	}
}

// flagOddities compares the device with what this laptop knows about it and notes
// what is odd, each kind once in a return.
func (d *Desk) flagOddities(ctx context.Context, r capability.Return, ident capability.Identity) (capability.Return, error) {
	history, err := d.o.Ledger.DeviceHistory(ctx, r.Device.Host)
	if err != nil {
		return r, err
	}
	return d.flag(r, capability.CompareDevice(history.DeviceHistory, ident))
}

// ownFirst keeps a return that was taken in from changing a device that has an open
// return of this laptop: what goes back would be counted twice. The error is an
// *[OpenReturn].
func (d *Desk) ownFirst(ctx context.Context, r capability.Return, act capability.Act) error {
	if len(r.Sources) == 0 || act.OnlyLooks {
		return nil
	}
	history, err := d.o.Ledger.DeviceHistory(ctx, r.Device.Host)
	if err != nil {
		return err
	}
	for _, s := range history.Returns {
		if s.Stage.Open() && !s.TakenIn {
			return &OpenReturn{ID: s.ID, Host: r.Device.Host}
		}
	}
	return nil
}

func (d *Desk) flag(r capability.Return, odd []capability.Flagged) (capability.Return, error) {
	for _, f := range odd {
		if r.HasFlag(f.Flag) {
			continue
		}
		now, err := d.note(r, f)
		if err != nil {
			return r, err
		}
		r = now
	}
	return r, nil
}

// movedOn reports whether the device processed another response, or went back to
// an older one or none, since it was read last. A device that can't tell never
// showed any. What happened to the return's own command is another question: see
// [Desk.askDevice].
func movedOn(r capability.Return, ident capability.Identity) bool {
	if r.Stage.OutcomeUnknown() || r.Stage == capability.StageLoaded {
		return false
	}
	seen, now := r.Seen.Last, ident.Last
	if r.Stage > capability.StageLoaded && r.SetBack(now) {
		return true
	}
	if seen == nil || now == nil {
		return seen != now
	}
	return *seen != *now
}
