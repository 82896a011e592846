package network

import (
	"context"
	"errors"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/capability/portal"
)

var errKilled = errors.New("the program was killed")

// killer ends a program at one of its points: before or after a write, a call of
// the portal, or between two reports of progress. Nothing that is killed writes or
// sends any more.
type killer struct {
	at     int
	passed int
	end    context.CancelFunc
	dead   bool
}

func (k *killer) point() error {
	if k.passed++; k.passed == k.at {
		k.dead = true
		k.end()
	}
	if k.dead {
		return errKilled
	}
	return nil
}

func (k *killer) around(call func() error) error {
	if err := k.point(); err != nil {
		return err
	}
	err := call()
	if killed := k.point(); killed != nil {
		return killed
	}
	return err
}

func (k *killer) report(capability.Progress) { _ = k.point() } // the context tells

// mortalLedger is the ledger of a program that can be killed.
type mortalLedger struct {
	desk.Ledger
	*killer
}

func (l *mortalLedger) Create(e capability.Entry) (r capability.Return, err error) {
	err = l.around(func() error {
		r, err = l.Ledger.Create(e)
		return err
	})
	return r, err
}

func (l *mortalLedger) Append(id capability.ReturnID, e capability.Entry) (r capability.Return, err error) {
	err = l.around(func() error {
		r, err = l.Ledger.Append(id, e)
		return err
	})
	return r, err
}

func (l *mortalLedger) Put(id capability.ReturnID, a capability.Artifact, data []byte) error {
	return l.around(func() error { return l.Ledger.Put(id, a, data) })
}

// mortalStick is the stick of a program that can be killed.
type mortalStick struct {
	exchange.Stick
	*killer
}

func (s *mortalStick) SaveIn(ctx context.Context, dir string, files []media.File, report capability.Report) (saved []media.Saved, err error) {
	err = s.around(func() error {
		saved, err = s.Stick.SaveIn(ctx, dir, files, report)
		return err
	})
	return saved, err
}

// mortalPortal is the portal of a program that can be killed.
type mortalPortal struct {
	portal.Portal
	*killer
}

func (p *mortalPortal) Exchange(ctx context.Context, q portal.Request, report capability.Report) (response []byte, err error) {
	err = p.around(func() error {
		response, err = p.Portal.Exchange(ctx, q, report)
		return err
	})
	return response, err
}

func (p *mortalPortal) Answer(ctx context.Context, q portal.Request) (response []byte, known bool, err error) {
	err = p.around(func() error {
		response, known, err = p.Portal.Answer(ctx, q)
		return err
	})
	return response, known, err
}

func (p *mortalPortal) Look(ctx context.Context, host capability.HostID) (d portal.Device, err error) {
	err = p.around(func() error {
		d, err = p.Portal.Look(ctx, host)
		return err
	})
	return d, err
}

func (p *mortalPortal) Remove(ctx context.Context, host capability.HostID, lines []portal.Removal) error {
	return p.around(func() error { return p.Portal.Remove(ctx, host, lines) })
}

// stride is how many points a short run leaves out.
func stride() int {
	if testing.Short() {
		return 9
	}
	return 1
}

// killedAtEachPoint runs a trial once for each point, until it comes to its end
// before it can be killed.
func killedAtEachPoint(t *testing.T, trial func(t *testing.T, at int) (killed bool)) {
	t.Helper()
	points := 0
	for at := 1; trial(t, at) && !t.Failed(); at += stride() {
		points++
	}
	if points < 15/stride() {
		t.Errorf("only %d points", points)
	}
	t.Logf("killed at %d points", points)
}

// TestExchangeKilledAtEachPoint: both requests on a stick, each with a program
// that is killed and one that goes on.
func TestExchangeKilledAtEachPoint(t *testing.T) {
	for _, kind := range []portal.Kind{portal.FNO, portal.DeviceService} {
		t.Run(string(kind), func(t *testing.T) {
			b := newBench(t)
			killedAtEachPoint(t, func(t *testing.T, at int) bool {
				s := b.newSite(nil)
				defer s.close()
				killed := false
				for n, lines := range [][]capability.Line{s.order().Lines, nil} {
					s.put([]string{"request.bin", "confirmation.bin"}[n], lines)
					k := &killer{at: at}
					first := s.run(k, kind)
					b.line.rest()
					if err := s.run(&killer{}, kind); err != nil {
						t.Errorf("point %d: %v, then %v", at, first, err)
					}
					killed = killed || k.dead
					if s.responses(n + 1); n == 0 {
						s.load(1)
					}
				}
				s.check(books{2, returned, 1, remained})
				return killed
			})
		})
	}
}

// run runs the exchange of the stick in a program that may be killed.
func (s *site) run(k *killer, kind portal.Kind) error {
	s.t.Helper()
	ctx, end := context.WithCancel(s.t.Context())
	defer end()
	k.end = end
	stick, err := media.Open(s.stick)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.exchange(ctx, &mortalStick{stick, k}, &mortalPortal{s.portal(kind), k}, k.report)
}

// TestRemovalKilledAtEachPoint: a removal and all that follows, up to the credit.
func TestRemovalKilledAtEachPoint(t *testing.T) {
	b := newBench(t)
	killedAtEachPoint(t, func(t *testing.T, at int) bool {
		k := &killer{}
		s := b.newSite(func(l desk.Ledger) desk.Ledger { return &mortalLedger{l, k} })
		defer s.close()
		p := &mortalPortal{s.portal(portal.FNO), k}
		plan := s.plan(portal.NewExchanger(p))
		var r capability.Return
		killed := s.killedOnce(k, at, func(ctx context.Context) (err error) {
			r, err = s.desk.Remove(ctx, plan, portal.NewExchanger(p))
			return err
		})
		s.check(books{1, "", 0, "1 of ACT-DOPPLER-7Q4M; 5 of ACT-EXPORT-2K9T; "})
		killed = s.killedOnce(k, at, func(ctx context.Context) (err error) {
			r, err = s.advance(ctx, r.ID, p)
			return err
		}) || killed
		s.closed(r)
		s.check(books{2, removed, 1, rest})
		return killed
	})
}

// killedOnce does something in a program that is killed, and in one that goes on.
func (s *site) killedOnce(k *killer, at int, do func(context.Context) error) (killed bool) {
	s.t.Helper()
	ctx, end := context.WithCancel(s.t.Context())
	*k = killer{at: at, end: end}
	first := do(ctx)
	end()
	killed = k.dead
	s.line.rest()
	*k = killer{}
	if err := do(s.t.Context()); err != nil {
		s.t.Errorf("point %d: %v, then %v", at, first, err)
	}
	return killed
}
