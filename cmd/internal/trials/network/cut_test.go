package network

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"handback/capability"
	"handback/capability/portal"
)

var step = flag.Int("network.step", 0, "cut after each so manyeth byte; 0: 23, with the race detector 200, in a short run 2000")

func stepWidth() int {
	switch {
	case *step > 0:
		return *step
	case testing.Short():
		return 2000
	case raced:
		return 200
	default:
		return 23
	}
}

// badDay is a portal whose line breaks in the first calls, and a program that
// its user ends at each failure: nothing is waited for.
type badDay struct {
	portal.Portal
	line     *line
	up, down int
	cuts     map[string]int // calls that are cut, by what they are for
	twice    bool           // also the one that asks what a removal came to
	end      context.CancelCauseFunc
}

// during makes a call over the line as it is for that kind of call.
func (b *badDay) during(kind string, call func() error) {
	if b.cuts[kind] > 0 {
		b.cuts[kind]--
		b.line.breaksAfter(b.up, b.down)
	}
	err := call()
	b.line.rest()
	b.line.breaksAfter(whole, whole)
	if err != nil {
		b.end(err)
	}
}

func (b *badDay) Exchange(ctx context.Context, q portal.Request, report capability.Report) (response []byte, err error) {
	b.during("send "+string(q.File), func() error {
		response, err = b.Portal.Exchange(ctx, q, report)
		return err
	})
	return response, err
}

func (b *badDay) Answer(ctx context.Context, q portal.Request) (response []byte, known bool, err error) {
	b.during("ask "+string(q.File), func() error {
		response, known, err = b.Portal.Answer(ctx, q)
		if errors.Is(err, portal.ErrUnsupported) {
			return nil
		}
		return err
	})
	return response, known, err
}

func (b *badDay) Look(ctx context.Context, host capability.HostID) (d portal.Device, err error) {
	b.during("look", func() error {
		d, err = b.Portal.Look(ctx, host)
		return err
	})
	return d, err
}

func (b *badDay) Remove(ctx context.Context, host capability.HostID, lines []portal.Removal) (err error) {
	b.during("remove", func() error {
		err = b.Portal.Remove(ctx, host, lines)
		return err
	})
	return err
}

// again does something until it goes well, each time with a program of its own.
func (s *site) again(b *badDay, do func(ctx context.Context) error) {
	s.t.Helper()
	for range 2 * capability.MaxExchangeTimes {
		err := s.once(b, do)
		if err == nil {
			return
		}
		s.errs = append(s.errs, err)
	}
	s.t.Errorf("it does not end: %v", s.errs)
}

// once does something in a program that ends at the first failure.
func (s *site) once(b *badDay, do func(ctx context.Context) error) error {
	ctx, end := context.WithCancelCause(s.t.Context())
	defer end(nil)
	b.end = end
	return do(ctx)
}

// flow is a way to bring licenses back by program.
type flow struct {
	kind portal.Kind
	run  func(s *site, b *badDay)
	want books
}

const (
	returned = "1 of ACT-DOPPLER-7Q4M; 3 of ACT-EXPORT-2K9T; "
	remained = "2 of ACT-EXPORT-2K9T; "
	removed  = "2 of ACT-EXPORT-2K9T; "
	rest     = "1 of ACT-DOPPLER-7Q4M; 3 of ACT-EXPORT-2K9T; "
)

func flows() map[string]flow {
	all := books{2, returned, 1, remained}
	part := books{2, removed, 1, rest}
	return map[string]flow{
		"desk, web service":     {portal.FNO, atDesk, all},
		"desk, device endpoint": {portal.DeviceService, atDesk, all},
		"stick, web service":    {portal.FNO, onStick, all},
		"stick, endpoint":       {portal.DeviceService, onStick, all},
		"removal, web service":  {portal.FNO, fromPortal, part},
	}
}

// atDesk is a whole return with the device in the service room.
func atDesk(s *site, b *badDay) {
	r := s.start()
	s.again(b, func(ctx context.Context) (err error) {
		r, err = s.advance(ctx, r.ID, b)
		return err
	})
	s.closed(r)
}

// point is where the line breaks.
type point struct {
	up, down int
	twice    bool // also when the portal is asked afterwards
}

// TestCutAtEveryByte: wherever the line breaks, in the request or in the answer,
// and in every other case also when the portal is asked afterwards: done again,
// it comes to the same end.
func TestCutAtEveryByte(t *testing.T) {
	for name, f := range flows() {
		t.Run(name, func(t *testing.T) {
			points := pointsOf(newBench(t), f)
			var next, broken atomic.Int64
			t.Run("points", func(t *testing.T) {
				for n := range runtime.GOMAXPROCS(0) {
					t.Run(fmt.Sprint(n), func(t *testing.T) {
						t.Parallel()
						b := newBench(t)
						for n := next.Add(1); int(n) <= len(points) && !t.Failed(); n = next.Add(1) {
							try(b, f, points[n-1])
						}
						broken.Add(int64(b.line.broken()))
					})
				}
			})
			t.Logf("%d points, %d connections broke", len(points), broken.Load())
			if int(broken.Load()) < len(points) {
				t.Errorf("only %d connections broke", broken.Load())
			}
		})
	}
}

// pointsOf finds out how long the requests and answers of a flow are.
func pointsOf(b *bench, f flow) []point {
	try(b, f, point{up: whole, down: whole})
	up, down := b.line.longest()
	var points []point
	for n := 0; n < up; n += stepWidth() {
		points = append(points, point{n, whole, len(points)%2 == 0})
	}
	for n := 0; n < down; n += stepWidth() {
		points = append(points, point{whole, n, len(points)%2 == 0})
	}
	b.t.Logf("requests of up to %d bytes, answers of up to %d", up, down)
	return points
}

func try(b *bench, f flow, at point) {
	s := b.newSite(nil)
	defer s.close()
	cuts := map[string]int{"remove": 1}
	for _, file := range []capability.ArtifactKind{capability.ReturnRequest, capability.ConfirmationRequest} {
		cuts["send "+string(file)] = 1
		if at.twice {
			cuts["ask "+string(file)] = 1
		}
	}
	f.run(s, &badDay{Portal: b.portal(f.kind), line: b.line, up: at.up, down: at.down, cuts: cuts, twice: at.twice})
	s.check(f.want)
	if b.t.Failed() {
		b.t.Logf("cut at %+v; a person saw %v", at, s.errs)
	}
}
