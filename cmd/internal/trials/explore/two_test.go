package explore

import (
	"context"
	"fmt"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/testkit"
)

// atOnce bounds what two returns that run at once come to, with so many power cuts.
func atOnce(cuts int) bounds {
	b := bounds{States: 1_000_000, Depth: 100, Odd: cuts, Only: []kind{workKilled}}
	switch {
	case *exploreLong:
	case testing.Short():
		b.States = 20
	case raced:
		b.States = 50
	case cuts > 0:
		b.States = 400
	}
	return b
}

// searchTwo begins with a return of each device at one laptop.
func searchTwo(r rules, b bounds) *search {
	m := newModel(r)
	s := newSearch(m, b, act{kind: start}, act{kind: otherDevice}, act{kind: start})
	m.two = true
	return s
}

func TestTwoAtOnceAreAsOneAfterTheOther(t *testing.T) {
	for cuts := range 2 {
		s := searchTwo(realRules(), atOnce(cuts))
		if f := s.run(); f != nil {
			t.Fatalf("after %v:\n%s", s, s.path(f))
		}
		t.Log(s)
	}
}

// TestMixedReturnsAreFound: a ledger that loses what came from the other return since an
// act began, and a device that is told to make its request again after a cut.
func TestMixedReturnsAreFound(t *testing.T) {
	testkit.Long(t, "many states until the fault is found")
	for name, tt := range map[string]struct {
		breaks func(*rules)
		rule   string
	}{
		"the ledger keeps only the facts of one act": {func(r *rules) { r.overwrites = true }, "k"},
		"nobody asks what the device made last":      {func(r *rules) { r.unasked = true }, "l"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := realRules()
			tt.breaks(&broken)
			s := searchTwo(broken, bounds{States: 10_000, Depth: 100, Odd: 1, Only: []kind{workKilled}})
			f := s.run()
			if f == nil {
				t.Fatalf("not found in %v", s)
			}
			if f.rule != tt.rule {
				t.Errorf("found among %v:\n%s", s, s.path(f))
			}
		})
	}
}

// pairKey is all that an act of one of two returns depends on.
type pairKey struct {
	which   uint8
	laptop  ref
	devices [2]ref
	stick   ref
}

// toTheEnd is how far the other act comes when it comes to its end.
const toTheEnd = 127

// pairs lists what can be done for two returns at once. The n of a power cut holds the
// return that is interrupted in its lowest bit, and above it how far the other one came.
func (m *model) pairs(st state, odd bool) []act {
	var all []act
	for n := range uint8(2) {
		all = append(all, act{kind: workAlone, n: n})
		here, there := m.pointsOf(st, n), m.pointsOf(st, 1-n)
		for k := range here {
			at := uint8(k + 1)
			if there > 0 {
				all = append(all, act{workBoth, n, at})
			}
			if !odd {
				continue
			}
			for _, far := range cuts(there) {
				all = append(all, act{workKilled, n | far<<1, at})
			}
		}
	}
	return all
}

// cuts are how far the other act comes before a power cut: not at all, to its first
// points, to the middle, to its end. A long search has all.
func cuts(points int) []uint8 {
	if points == 0 {
		return []uint8{0}
	}
	all := []uint8{0, toTheEnd}
	for i := range points {
		if *exploreLong || i == points/2 {
			all = append(all, uint8(i+1))
		}
	}
	return all
}

// pointsOf is how many points the next act of a return has; 0 where it comes to nothing.
func (m *model) pointsOf(st state, n uint8) int {
	key := pairKey{n, st.laptops[st.laptop], st.devices, st.sticks[0]}
	return m.points.of(key, func() int {
		w := m.workers(st, n)
		w.work(n)
		if w.after(st) == st {
			return 0
		}
		return w.passed[0]
	})
}

// alone does the next act of a return with its device at hand.
func (m *model) alone(st state, n uint8) (state, *broken) {
	at := st.device
	st.device = m.deviceAt(st, n)
	st, wrong := m.do(st, act{kind: next, n: n})
	st.device = at
	return st, wrong
}

func (m *model) deviceAt(st state, n uint8) uint8 {
	k := (*m.laptops.get(st.laptops[st.laptop]))[n]
	return uint8(deviceOf(m.journals.get(k.Journal).now.Device.Host))
}

// workAt carries out what is done for two returns.
func (m *model) workAt(st state, a act) (state, *broken) {
	n := a.n & 1
	if a.kind == workAlone {
		return m.alone(st, n)
	}
	w := m.workers(st, n)
	w.turn = int(a.v)
	if a.kind == workKilled {
		w.dies, w.far = true, int(a.n>>1)
	}
	w.work(n)
	after := w.after(st)
	if a.kind == workKilled {
		return after, nil
	}
	for _, order := range [2][2]uint8{{n, 1 - n}, {1 - n, n}} {
		want, _ := m.alone(st, order[0])
		if want, _ = m.alone(want, order[1]); want == after {
			return after, nil
		}
	}
	return after, &broken{rule: "k", text: "two acts at the same time come to what they come to in neither order"}
}

// checkBothEnd checks the ends of both returns, whichever device is at hand, and is
// rule (l): no device makes more requests than a return needs.
func (m *model) checkBothEnd(st state) *broken {
	for i := range st.devices {
		u := m.devices.get(st.devices[i])
		due := 1
		if u.high > 0 { // and the confirmation
			due = 2
		}
		if u.makes > due {
			return &broken{rule: "l", text: fmt.Sprintf("device %s made %d requests", hostOf(i).Value, u.makes)}
		}
		st.device = uint8(i)
		if b := m.checkEndsAt(st); b != nil {
			return b
		}
	}
	return nil
}

