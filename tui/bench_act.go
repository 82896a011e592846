package tui

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"

	tea "github.com/charmbracelet/bubbletea"
)

// stands is the result of every job on a return: where it stands now, and what
// came of the job.
type stands struct {
	r    capability.Return
	dir  string // where the record lies
	note []string
	scan bool // the site wants a scan on record first

	choose bool // files on the stick could be the response: a person may choose
}

// standing is where a return stands, with what came of a job.
func (b *worker) standing(r capability.Return, note ...string) stands {
	return stands{r: r, dir: b.o.Desk.RecordDir(r.ID), note: note, scan: b.o.Desk.NeedsScan(r)}
}

// onReturn is a job that ends with a look at where the return stands, whatever
// came of it.
func onReturn(title string, id capability.ReturnID, do func(context.Context, *worker, capability.Report) ([]string, error)) job {
	return job{title: title, whole: true, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		note, err := do(ctx, b, report)
		r, unread := b.o.Desk.Return(id)
		if unread != nil {
			return nil, errors.Join(err, unread)
		}
		return b.standing(r, note...), err
	}}
}

// openJob opens a return to look at it.
func openJob(id capability.ReturnID) job {
	return onReturn(openText, id, func(context.Context, *worker, capability.Report) ([]string, error) { return nil, nil })
}

// startJob opens a new return, whose licenses go to another device afterwards
// unless to is nil.
func startJob(reading capability.Reading, order capability.Order, reason string, to *capability.HostID) job {
	return job{title: startText, whole: true, do: func(ctx context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		var r capability.Return
		var err error
		if to == nil {
			r, err = b.o.Desk.Start(ctx, reading, order, reason)
		} else {
			r, err = b.o.Desk.StartForReplacement(ctx, reading, order, reason, *to)
		}
		if err != nil {
			return nil, err
		}
		return b.standing(r, OpenedText(r)), nil
	}}
}

// actJob does the next act of the return; stick is the path of the one to use,
// when the act needs one.
func actJob(r capability.Return, stick string) job {
	act := capability.Next(r)
	choose := false
	j := onReturn(workText(act, r.Purpose), r.ID, func(ctx context.Context, b *worker, report capability.Report) ([]string, error) {
		means, err := b.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		done, err := b.o.Desk.Do(ctx, r.ID, means, report)
		var missing *desk.Missing
		if errors.As(err, &missing) && missing.Need == capability.NeedsPortal {
			choose = len(likelyOf(missing.Found)) > 0
			return b.notYet(missing), nil
		}
		if act.Need == capability.NeedsDevice {
			b.dropBad(err)
		}
		b.dropGone(err)
		if err != nil {
			return nil, openEnd(done, err)
		}
		return []string{DoneText(done)}, nil
	})
	look := j.do
	j.do = func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		msg, err := look(ctx, b, report)
		if s, ok := msg.(stands); ok {
			s.choose = choose
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
func (b *worker) notYet(m *desk.Missing) []string {
	var cut []string
	if m.Incomplete != "" {
		cut = []string{IncompleteText(m.Incomplete)}
	}
	if likely := likelyOf(m.Found); len(likely) > 0 {
		return append(cut, couldBeText(likely, b.selection.stick))
	}
	note := append(cut, notYetText(b.selection.stick))
	rest := 0
	for _, f := range m.Found {
		if f.Concerns() && len(note)-len(cut) <= shownFindings {
			note = append(note, FindingText(f))
		} else {
			rest++
		}
	}
	if rest > 0 {
		note = append(note, otherFilesText(rest, len(note)-len(cut) > 1))
	}
	return note
}

// saveAgainJob saves the request that the portal needs to the stick at path.
func saveAgainJob(r capability.Return, path string) job {
	return onReturn(saveAgainText, r.ID, func(ctx context.Context, b *worker, report capability.Report) ([]string, error) {
		if err := b.useStick(ctx, path); err != nil {
			return nil, err
		}
		done, err := b.o.Desk.SaveAgain(ctx, r.ID, b.selection.stick, report)
		b.dropGone(err)
		if err != nil {
			return nil, err
		}
		return []string{DoneText(done)}, nil
	})
}

// claimJob notes that a person says that the request was uploaded.
func claimJob(r capability.Return) job {
	return onReturn(claimWorkText, r.ID, func(ctx context.Context, b *worker, _ capability.Report) ([]string, error) {
		_, err := b.o.Desk.ClaimUploaded(ctx, r.ID, "")
		return []string{claimedText}, err
	})
}

// portalJob has the demonstration play the person at the portal.
func portalJob(r capability.Return) job {
	return onReturn(playText, r.ID, func(ctx context.Context, b *worker, _ capability.Report) ([]string, error) {
		told, err := b.o.PlayPortal(ctx)
		return []string{capability.Printable(told)}, err
	})
}
