package work

import (
	"context"
	"slices"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/tui/text"
)

// dueLimits bound how much of a stick is read to count the requests on it that wait
// for the portal: this is news, and no search.
var dueLimits = media.Limits{Entries: 2000, Time: 2 * time.Second, First: media.Folder}

// dueBook has how many requests wait for the portal on each stick, as [text.StickAt]
// names it, and which answers on it are waited for here. Jobs at sticks and jobs at
// portals use it.
type dueBook struct {
	mu     sync.Mutex
	counts map[string]due
}

type due struct {
	requests int
	answers  []desk.Finding
	old      bool // it was counted before somebody had all looked at again
}

func (b *dueBook) put(at string, d due) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts[at] = d
}

// left notes how many requests still wait on a stick that somebody sent some of. The
// responses that came are news: the stick is to be looked through again.
func (b *dueBook) left(at string, requests int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	d := b.counts[at]
	b.counts[at] = due{requests, d.answers, true}
}

func (b *dueBook) forget(at string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.counts, at)
}

// on gives what was counted on sticks, and those on which it has to be done, or done
// again.
func (b *dueBook) on(sticks []media.Stick, anew bool) (all DueCounted, uncounted []media.Stick) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all = DueCounted{Due: make(map[string]int), Answers: make(map[string][]desk.Finding)}
	for _, s := range sticks {
		at := text.StickAt(&s)
		d, counted := b.counts[at]
		d.old = d.old || anew
		if counted {
			all.Due[at], all.Answers[at], b.counts[at] = d.requests, d.answers, d
		}
		if s.State == media.Ready && (!counted || d.old) {
			uncounted = append(uncounted, s)
		}
	}
	return all, uncounted
}

// DueCounted is the result of [CountDueJob], by stick as [text.StickAt] names it.
type DueCounted struct {
	Due     map[string]int            // requests that wait for the portal, and that a program can send
	Answers map[string][]desk.Finding // what is waited for here, see [desk.Desk.Answers]
	More    bool                      // another stick was not looked at yet
}

// CountDueJob counts what waits on one of the sticks on which that was not done yet:
// requests for the portal, and answers for here. No later than after that, the screens
// look around again. A stick that can't be read has none, and whoever uses it hears of
// that. It is quiet.
func CountDueJob() Job {
	return Job{Title: text.Refreshing.String(), Quiet: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		sticks := w.withFolders(slices.Clone(w.plugged))
		_, uncounted := w.due.on(sticks, false)
		if len(uncounted) > 0 {
			d := w.countDue(ctx, &uncounted[0])
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			w.due.put(text.StickAt(&uncounted[0]), d)
		}
		all, more := w.due.on(sticks, false)
		all.More = len(more) > 0
		return all, nil
	}}
}

func (w *Worker) countDue(ctx context.Context, s *media.Stick) (d due) {
	if w.options.Allows(s) != nil {
		return d
	}
	found, err := s.Collect(ctx, dueLimits, nil)
	if err != nil {
		return d
	}
	if d.answers, err = w.options.Desk.Answers(ctx, found.Found); err != nil && ctx.Err() == nil {
		w.log.add(text.Explain(err).What)
	}
	if w.options.Portal == nil {
		return d
	}
	for _, item := range exchange.Plan(found.Found, nil, w.options.Now()) {
		if item.Standing == exchange.Due {
			d.requests++
		}
	}
	return d
}

// Exchanged is the result of [ExchangeJob].
type Exchanged struct {
	exchange.Summary
	Stick media.Stick
	Left  int   // requests that still wait, as far as it is known
	Ended error // what ended it early; nil: nothing did
}

// ExchangeJob gives the requests on a stick that are due to the portal, and saves
// the responses beside them. Requests is how many there are, as far as it is known.
// Again sends also what the portal refused before, or what was sent too often.
//
// What is sent is noted on the stick before and after, so that the job can be ended
// anywhere.
func ExchangeJob(s media.Stick, requests int, again bool) Job {
	return Job{Title: text.ExchangeWork(&s), Portal: true, Do: func(ctx context.Context, w *Worker, report capability.Report) (any, error) {
		stick, err := w.lent(ctx, s)
		if err != nil {
			return nil, err
		}
		sent, answered := int64(0), 0
		done, err := exchange.Run(ctx, stick, exchange.Options{
			Portal: w.portalOf, Now: w.options.Now, Again: again,
			Each: func(o exchange.Outcome) {
				if o.Standing == exchange.Due {
					sent++
				}
				if o.State == capability.ExchangeAnswered {
					answered++
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
		left := max(done.Open(), requests-answered)
		w.due.left(text.StickAt(stick), left)
		return Exchanged{done, *stick, left, err}, nil
	}}
}
