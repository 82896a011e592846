package work

import (
	"context"
	"slices"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/tui/text"
)

// dueLimits bound how much of a stick is read to count the requests on it that wait
// for the portal: this is news, and no search.
var dueLimits = media.Limits{Entries: 2000, Time: 2 * time.Second, First: media.Folder}

// dueBook has how many requests wait for the portal on each stick, as [text.StickAt]
// names it. Jobs at sticks and jobs at portals use it.
type dueBook struct {
	mu     sync.Mutex
	counts map[string]due
}

type due struct {
	requests int
	old      bool // it was counted before somebody had all looked at anew
}

func (b *dueBook) put(at string, requests int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts[at] = due{requests: requests}
}

func (b *dueBook) forget(at string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.counts, at)
}

// on gives what was counted on sticks, and those on which it has to be done, or done
// anew.
func (b *dueBook) on(sticks []media.Stick, anew bool) (all map[string]int, uncounted []media.Stick) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all = make(map[string]int)
	for _, s := range sticks {
		at := text.StickAt(&s)
		d, counted := b.counts[at]
		d.old = d.old || anew
		if counted {
			all[at], b.counts[at] = d.requests, d
		}
		if s.State == media.Ready && (!counted || d.old) {
			uncounted = append(uncounted, s)
		}
	}
	return all, uncounted
}

// DueCounted is the result of [CountDueJob]: requests that wait for the portal, by
// stick as [text.StickAt] names it.
type DueCounted struct{ Due map[string]int }

// CountDueJob counts the requests that wait for the portal on one of the sticks on
// which that was not done yet: no later than after that, the screens look around
// again. A stick that can't be read has none, and whoever uses it hears of that. It is
// quiet.
func CountDueJob() Job {
	return Job{Title: text.Refreshing, Quiet: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		sticks := w.withFolders(slices.Clone(w.plugged))
		_, uncounted := w.due.on(sticks, false)
		if len(uncounted) > 0 {
			n := w.countDue(ctx, &uncounted[0])
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			w.due.put(text.StickAt(&uncounted[0]), n)
		}
		all, _ := w.due.on(sticks, false)
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
		w.due.put(text.StickAt(stick), left)
		return Exchanged{done, *stick, left, err}, nil
	}}
}
