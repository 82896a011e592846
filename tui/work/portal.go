package work

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/tui/text"
)

// SendAgain is the result of a job that sent nothing: the portal refused the request
// before, or it was sent too often. A person who looked there may have it sent.
type SendAgain struct {
	Standing
	Why error
}

// SendJob gives the portal what it waits for by program and takes its answer in. A
// stick is looked through first; nil: none is. Again sends also what the portal
// refused before, or what was sent too often.
//
// What is sent is noted before and after, so that the job can be ended anywhere.
func SendJob(r capability.Return, stick *media.Stick, again bool) Job {
	var why error
	canChoose := false
	j := onReturn(text.SendWork(capability.Next(r)), r.ID, func(ctx context.Context, w *Worker, report capability.Report) ([]string, error) {
		means, passedOver, err := w.portalMeans(ctx, r.Device, stick)
		if err != nil {
			return nil, err
		}
		means.Again = again
		done, err := w.options.Desk.Do(ctx, r.ID, means, report)
		if done.Unread == nil {
			done.Unread = passedOver
		}
		if missing, is := errors.AsType[*desk.Missing](err); is {
			canChoose = len(text.LikelyOf(missing.Found)) > 0
			return w.cantFetch(missing, means.Stick != nil), nil
		}
		switch {
		case errors.Is(err, portal.ErrPending):
			return []string{text.Explain(err).What}, nil
		case errors.Is(err, portal.ErrTooOften), errors.Is(err, portal.ErrRefusedBefore):
			why = err
			return nil, nil
		case err != nil:
			return nil, err
		}
		return []string{text.Done(done)}, nil
	})
	return atPortal(j, func(s Standing) any {
		if s.CanChoose = canChoose; why != nil {
			return SendAgain{s, why}
		}
		return s
	})
}

// atPortal has a job on a return run beside those at devices and sticks. Where it did
// not fail, result tells what came of it.
func atPortal(j Job, result func(Standing) any) Job {
	do := j.Do
	j.Portal = true
	j.Do = func(ctx context.Context, w *Worker, report capability.Report) (any, error) {
		msg, err := do(ctx, w, report)
		if s, is := msg.(Standing); is && err == nil {
			msg = result(s)
		}
		return msg, err
	}
	return j
}

// portalMeans are the portal of a device, and a stick that is to be looked through
// before; nil: none is. A stick that can't be used is passed over: it says why.
func (w *Worker) portalMeans(ctx context.Context, of capability.Identity, stick *media.Stick) (m desk.Means, passedOver, err error) {
	w.selection.Stick = nil
	if m.Portal, err = w.portalOf(of); err != nil || stick == nil {
		return m, nil, err
	}
	lent, unfit := w.lent(ctx, *stick)
	if unfit != nil {
		return m, unfit, ctx.Err()
	}
	m.Stick, w.selection.Stick = lent, lent
	return m, nil, nil
}

// portalOf gives the portal of a device. The error is [text.ErrNoPortal] where no
// program reaches one.
func (w *Worker) portalOf(d capability.Identity) (*portal.Exchanger, error) {
	if w.options.Portal == nil {
		return nil, text.ErrNoPortal
	}
	x, err := w.options.Portal(d)
	if err == nil && x == nil {
		err = text.ErrNoPortal
	}
	return x, err
}

// cantFetch says that the portal can't be asked for its answer, and what is on the
// stick.
func (w *Worker) cantFetch(m *desk.Missing, looked bool) []string {
	if !looked {
		return []string{text.PortalCantFetch}
	}
	return append(w.notYet(m), text.PortalCantFetch)
}

// lent is a stick of the list for a job at the portal. It mounts it where it is not,
// and chooses nothing: that is for the jobs at sticks.
func (w *Worker) lent(ctx context.Context, s media.Stick) (*media.Stick, error) {
	if err := w.options.Allows(&s); err != nil {
		return nil, err
	}
	if s.State == media.Ready {
		return &s, nil
	}
	return w.options.Mount(ctx, &s)
}

// PortalAsked is the result of a job that asked the portal where a return stands.
type PortalAsked struct{ Standing }

// AskPortalJob asks the portal where a return stands there.
func AskPortalJob(r capability.Return) Job {
	j := onReturn(text.AskPortalWork, r.ID, func(ctx context.Context, w *Worker, report capability.Report) ([]string, error) {
		means, _, err := w.portalMeans(ctx, r.Device, nil)
		if err != nil {
			return nil, err
		}
		report.Tell("asking the portal", 0, 0)
		if _, err = w.options.Desk.AskPortal(ctx, r.ID, means.Portal); errors.Is(err, portal.ErrUnknownDevice) {
			err = nil // it is what the portal says
		}
		return nil, err
	})
	j.Whole = false
	return atPortal(j, func(s Standing) any { return PortalAsked{s} })
}
