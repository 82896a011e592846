package auto

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/capability/portal"
	"handback/capability/testkit"
)

// box is a device in memory.
type box struct {
	capability.Device
	id     capability.Identity
	refuse error // of the command that makes a request
	data   []byte
}

func boxOf(serial string) *box {
	return &box{id: capability.Identity{Serial: serial, Model: "X200", Host: capability.HostID{Type: "STRING", Value: serial}}}
}

func (b *box) Identify(context.Context) (capability.Identity, error) { return b.id, nil }

func (b *box) Licenses(context.Context, capability.Report) ([]capability.License, error) {
	return []capability.License{{ActivationID: "ACT-1", Feature: "imaging", Version: "2.0", Count: 5}}, nil
}

func (b *box) MakeRequest(_ context.Context, lines []capability.Line, _ capability.Report) (capability.Made, error) {
	if b.refuse != nil {
		return capability.Made{}, b.refuse
	}
	var err error
	b.data, err = seal.Request(message.Request{ID: message.ID{1}, Host: b.id.Host, Clock: time.Unix(1_700_000_000, 0), Lines: lines},
		ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)))
	return capability.Made{Name: "/lic/request.cap", Size: int64(len(b.data)), SHA256: capability.DigestOf(b.data)}, err
}

func (b *box) LastMade(context.Context) (*capability.Made, error) { return nil, nil }

func (b *box) Fetch(context.Context, capability.Made, capability.Report) ([]byte, error) {
	return b.data, nil
}

func (b *box) Close() error { return nil }

// far is a portal that is away until it is back.
type far struct {
	portal.Portal
	w *world
}

func (far) Target() portal.Target {
	return portal.Target{Kind: portal.FNO, Address: "https://portal.test/fno"}
}

func (f far) Exchange(_ context.Context, q portal.Request, _ capability.Report) ([]byte, error) {
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	f.w.tries = append(f.w.tries, time.Now())
	if f.w.away {
		return nil, portal.ErrNotSent
	}
	m, err := message.Decode(q.Data)
	if err != nil {
		return nil, err
	}
	return seal.Response(message.Response{
		ID: message.ID{2}, Host: m.Request.Host, Issued: time.Unix(1_700_000_100, 0), Seq: 1, Answers: &m.Request.ID, Confirm: true,
	}, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize)))
}

func (f far) Answer(context.Context, portal.Request) ([]byte, bool, error) { return nil, false, nil }

func (f far) Look(context.Context, capability.HostID) (portal.Device, error) {
	return portal.Device{}, portal.ErrUnsupported
}

// world is all that the loop sees: ports, a portal, a disk and a clock of the wall.
type world struct {
	t      *testing.T
	dir    string
	reload chan Reload

	mu     sync.Mutex
	ports  map[string]*box
	away   bool          // the portal
	full   bool          // the disk
	ahead  time.Duration // of the wall's clock
	tries  []time.Time   // to use the disk or the portal
	events []Event
}

// run runs the loop until the test ends.
func run(t *testing.T, p Policy, ports map[string]*box) *world {
	t.Helper()
	w := &world{t: t, dir: testkit.Dir(t), reload: make(chan Reload), ports: ports}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Options{
			Folder: FolderOf(w.dir), Policy: p, Reload: w.reload, Enter: w.enter,
			Ports: w.there, Media: func(context.Context, Policy) string { return "" },
			Lists: func(Policy) ([]Item, error) { return nil, nil },
			Tell:  w.tell, Explain: error.Error, Beat: func() {},
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return w
}

var errFull = errors.New("no space left on device")

func (w *world) enter(_ context.Context, write bool, _ Policy, ports func(context.Context, capability.HostID) ([]string, error)) (*Room, error) {
	w.mu.Lock()
	full := w.full && write
	if full {
		w.tries = append(w.tries, time.Now())
	}
	w.mu.Unlock()
	if full {
		return nil, errFull
	}
	l, err := ledger.Open(w.dir, ledger.Options{ReadOnly: !write, MayBeMissing: !write})
	if err != nil {
		return nil, err
	}
	d := desk.New(desk.Options{Ledger: l, Operator: "auto", Random: rand.Reader, Now: w.wall})
	b := bench.New(bench.Options{
		Desk: d, Ports: ports, Open: w.open,
		Portal: func(context.Context, capability.Identity) (*portal.Exchanger, error) {
			return portal.NewExchanger(far{w: w}), nil
		},
	})
	return &Room{Desk: d, Bench: b, Close: l.Close}, nil
}

func (w *world) wall() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.ahead)
}

func (w *world) open(_ context.Context, port string) (capability.Device, capability.Identity, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := w.ports[port]
	if b == nil {
		return nil, capability.Identity{}, errors.New("nothing answers")
	}
	return b, b.id, nil
}