func (m *model) tellWork(st state, a act) string {
	first, other := a, a
	first.n, other.n = a.n&1, 1-a.n&1
	switch what := fmt.Sprintf("the next act of %s", m.nameOf(st, first)); a.kind {
	case workAlone:
		return what
	case workBoth:
		return fmt.Sprintf("%s, and at point %d of it that of %s", what, a.v, m.nameOf(st, other))
	default:
		return fmt.Sprintf("%s, at point %d of it that of %s, and at point %d of that the laptop loses its power", what, a.v, m.nameOf(st, other), a.n>>1)
	}
}

// workers are the next acts of two returns at one laptop. A point is where another act
// can come, or a power cut: before each change of the ledger and each command to a
// device, and before and after the stick is used.
type workers struct {
	m       *model
	ledger  *fakeLedger
	stick   *fakeStick
	devices [2]*fakeDevice
	desk    *desk.Desk
	first   uint8 // the return whose act is interrupted

	inside bool   // the other act is at its turn
	passed [2]int // points of the act that is interrupted, and of the other one
	turn   int    // the point at which the other one comes; 0: at none
	dies   bool   // then the power is cut
	far    int    // behind so many points of the other act
}

func (m *model) workers(st state, first uint8) *workers {
	w := &workers{m: m, first: first, ledger: &fakeLedger{m: m, laptop: *m.laptops.get(st.laptops[st.laptop])}}
	w.stick = &fakeStick{m: m, stick: *m.sticks.get(st.sticks[0]), ledger: w.ledger}
	for i := range w.devices {
		w.devices[i] = &fakeDevice{m: m, device: *m.devices.get(st.devices[i])}
	}
	w.desk = desk.New(desk.Options{
		Ledger: &pointLedger{w.ledger, w, w.ledger.laptop}, Operator: operators()[st.laptop], Now: noon,
		Random: &ids{st.laptop, uint8(len(w.ledger.laptop))}, SignCase: func(_ context.Context, record []byte) ([]byte, error) { return sign(record), nil },
	})
	return w
}

// work does the act of a return, until it ends or the power is cut.
func (w *workers) work(n uint8) {
	defer func() {
		if r := recover(); r != nil && r != error(errPower) {
			panic(r)
		}
	}()
	w.do(n)
}

func (w *workers) do(n uint8) {
	r := w.m.journals.get(w.ledger.laptop[n].Journal).now
	device := &pointDevice{w.devices[deviceOf(r.Device.Host)], w}
	// What stops it shows in the state.
	_, _ = w.desk.Do(context.Background(), r.ID, desk.Means{Device: device, Stick: &pointStick{w.stick, w}}, nil)
}

func (w *workers) point() {
	if w.inside {
		if w.passed[1]++; w.dies && w.passed[1] > w.far {
			panic(errPower)
		}
		return
	}
	if w.passed[0]++; w.passed[0] != w.turn {
		return
	}
	if !w.dies || w.far > 0 {
		w.inside = true
		w.do(1 - w.first)
		w.inside = false
	}
	if w.dies {
		panic(errPower)
	}
}

func (w *workers) after(st state) state {
	st.laptops[st.laptop], st.sticks[0] = w.m.laptop(w.ledger.laptop), w.m.stick(w.stick.stick)
	for i, d := range w.devices {
		st.devices[i] = w.m.device(d.device)
	}
	return st
}

// pointLedger is a ledger with points.
type pointLedger struct {
	*fakeLedger
	w     *workers
	began laptop // as it was when the acts began
}

func (l *pointLedger) Append(id capability.ReturnID, e capability.Entry) (capability.Return, error) {
	l.w.point()
	if l.m.rules.overwrites && !l.w.inside {
		l.keepOnly(id)
	}
	return l.fakeLedger.Append(id, e)
}

// keepOnly breaks a rule: what another act wrote since is lost.
func (l *pointLedger) keepOnly(id capability.ReturnID) {
	i, _ := l.find(id)
	k := l.laptop[i]
	l.laptop = l.began
	l.put(i, true, k)
}

func (l *pointLedger) Put(id capability.ReturnID, a capability.Artifact, data []byte) error {
	l.w.point()
	return l.fakeLedger.Put(id, a, data)
}

// pointStick is a stick with points.
type pointStick struct {
	*fakeStick
	w *workers
}

func (s *pointStick) SaveAll(ctx context.Context, all []media.CaseFiles, report capability.Report) []media.CaseSaved {
	s.w.point()
	defer s.w.point()
	return s.fakeStick.SaveAll(ctx, all, report)
}

func (s *pointStick) Collect(ctx context.Context, limits media.Limits, report capability.Report) (*media.Collection, error) {
	s.w.point()
	return s.fakeStick.Collect(ctx, limits, report)
}

// pointDevice is a device with points.
type pointDevice struct {
	*fakeDevice
	w *workers
}

func (d *pointDevice) Licenses(ctx context.Context, report capability.Report) ([]capability.License, error) {
	d.w.point()
	return d.fakeDevice.Licenses(ctx, report)
}

func (d *pointDevice) MakeRequest(ctx context.Context, lines []capability.Line, report capability.Report) (capability.Made, error) {
	d.w.point()
	return d.fakeDevice.MakeRequest(ctx, lines, report)
}

func (d *pointDevice) Fetch(ctx context.Context, made capability.Made, report capability.Report) ([]byte, error) {
	d.w.point()
	return d.fakeDevice.Fetch(ctx, made, report)
}

func (d *pointDevice) LoadResponse(ctx context.Context, data []byte, report capability.Report) (capability.Mark, error) {
	d.w.point()
	return d.fakeDevice.LoadResponse(ctx, data, report)
}
