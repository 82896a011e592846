package desk

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
)

// Do carries out the one next act of a return. It is a *[Missing] when the act
// needs something that is not at hand; at the portal steps that is the answer
// of the portal, looked for on the stick. It is [ErrNotReleased] when the file was
// saved and the site wants more than that. After any error [Desk.Return] tells
// where the return stands now.
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
		if means.Stick == nil {
			return done, &Missing{Act: act, Need: act.Need}
		}
		done.Return, done.Saved, err = d.save(ctx, r, act.File, means.Stick, report)
		if err == nil {
			done.Released, err = d.release(ctx, means.Stick)
		}
	case capability.NeedsPortal:
		if means.Stick == nil {
			return done, &Missing{Act: act, Need: act.Need}
		}
		err = d.collect(ctx, &done, means.Stick, report)
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
		means, err := gather(ctx, capability.Next(r).Need, supply)
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

// proveAtEnd takes up what proves a return that was closed on a claim, where it
// is at hand.
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

// atDevice does an act on the device, after a look whether it is the one, and
// whether it is still as the return knows it. Where it is not, the reading of
// its licenses is the act.
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
	if r, err = d.watch(ctx, r, ident); err != nil {
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
		return d.make(ctx, r, *act, dev, report)
	case capability.ActLoadResponse:
		return d.load(ctx, r, dev, ident, report)
	case capability.ActCheckLicenses:
		return d.check(ctx, r, dev, ident, report)
	case capability.ActAskDevice:
		return d.ask(ctx, r, dev, ident, report)
	default:
		return r, fmt.Errorf("%w: %s", capability.ErrUnexpected, act.Kind)
	}
}

// outcome turns the error of a device command into what it means: the
// device's own no is noted, and so is a command that was never sent. Anything
// else leaves the outcome open.
func (d *Desk) outcome(r capability.Return, act capability.ActKind, err error) (capability.Return, error) {
	var no *capability.Refusal
	var seen capability.Fact
	switch {
	case errors.As(err, &no):
		seen = capability.Refused{Act: act, Code: no.Code, Said: no.Said, Text: capability.Printable(no.Text)}
	case errors.Is(err, capability.ErrNotSent):
		seen = capability.NotDone{Act: act}
	default:
		return r, &OutcomeUnknown{Act: act, Err: err}
	}
	r, failed := d.note(r, seen)
	return r, errors.Join(err, failed)
}