func (w *world) there(context.Context, Policy) (names []string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for name := range w.ports {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

func (w *world) tell(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e)
}

// set changes the world, and lets it go on for some time.
func (w *world) set(lasts time.Duration, change func()) {
	w.mu.Lock()
	if change != nil {
		change()
	}
	w.mu.Unlock()
	time.Sleep(lasts)
	synctest.Wait()
}

func (w *world) count(kind EventKind, serial string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.events {
		if e.Kind == kind && (serial == "" || e.Serial == serial) {
			n++
		}
	}
	return n
}

// stands checks why a unit does not go on.
func (w *world) stands(serial string, want Verdict, why Why) {
	w.t.Helper()
	s, _, err := FolderOf(w.dir).Status()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, u := range s.Units {
		if u.Serial == serial {
			if u.Verdict != want || u.Why != why {
				w.t.Errorf("%s: %s %s %s (%s), not %s %s", serial, u.Verdict, u.Act, u.Why, u.Note, want, why)
			}
			return
		}
	}
	w.t.Errorf("%s is not in the status: %+v", serial, s.Units)
}

func portalPolicy() Policy {
	return Policy{
		Models: []string{"X200"}, Through: ByPortal, ADay: 9, AskEvery: time.Minute,
		Persons: []capability.ActKind{capability.ActLoadResponse},
	}
}

func TestOneOddDeviceStopsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := boxOf("BAD")
		bad.refuse = &capability.Refusal{Code: capability.CountNotPossible}
		w := run(t, portalPolicy(), map[string]*box{"a": bad, "b": boxOf("GOOD")})
		w.set(time.Minute, nil)
		w.stands("BAD", Asks, Problem)
		w.stands("GOOD", Asks, NeedsPerson)
		if n := w.count(EventFailed, "BAD"); n != 1 {
			t.Errorf("it was told %d times", n)
		}
	})
}

// checkPauses wants pauses that grow from seconds to minutes, and never end.
func checkPauses(t *testing.T, tries []time.Time, within time.Duration) {
	t.Helper()
	if len(tries) < 6 || len(tries) > 60 {
		t.Fatalf("%d tries in %v", len(tries), within)
	}
	first, last := tries[1].Sub(tries[0]), tries[len(tries)-1].Sub(tries[len(tries)-2])
	if first > 10*time.Second || last < 5*time.Minute || last > 25*time.Minute {
		t.Errorf("the first pause is %v, the last %v", first, last)
	}
}

func TestAFullDiskIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := run(t, portalPolicy(), nil)
		w.set(2*time.Hour, func() { w.full, w.ports = true, map[string]*box{"a": boxOf("SN1")} })
		w.stands("SN1", Waits, Failed)
		checkPauses(t, w.tries, 2*time.Hour)
		w.set(30*time.Minute, func() { w.full = false })
		w.stands("SN1", Asks, NeedsPerson)
	})
}

func TestHoursWithoutAPortal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := run(t, portalPolicy(), nil)
		w.set(2*time.Hour, func() { w.away, w.ports = true, map[string]*box{"a": boxOf("SN1")} })
		w.stands("SN1", Waits, Failed)
		checkPauses(t, w.tries, 2*time.Hour)
		w.set(30*time.Minute, func() { w.away = false })
		w.stands("SN1", Asks, NeedsPerson)
	})
}

// TestAClockThatJumps: neither way opens more returns a day, or ends a pause.
func TestAClockThatJumps(t *testing.T) {
	for _, ahead := range []time.Duration{-400 * day, 400 * day} {
		synctest.Test(t, func(t *testing.T) {
			p := portalPolicy()
			p.ADay = 1
			w := run(t, p, nil)
			w.set(time.Minute, func() { w.ahead, w.ports = ahead, map[string]*box{"a": boxOf("SN1")} })
			w.stands("SN1", Asks, NeedsPerson)
			w.set(10*time.Minute, func() { w.ahead, w.ports["b"] = 0, boxOf("SN2") })
			w.stands("SN2", Waits, DayFull)
			w.set(10*time.Minute, func() { w.ahead = -ahead })
			w.stands("SN2", Waits, DayFull)
		})
	}
}

func TestANewPolicyIsForTheNextAct(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portalPolicy()
		p.Persons = []capability.ActKind{capability.ActUploadRequest}
		w := run(t, p, map[string]*box{"a": boxOf("SN1")})
		w.set(time.Minute, nil)
		w.stands("SN1", Asks, NeedsPerson)
		w.reload <- Reload{Err: errors.New("a mistake")}
		w.set(time.Minute, nil)
		if len(w.tries) > 0 {
			t.Error("a policy with a mistake let it go on")
		}
		w.reload <- Reload{Policy: portalPolicy()}
		w.set(time.Minute, nil)
		if len(w.tries) != 1 || w.count(EventRefused, "") != 1 || w.count(EventReloaded, "") != 1 {
			t.Errorf("%d requests were sent", len(w.tries))
		}
	})
}

func TestTwoDevicesWithOneHostID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := run(t, portalPolicy(), map[string]*box{"a": boxOf("SN1"), "b": boxOf("SN1")})
		w.set(3*time.Minute, nil)
		w.stands("SN1", Asks, Odd)
		if w.count(EventOpened, "") > 0 || w.count(EventAsks, "SN1") == 0 {
			t.Error("it was not left alone and told")
		}
		if n := w.count(EventAsks, "SN1"); n != 1 {
			t.Errorf("it was told %d times", n)
		}
		w.set(5*time.Minute, func() { delete(w.ports, "b") })
		w.stands("SN1", Asks, NeedsPerson)
	})
}

func TestAUnitAtTwoPortsInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := boxOf("SN1")
		w := run(t, portalPolicy(), nil)
		w.set(5*time.Minute, func() { w.away, w.ports = true, map[string]*box{"a": one, "b": nil} })
		w.set(time.Hour, func() { w.away, w.ports = false, map[string]*box{"a": nil, "b": one} })
		w.stands("SN1", Asks, NeedsPerson)
		if n := w.count(EventOpened, ""); n != 1 {
			t.Errorf("%d returns were opened", n)
		}
	})
}
