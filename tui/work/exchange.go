package work

import (
	"context"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// due is how many requests on a stick wait for the portal.
type due struct {
	requests int
	old      bool // it was counted before the last look around
}

// dueLimits bound how much of a stick is read to count them: this is news, and no
// search.
var dueLimits = media.Limits{Entries: 2000, Time: 2 * time.Second, First: media.Folder}

// dueOn is what was counted on the listed sticks, and whether one has to be counted,
// or counted anew.
func (w *Worker) dueOn(sticks []media.Stick, anew bool) (all map[string]int, uncounted bool) {
	all = make(map[string]int)
	for i := range sticks {
		at := text.StickAt(&sticks[i])
		d, counted := w.due[at]
		d.old = d.old || anew
		if counted {
			all[at], w.due[at] = d.requests, d
		}
		uncounted = uncounted || sticks[i].State == media.Ready && (!counted || d.old)
	}
	return all, uncounted && w.options.Portal != nil
}

// DueCounted is the result of [CountDueJob]: requests that wait for the portal, by
// stick as [text.StickAt] names it.
type DueCounted struct{ Due map[string]int }

// CountDueJob counts the requests that wait for the portal on the sticks on which
// that was not done yet. A stick that can't be read has none: whoever uses it hears
// of that. It is quiet.
func CountDueJob() Job {
	return Job{Title: text.Refreshing, Quiet: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (tea.Msg, error) {
		sticks := w.withFolders(slices.Clone(w.plugged))
		for i := range sticks {
			s := &sticks[i]
			if d, counted := w.due[text.StickAt(s)]; s.State != media.Ready || counted && !d.old {
				continue
			}
			n := w.countDue(ctx, s)
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if w.due == nil {
				w.due = make(map[string]due)
			}
			w.due[text.StickAt(s)] = due{requests: n}
		}
		all, _ := w.dueOn(sticks, false)
		return DueCounted{all}, nil
	}}
}

func (w *Worker) countDue(ctx context.Context, s *media.Stick) int {
	if w.options.Allows(s) != nil {
		return 0
	}
	found, err := s.Collect(ctx, dueLimits, nil)
	if err != nil {
		return 0
	}
	n := 0
	for _, item := range exchange.Plan(found.Found, nil, w.options.Now()) {
		if item.Standing == exchange.Due {
			n++
		}
	}
	return n
}

// Exchanged is the result of [ExchangeJob].
type Exchanged struct {
	exchange.Summary
	Stick media.Stick
	Ended error // what ended it early; nil: nothing did
}

// ExchangeJob gives the requests on a stick that are due to the portal, and saves
// the responses beside them. Requests is how many there are, as far as it is known.
// Again sends also what the portal refused before, or what was sent too often.
//
// What is sent is noted on the stick before and after, so that the job can be ended
// anywhere.
func ExchangeJob(s media.Stick, requests int, again bool) Job {
	return Job{Title: text.ExchangeWork(&s), Portal: true, Do: func(ctx context.Context, w *Worker, report capability.Report) (tea.Msg, error) {
		stick, err := w.lent(ctx, s)
		if err != nil {
			return nil, err
		}
		var sent int64
		done, err := exchange.Run(ctx, stick, exchange.Options{
			Portal: w.options.Portal, Now: w.options.Now, Again: again,
			Each: func(o exchange.Outcome) {
				if o.Standing == exchange.Due {
					sent++
				}
			},
			Report: func(p capability.Progress) {
				if text.AtPortal(p.What) {
					p.Done, p.Total = sent, max(int64(requests), sent+1)
				}
				report(p)
			},
		})
		if err != nil && len(done.Outcomes) == 0 {
			return nil, err
		}
		return Exchanged{done, *stick, err}, nil
	}}
}
