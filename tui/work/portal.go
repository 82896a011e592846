package work

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// dueLimits bound how much of a stick is looked at to find out whether requests on
// it wait for the portal: it is news, and no search.
var dueLimits = media.Limits{Entries: 2000, Time: 3 * time.Second, First: media.Folder}

// SendJob sends what the portal waits for by program and takes its answer in. Again
// sends what it refused before, or what was sent too often.
func SendJob(r capability.Return, stick string, again bool) Job {
	act := capability.Next(r)
	return onReturn(text.SendWork, r.ID, func(ctx context.Context, w *Worker, report capability.Report) ([]string, error) {
		means, err := w.means(ctx, stick)
		if err != nil {
			return nil, err
		}
		if means.Portal, err = w.options.Portal(r.Device); err != nil {
			return nil, err
		}
		means.Again = again
		if act.Need == capability.NeedsStick {
			means.Stick = nil // it needs no carrying
		}
		done, err := w.options.Desk.Do(ctx, r.ID, means, report)
		w.forgetGone(err)
		if missing, ok := errors.AsType[*desk.Missing](err); ok && missing.Need == capability.NeedsPortal {
			return w.notYet(missing), nil
		}
		if err != nil {
			return nil, err
		}
		return []string{text.Done(done)}, nil
	})
}

// AskPortalJob asks the portal where a return stands there.
func AskPortalJob(r capability.Return) Job {
	return onReturn(text.AskPortalWork, r.ID, func(ctx context.Context, w *Worker, _ capability.Report) ([]string, error) {
		x, err := w.options.Portal(r.Device)
		if err != nil {
			return nil, err
		}
		now, err := w.options.Desk.AskPortal(ctx, r.ID, x)
		if err != nil && !errors.Is(err, portal.ErrUnknownDevice) {
			return nil, err
		}
		return []string{text.PortalSays(now)}, nil
	})
}

// ExchangeJob sends the requests on a stick that are due to the portal and saves
// the responses beside them. The result is a page on what came of each.
func ExchangeJob(stick string) Job {
	return onStick(text.ExchangeWork, stick, func(ctx context.Context, w *Worker, _ desk.Means, report capability.Report) (tea.Msg, error) {
		done, err := exchange.Run(ctx, w.selection.Stick, exchange.Options{Portal: w.options.Portal, Now: w.options.Now, Report: report})
		if err != nil && len(done.Outcomes) == 0 {
			return nil, err
		}
		w.findDue(ctx, []media.Stick{*w.selection.Stick})
		page := PageRead{Title: text.ExchangeTitle, Text: strings.Join(text.ExchangePage(done, err), "\n")}
		return page, nil
	})
}

// findDue finds out on which sticks requests wait for the portal. A stick that
// can't be read now has none: whoever uses it hears of it.
func (w *Worker) findDue(ctx context.Context, sticks []media.Stick) {
	if w.options.Portal == nil {
		return
	}
	for _, s := range sticks {
		at := text.StickAt(&s)
		delete(w.due, at)
		if s.State != media.Ready || w.options.Allows(&s) != nil {
			continue
		}
		found, err := s.Collect(ctx, dueLimits, nil)
		if err != nil {
			continue
		}
		n := 0
		for _, item := range exchange.Plan(found.Found, nil, w.options.Now()) {
			if item.Standing == exchange.Due {
				n++
			}
		}
		if n > 0 {
			if w.due == nil {
				w.due = make(map[string]int)
			}
			w.due[at] = n
		}
	}
}

// dueOn counts the requests that wait on each of the listed sticks.
func (w *Worker) dueOn(sticks []media.Stick) map[string]int {
	all := make(map[string]int, len(w.due))
	for at, n := range w.due {
		if slices.ContainsFunc(sticks, func(s media.Stick) bool { return text.StickAt(&s) == at }) {
			all[at] = n
		}
	}
	return all
}
