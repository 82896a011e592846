package exchange

import (
	"context"
	"errors"
	"time"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/portal"
)

// Stick is what carries the requests; *[media.Stick] is one.
type Stick interface {
	Collect(ctx context.Context, limits media.Limits, report capability.Report) (*media.Collection, error)
	SaveIn(ctx context.Context, dir string, files []media.File, report capability.Report) ([]media.Saved, error)
}

// Options are what an exchange of a stick works with. Portal is required.
type Options struct {
	// Portal gives the portal for the requests of a device. Of the device only
	// what the stick tells is known, often just its host ID.
	Portal func(device capability.Identity) (*portal.Exchanger, error)

	Named []string // paths on the stick that a person says are requests
	Again bool     // also what the portal refused before, or what was sent too often
	Now   func() time.Time

	Each   func(Outcome) // told of each file as soon as it is known what happened; may be nil
	Report capability.Report
}

// Outcome is what happened to one file.
type Outcome struct {
	Item
	Target string // of the portal; empty: it was left alone
	State  capability.ExchangeState
	Saved  string // the path of the response; empty: the portal issued none, or none came
	Asked  bool   // the portal had it already, and gave its response when it was asked
	Err    error  // why it is not answered; nil: it is, or nothing was due
}

// Summary is what happened to a stick.
type Summary struct {
	Outcomes   []Outcome           // in the order in which they came
	Incomplete capability.CutShort // why not all of the stick was looked through
}

// Open counts the requests that are due and not answered.
func (s Summary) Open() int {
	n := 0
	for _, o := range s.Outcomes {
		if o.Standing == Due && o.State != capability.ExchangeAnswered {
			n++
		}
	}
	return n
}

// Run sends each request on a stick that is due to its portal and saves the
// response beside it. It may be ended at any point and run again: what was
// answered is not sent again, and what may have arrived is asked about first. A
// request that fails doesn't hold up those of other devices; of its own device
// nothing more is sent in this run. The error is one of the stick, or ctx.Err().
func Run(ctx context.Context, s Stick, o Options) (Summary, error) {
	found, err := s.Collect(ctx, media.Limits{}, o.Report)
	if err != nil {
		return Summary{}, err
	}
	summary := Summary{Incomplete: found.Incomplete}
	records := recordsIn(found.Found)
	failed, down := make(map[string]bool), make(map[string]error)
	for _, item := range plan(found.Found, records, o.Named, o.Now()) {
		out := Outcome{Item: item}
		if item.Standing == Due {
			if err := ctx.Err(); err != nil {
				return summary, err
			}
			who := item.owner()
			if failed[who] {
				out.Err = ErrAfterFailure
			} else {
				out = send(ctx, s, item, records, down, o)
			}
			failed[who] = out.Err != nil
		}
		summary.Outcomes = append(summary.Outcomes, out)
		if o.Each != nil {
			o.Each(out)
		}
		if err := fatal(ctx, out.Err); err != nil {
			return summary, err
		}
	}
	return summary, nil
}

// ErrAfterFailure says that a request was left alone because one of the same device
// before it was not answered: the order matters.
var ErrAfterFailure = errors.New("an earlier request of the same device is not answered")

// owner names the device that a request is of, as far as it is known.
func (i Item) owner() string {
	if i.Device.Host != (capability.HostID{}) {
		return i.Device.Host.String()
	}
	return i.Path
}

// fatal is the error that ends the whole run: without the stick nothing can be
// noted, so nothing may be sent.
func fatal(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	for _, f := range []error{media.ErrGone, media.ErrFull, media.ErrReadOnly, media.ErrDamaged, media.ErrPermission} {
		if errors.Is(err, f) {
			return err
		}
	}
	return ctx.Err()
}

// concernsAll reports whether an error would come of every request for the same
// portal. To try on could lock the user out.
func concernsAll(err error) bool {
	for _, e := range []error{
		portal.ErrNotSent, portal.ErrLogin, portal.ErrRights, portal.ErrCertificate, portal.ErrElsewhere, portal.ErrNotAPortal, portal.ErrOverloaded,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// send sends one request. Down are the portals that can't be used in this run, and
// why.
func send(ctx context.Context, s Stick, item Item, records records, down map[string]error, o Options) Outcome {
	out := Outcome{Item: item}
	x, err := o.Portal(item.Device)
	if err != nil {
		out.Err = err
		return out
	}
	out.Target = x.Target().String()
	if out.Err = down[out.Target]; out.Err != nil {
		return out
	}
	q := item.request()
	q.Again = o.Again
	j := &journal{stick: s, records: records, item: item, report: o.Report}
	result, err := x.Exchange(ctx, q, j, o.Report)
	if last, known := j.Last(portal.KeyOf(x.Target(), q.Data)); known {
		out.State = last.State
	}
	if err != nil {
		out.Err = err
		if concernsAll(err) {
			down[out.Target] = err
		}
		return out
	}
	out.Saved, out.Asked = j.saved, result.Asked
	return out
}
