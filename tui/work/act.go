package work

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// Stands is the result of every job on a return: where it stands now, and what
// came of the job.
type Stands struct {
	R    capability.Return
	Dir  string // where the record lies
	Note []string
	Scan bool // the site wants a scan on record first

	Choose bool // files on the stick could be the response: a person may choose
}

// standing is where a return stands, with what came of a job.
func (b *Worker) standing(r capability.Return, note ...string) Stands {
	return Stands{R: r, Dir: b.O.Desk.RecordDir(r.ID), Note: note, Scan: b.O.Desk.NeedsScan(r)}
}

// OnReturn is a job that ends with a look at where the return stands, whatever
// came of it.
func OnReturn(title string, id capability.ReturnID, do func(context.Context, *Worker, capability.Report) ([]string, error)) Job {
	return Job{Title: title, Whole: true, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		note, err := do(ctx, b, report)
		r, unread := b.O.Desk.Return(id)
		if unread != nil {
			return nil, errors.Join(err, unread)
		}
		return b.standing(r, note...), err
	}}
}

// OpenJob opens a return to look at it.
func OpenJob(id capability.ReturnID) Job {
	return OnReturn(text.Open, id, func(context.Context, *Worker, capability.Report) ([]string, error) { return nil, nil })
}

// StartJob opens a new return, whose licenses go to another device afterwards
// unless to is nil.
func StartJob(reading capability.Reading, order capability.Order, reason string, to *capability.HostID) Job {
	return Job{Title: text.Start, Whole: true, Do: func(ctx context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		var r capability.Return
		var err error
		if to == nil {
			r, err = b.O.Desk.Start(ctx, reading, order, reason)
		} else {
			r, err = b.O.Desk.StartForReplacement(ctx, reading, order, reason, *to)
		}
		if err != nil {
			return nil, err
		}
		return b.standing(r, text.Opened(r)), nil
	}}
}

// ActJob does the next act of the return; stick is the path of the one to use,
// when the act needs one.
func ActJob(r capability.Return, stick string) Job {
	act := capability.Next(r)
	choose := false
	j := OnReturn(text.Work(act, r.Purpose), r.ID, func(ctx context.Context, b *Worker, report capability.Report) ([]string, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.O.Desk.Do(ctx, r.ID, means, report)
		var missing *desk.Missing
		if errors.As(err, &missing) && missing.Need == capability.NeedsPortal {
			choose = len(text.LikelyOf(missing.Found)) > 0
			return b.notYet(missing), nil
		}
		if act.Need == capability.NeedsDevice {
			b.dropBad(err)
		}
		b.dropGone(err)
		if err != nil {
			return nil, openEnd(done, err)
		}
		return []string{text.Done(done)}, nil
	})
	look := j.Do
	j.Do = func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		msg, err := look(ctx, b, report)
		if s, ok := msg.(Stands); ok {
			s.Choose = choose
			msg = s
		}
		return msg, err
	}
	return j
}

// openEnd says of an error that it left a device command open, where it did.
func openEnd(done desk.Done, err error) error {
	var cut *desk.OutcomeUnknown
	if !done.Return.Stage.OutcomeUnknown() || errors.As(err, &cut) {
		return err
	}
	return &desk.OutcomeUnknown{Act: done.Act.Kind, Err: err}
}

// notYet says that the answer is not there, and what is.
func (b *Worker) notYet(m *desk.Missing) []string {
	var cut []string
	if m.Incomplete != "" {
		cut = []string{text.Incomplete(m.Incomplete)}
	}
	if likely := text.LikelyOf(m.Found); len(likely) > 0 {
		return append(cut, text.CouldBe(likely, b.selection.Stick))
	}
	note := append(cut, text.NotYet(b.selection.Stick))
	rest := 0
	for _, f := range m.Found {
		if f.Concerns() && len(note)-len(cut) <= text.ShownFindings {
			note = append(note, text.Finding(f))
		} else {
			rest++
		}
	}
	if rest > 0 {
		note = append(note, text.OtherFiles(rest, len(note)-len(cut) > 1))
	}
	return note
}

// SaveAgainJob saves the request that the portal needs to the stick at path.
func SaveAgainJob(r capability.Return, path string) Job {
	return OnReturn(text.SaveAgain, r.ID, func(ctx context.Context, b *Worker, report capability.Report) ([]string, error) {
		if err := b.useStick(ctx, path); err != nil {
			return nil, err
		}
		done, err := b.O.Desk.SaveAgain(ctx, r.ID, b.selection.Stick, report)
		b.dropGone(err)
		if err != nil {
			return nil, err
		}
		return []string{text.Done(done)}, nil
	})
}

// ClaimJob notes that a person says that the request was uploaded.
func ClaimJob(r capability.Return) Job {
	return OnReturn(text.ClaimWork, r.ID, func(ctx context.Context, b *Worker, _ capability.Report) ([]string, error) {
		_, err := b.O.Desk.ClaimUploaded(ctx, r.ID, "")
		return []string{text.Claimed}, err
	})
}

// PortalJob has the demonstration play the person at the portal.
func PortalJob(r capability.Return) Job {
	return OnReturn(text.Play, r.ID, func(ctx context.Context, b *Worker, _ capability.Report) ([]string, error) {
		told, err := b.O.PlayPortal(ctx)
		return []string{capability.Printable(told)}, err
	})
}

// Choices is the result of a job that looked for what could be the response to
// a return, where only a person can know.
type Choices struct {
	R     capability.Return
	Stick string
	Found []desk.Finding
	Cut   string // why not all of the stick was looked through; empty: all was
}

// ChoicesJob looks through the stick. An answer that can be told from others is
// taken.
func ChoicesJob(r capability.Return, stick string) Job {
	return Job{Title: text.OpenStick, Whole: true, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.O.Desk.Do(ctx, r.ID, means, report)
		var missing *desk.Missing
		switch {
		case errors.As(err, &missing) && missing.Need == capability.NeedsPortal:
			return Choices{r, stick, missing.Found, missing.Incomplete}, nil
		case err != nil:
			b.dropGone(err)
			return nil, err
		}
		return b.standing(done.Return, text.Done(done)), nil
	}}
}

// TakeFileJob takes the chosen file for the response.
func TakeFileJob(id capability.ReturnID, stick string, chosen desk.Finding) Job {
	return OnReturn(text.Take, id, func(ctx context.Context, b *Worker, report capability.Report) ([]string, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.O.Desk.TakeFile(ctx, id, means.Stick, chosen, report)
		b.dropGone(err)
		if note := text.NotTaken(err); note != nil {
			return note, nil
		}
		if err != nil {
			return nil, err
		}
		return []string{text.Done(done)}, nil
	})
}
