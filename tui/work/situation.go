package work

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"
)

// Situation is the result of a job that read where things stand.
type Situation struct {
	desk.Situation
	Stick  string // the path of the one that was read; empty: none
	Online bool   // a program reaches the portal of the return that is meant
}

// SituationJob reads where things stand by the connected device and the stick
// at a path. It connects to the device of the command line unless that was just
// lost.
func SituationJob(stick string) Job {
	return Job{Title: text.WhereWork.String(), Do: func(ctx context.Context, w *Worker, report capability.Report) (any, error) {
		if w.dev == nil && w.options.Port != "" && !w.selection.Lost {
			if _, err := w.connect(ctx, w.options.Port); err != nil {
				return nil, err
			}
		}
		if stick == "" {
			stick = w.stickPath() // the first refresh may not have opened it yet
		}
		means, err := w.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		p, err := w.options.Desk.Where(ctx, means, report)
		if err != nil {
			w.loseAfter(err)
			w.forgetGone(err)
			return nil, err
		}
		return Situation{p, stick, p.Return != nil && w.standing(*p.Return).Online}, nil
	}}
}

// Adopts reports whether a return can be opened from what is on the stick, beside
// what is suggested.
func (s Situation) Adopts() bool {
	return s.Reading != nil && s.Stick != "" && (s.Return == nil || !s.Return.Open()) && s.Suggest != desk.AdoptIt
}

// TakesIn reports whether a case can be taken in, beside what is suggested.
func (s Situation) TakesIn() bool { return len(s.CasesToTakeIn()) > 0 && s.Suggest != desk.TakeCaseIn }

// CasesToTakeIn are the cases on the stick that can be taken in.
func (s Situation) CasesToTakeIn() []desk.Case {
	var all []desk.Case
	for _, c := range s.Cases {
		if c.CanBeTakenIn() {
			all = append(all, c)
		}
	}
	return all
}

// Adopted is the result of a job that opened a return from a response.
type Adopted struct{ Standing }

// NotAdopted says that no file on the stick can be read as a response for the
// connected device.
type NotAdopted struct {
	Findings   []desk.Finding
	Incomplete capability.CutShort // why not all of the stick was read
}

// AdoptJob opens the return that the portal started, from the response on the
// stick.
func AdoptJob(stick string) Job {
	return onStick(text.AdoptWork.String(), stick, func(ctx context.Context, w *Worker, means desk.Means, report capability.Report) (any, error) {
		done, err := w.options.Desk.Adopt(ctx, means, report)
		if errors.Is(err, desk.ErrNothingToAdopt) {
			return NotAdopted{done.Found, done.Incomplete}, nil
		}
		return w.adopted(done, err)
	})
}

// AdoptFileJob does so with a file that only a person knows to be the response.
func AdoptFileJob(stick string, chosen desk.Finding) Job {
	return onStick(text.AdoptWork.String(), stick, func(ctx context.Context, w *Worker, means desk.Means, report capability.Report) (any, error) {
		return w.adopted(w.options.Desk.AdoptFile(ctx, means, chosen, report))
	})
}

func (w *Worker) adopted(done desk.Done, err error) (any, error) {
	if err != nil {
		w.loseAfter(err)
		return nil, err
	}
	return Adopted{w.standing(done.Return, text.Opened(done.Return))}, nil
}

// TakeInJob takes in a case that lies on the stick.
func TakeInJob(stick string, c desk.Case) Job {
	return onStick(text.TakeInWork.String(), stick, func(ctx context.Context, w *Worker, means desk.Means, report capability.Report) (any, error) {
		r, c, err := w.options.Desk.TakeIn(ctx, means.Stick, desk.Case{ID: c.ID, Path: c.Path}, report)
		if err != nil {
			return nil, err
		}
		return w.standing(r, text.TakenIn(r, c)), nil
	})
}

// Choices is the result of a job that looked for what could be the response to
// a return, where only a person can know.
type Choices struct {
	Return     capability.Return
	Stick      string
	Findings   []desk.Finding
	Incomplete capability.CutShort // why not all of the stick was read
}

// ChoicesJob reads the stick. It takes an answer that can be told from others.
func ChoicesJob(r capability.Return, stick string) Job {
	return onStick(text.OpenStick.String(), stick, func(ctx context.Context, w *Worker, means desk.Means, report capability.Report) (any, error) {
		done, err := w.options.Desk.Do(ctx, r.ID, means, report)
		if missing, ok := errors.AsType[*desk.Missing](err); ok && missing.Need == capability.NeedsPortal {
			return Choices{r, stick, missing.Found, missing.Incomplete}, nil
		}
		if err != nil {
			return nil, err
		}
		return w.standing(done.Return, text.Done(done)), nil
	})
}

// TakeAnswerJob takes the answer that a stick holds for a return.
func TakeAnswerJob(id capability.ReturnID, stick string) Job {
	return onReturn(text.Take.String(), id, func(ctx context.Context, w *Worker, report capability.Report) ([]string, error) {
		means, err := w.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := w.options.Desk.Do(ctx, id, desk.Means{Stick: means.Stick}, report)
		w.forgetGone(err)
		if missing, ok := errors.AsType[*desk.Missing](err); ok && missing.Need == capability.NeedsPortal {
			return w.notYet(missing), nil // it is gone from the stick since
		}
		if err != nil {
			return nil, err
		}
		return []string{text.Done(done)}, nil
	})
}

// TakeFileJob takes the chosen file for the response.
func TakeFileJob(id capability.ReturnID, stick string, chosen desk.Finding) Job {
	return onReturn(text.Take.String(), id, func(ctx context.Context, w *Worker, report capability.Report) ([]string, error) {
		means, err := w.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := w.options.Desk.TakeFile(ctx, id, means.Stick, chosen, report)
		w.forgetGone(err)
		return taken(done, err)
	})
}

// taken tells what came of taking an answer. That it is the wrong one is no
// error, but told as well.
func taken(done desk.Done, err error) ([]string, error) {
	if note := text.NotTaken(err); note != nil {
		return note, nil
	}
	if err != nil {
		return nil, err
	}
	return []string{text.Done(done)}, nil
}
