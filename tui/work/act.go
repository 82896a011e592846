package work

import (
	"context"
	"errors"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/tui/text"
)

// Standing is the result of every job on a return: where it stands now, and
// what came of the job.
type Standing struct {
	Return    capability.Return
	RecordDir string   // where the record lies
	Note      []string // what came of the job
	NeedsScan bool     // the site wants a scan on record first
	CanChoose bool     // files on the stick could be the response: a person may choose
	Online    bool     // a program reaches the portal of the device
}

func (w *Worker) standing(r capability.Return, note ...string) Standing {
	_, err := w.portalOf(r.Device) // what is wrong with it is told when it is used
	return Standing{
		Return: r, RecordDir: w.options.Desk.Dir(r.ID), Note: note, NeedsScan: w.options.Desk.NeedsScan(r), Online: !errors.Is(err, text.ErrNoPortal),
	}
}

// onReturn is a job that ends by reading where the return stands, whatever came
// of it.
func onReturn(title string, id capability.ReturnID, do func(context.Context, *Worker, capability.Report) ([]string, error)) Job {
	return Job{Title: title, Whole: true, Do: func(ctx context.Context, w *Worker, report capability.Report) (any, error) {
		note, err := do(ctx, w, report)
		r, unread := w.options.Desk.Return(id)
		if unread != nil {
			return nil, errors.Join(err, unread)
		}
		return w.standing(r, note...), err
	}}
}

// onStick is a job with the stick at a path; empty: without one. It forgets a
// stick that turns out to be gone.
func onStick(title, stick string, do func(context.Context, *Worker, desk.Means, capability.Report) (any, error)) Job {
	return Job{Title: title, Whole: true, Do: func(ctx context.Context, w *Worker, report capability.Report) (any, error) {
		means, err := w.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		msg, err := do(ctx, w, means, report)
		w.forgetGone(err)
		return msg, err
	}}
}

// OpenJob reads where a return stands.
func OpenJob(id capability.ReturnID) Job {
	return onReturn(text.Open.String(), id, func(context.Context, *Worker, capability.Report) ([]string, error) { return nil, nil })
}

// StartJob opens a new return, whose licenses go to another device afterwards
// unless to is nil.
func StartJob(reading capability.Reading, order capability.Order, reason string, to *capability.HostID) Job {
	return Job{Title: text.Start.String(), Whole: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		r, err := w.options.Desk.Start(ctx, reading, order, reason, to)
		if err != nil {
			return nil, err
		}
		return w.standing(r, text.Opened(r)), nil
	}}
}

// ActJob does the next act of the return; stick is the path of the one to use,
// when the act needs one.
func ActJob(r capability.Return, stick string) Job {
	act := capability.Next(r)
	canChoose := false
	j := onReturn(text.Work(act, r.Purpose), r.ID, func(ctx context.Context, w *Worker, report capability.Report) ([]string, error) {
		means, err := w.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := w.options.Desk.Do(ctx, r.ID, means, report)
		if missing, ok := errors.AsType[*desk.Missing](err); ok && missing.Need == capability.NeedsPortal {
			canChoose = len(text.LikelyOf(missing.Found)) > 0
			return w.notYet(missing), nil
		}
		if act.Need == capability.NeedsDevice {
			w.loseAfter(err)
		}
		w.forgetGone(err)
		if err != nil {
			return nil, outcomeUnknown(done, err)
		}
		return []string{text.Done(done)}, nil
	})
	j.Whole = !act.OnlyLooks
	do := j.Do
	j.Do = func(ctx context.Context, w *Worker, report capability.Report) (any, error) {
		msg, err := do(ctx, w, report)
		if s, ok := msg.(Standing); ok {
			s.CanChoose = canChoose
			msg = s
		}
		return msg, err
	}
	return j
}

// outcomeUnknown says of an error that nobody knows whether the device did what
// it was told, where that is so.
func outcomeUnknown(done desk.Done, err error) error {
	if _, told := errors.AsType[*desk.OutcomeUnknown](err); told || !done.Return.Stage.OutcomeUnknown() {
		return err
	}
	return &desk.OutcomeUnknown{Act: done.Act.Kind, Err: err}
}

// notYet says that the answer is not on the stick, and what is.
func (w *Worker) notYet(m *desk.Missing) []string {
	var incomplete []string
	if !m.Incomplete.IsZero() {
		incomplete = []string{text.Incomplete(m.Incomplete)}
	}
	if likely := text.LikelyOf(m.Found); len(likely) > 0 {
		return append(incomplete, text.CouldBe(likely, w.selection.Stick))
	}
	note := append(incomplete, text.NotYet(w.selection.Stick))
	rest := 0
	for _, f := range m.Found {
		if f.Concerns() && len(note)-len(incomplete) <= text.ShownFindings {
			note = append(note, text.Finding(f))
		} else if !strings.HasPrefix(f.Path, media.Folder+"/") { // there Handback itself writes
			rest++
		}
	}
	if rest > 0 {
		note = append(note, text.OtherFiles(rest, len(note)-len(incomplete) > 1))
	}
	return note
}

// ActivateJob begins the activation on the connected replacement; the result is
// where the activation stands.
func ActivateJob(id capability.ReturnID) Job {
	return Job{Title: text.ActivateWork.String(), Whole: true, Do: func(ctx context.Context, w *Worker, report capability.Report) (any, error) {
		done, err := w.options.Desk.Do(ctx, id, desk.Means{Device: w.dev}, report)
		if err != nil {
			w.loseAfter(err)
			return nil, err
		}
		return w.standing(done.Return, text.Opened(done.Return)), nil
	}}
}

// SaveAgainJob saves the request that the portal needs to the stick at a path.
func SaveAgainJob(r capability.Return, stick string) Job {
	return onReturn(text.SaveAgain.String(), r.ID, func(ctx context.Context, w *Worker, report capability.Report) ([]string, error) {
		if err := w.useStick(ctx, stick); err != nil {
			return nil, err
		}
		done, err := w.options.Desk.SaveAgain(ctx, r.ID, w.selection.Stick, report)
		w.forgetGone(err)
		if err != nil {
			return nil, err
		}
		return []string{text.Done(done)}, nil
	})
}

// ProveJob looks for what proves a return that was closed on a claim: with the
// keys that are known now, and on the stick at a path; empty: on none.
func ProveJob(id capability.ReturnID, stick string) Job {
	return onStick(text.ProveWork.String(), stick, func(ctx context.Context, w *Worker, means desk.Means, report capability.Report) (any, error) {
		done, proved, err := w.options.Desk.Prove(ctx, id, means.Stick, report)
		switch {
		case err != nil:
			return nil, err
		case proved:
			return w.standing(done.Return, text.Proved(id)), nil
		default:
			return w.standing(done.Return, text.NoProof.String()), nil
		}
	})
}

// PlayPortalJob has the demonstration play the person at the portal.
func PlayPortalJob(r capability.Return) Job {
	return onReturn(text.Play.String(), r.ID, func(ctx context.Context, w *Worker, _ capability.Report) ([]string, error) {
		told, err := w.options.PlayPortal(ctx)
		return []string{capability.Printable(told)}, err
	})
}
