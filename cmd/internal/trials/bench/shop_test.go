package bench

import (
	"context"
	cryptorand "crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/cmd/internal/trials/harness"
	"handback/device"
	"handback/device/sim"
	"handback/device/sim/line"
	"handback/device/smp"
)

// shop is a bench with a stick, a ledger, a back office and devices at lines.
type shop struct {
	t      *testing.T
	dir    string
	media  string // the folder that is the stick
	office *backoffice.Office
	ledger *ledger.Ledger
	desk   *desk.Desk
	bench  *bench.Bench
	units  []*unit
	params line.Params
	held   int                // licenses of each device
	traced func(point string) // before and after each change to the stick; nil: it is not traced
	begins func(u *unit)      // before each command to a unit; nil: nobody hears

	atPortal time.Duration // that the portal took

	mu      sync.Mutex
	plugged map[string]*unit // by port
	names   []string         // of the ports
	open    int              // devices that are open now
	most    int              // at the same time
	events  []bench.Event
}

// unit is a device with its line.
type unit struct {
	device *sim.Device
	did    *harness.CountingStation
	line   *line.Line
	port   string
	asked  []string // what it was asked by the bench, command by command; the lock of shop guards it
	stop   context.CancelFunc
	served chan error
}

// serve lets the device answer on its line, until stop.
func (u *unit) serve() {
	ctx, stop := context.WithCancel(context.Background())
	u.stop = stop
	go func() { u.served <- smp.Serve(ctx, u.line.B(), u.did, smp.ServerOptions{}) }()
}

// openShop makes a shop with so many devices, each at a port of its own.
func openShop(t *testing.T, dir string, devices int) *shop {
	t.Helper()
	s := newShop(t, dir)
	s.add(devices)
	return s
}

func newShop(t *testing.T, dir string) *shop {
	t.Helper()
	s := &shop{t: t, dir: dir, media: filepath.Join(dir, "stick"), held: 2, params: line.Params{Latency: time.Millisecond}, plugged: make(map[string]*unit)}
	var err error
	if s.office, err = backoffice.Init(t.Context(), filepath.Join(dir, "books.db"), backoffice.Options{}); err != nil {
		t.Fatal(err)
	}
	key, err := s.office.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	if s.ledger, err = ledger.Open(filepath.Join(dir, "state"), ledger.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(s.stick(), 0o755); err != nil {
		t.Fatal(err)
	}
	s.desk = desk.New(desk.Options{
		Ledger: s.ledger, Operator: "technician", Now: time.Now, Random: cryptorand.Reader, PortalKeys: []capability.PublicKey{capability.PublicKey(key)},
	})
	s.bench = bench.New(bench.Options{Desk: s.desk, Ports: s.ports, Open: s.connect, Stick: s.atHand})
	return s
}

func (s *shop) add(devices int) {
	s.t.Helper()
	for n := range devices {
		u := s.build(n)
		s.plug(fmt.Sprintf("port-%02d", n), u)
	}
}

func (s *shop) stick() string { return s.media }

// build makes a device, enrolls it, and lets it serve its line.
func (s *shop) build(n int) *unit {
	s.t.Helper()
	key, err := s.office.PublicKey()
	if err != nil {
		s.t.Fatal(err)
	}
	id := fmt.Sprintf("%04d", n)
	d, err := sim.Open(filepath.Join(s.dir, "device-"+id), sim.Options{
		Factory: sim.Factory{Serial: "SN" + id, Licenses: s.licenses(id)},
		Portal:  key, Now: time.Now, Random: cryptorand.Reader,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	enrollment, err := d.Enrollment()
	if err == nil {
		_, err = s.office.Enroll(s.t.Context(), enrollment)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	u := &unit{device: d, did: &harness.CountingStation{Station: d}, line: line.New(s.params), served: make(chan error, 1)}
	u.serve()
	s.units = append(s.units, u)
	return u
}

func (s *shop) licenses(id string) []capability.License {
	all := make([]capability.License, s.held)
	for i := range all {
		all[i] = capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%s-%d", id, i)), Feature: fmt.Sprintf("feature %d", i), Version: "2.0", Count: 1 + i%5,
		}
	}
	return all
}

// plug puts a device at a port, in the place of what was there.
func (s *shop) plug(port string, u *unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.names, port) {
		s.names = append(s.names, port)
	}
	u.port = port
	s.plugged[port] = u
}

// twin is another line at which the same device answers: to the laptop, that is two
// devices with one host ID.
func (s *shop) twin(of *unit) (at *unit, end func()) {
	at = &unit{line: line.New(s.params)}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- smp.Serve(ctx, at.line.B(), of.did, smp.ServerOptions{}) }()
	return at, func() {
		stop()
		if err := <-served; err != nil {
			s.t.Error(err)
		}
	}
}

// unplug takes the cable out of a port, which stays.
func (s *shop) unplug(port string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.plugged, port)
}

func (s *shop) ports(context.Context, capability.HostID) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.names), nil
}

func (s *shop) connect(ctx context.Context, port string) (capability.Device, capability.Identity, error) {
	s.mu.Lock()
	at := s.plugged[port]
	s.mu.Unlock()
	if at == nil {
		at = &unit{line: line.New(line.Params{})} // a port at which nobody answers
	}
	s.asks(at, whoIsThere)
	met, err := device.Connect(ctx, at.line.A(), port, device.Options{})
	if err != nil {
		return nil, capability.Identity{}, err
	}
	s.count(1)
	return &counted{Device: met.Device, shop: s, unit: at}, met.Identity, nil
}

func (s *shop) count(by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open += by
	s.most = max(s.most, s.open)
}

func (s *shop) atHand(context.Context) (desk.Stick, error) {
	stick, err := media.Open(s.stick())
	if err != nil {
		return nil, err
	}
	if s.traced != nil {
		stick = stick.Traced(s.traced)
	}
	return stick, nil
}

// start opens a return of all that a device holds.
func (s *shop) start(u *unit) capability.ReturnID {
	s.t.Helper()
	dev, _, err := s.connect(s.t.Context(), u.port)
	if err != nil {
		s.t.Fatal(err)
	}
	reading, err := s.desk.Read(s.t.Context(), dev, nil)
	if err = errors.Join(err, dev.Close()); err != nil {
		s.t.Fatal(err)
	}
	r, err := s.desk.Start(s.t.Context(), reading, capability.ReturnAll(reading.Licenses), "replaced", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return r.ID
}

// startAll opens a return for each device, and gives tasks that may do all.
func (s *shop) startAll(units []*unit) []bench.Task {
	s.t.Helper()
	tasks := make([]bench.Task, len(units))
	for i, u := range units {
		tasks[i] = bench.Task{Return: s.start(u), Irreversible: true}
	}
	return tasks
}

// run runs tasks, each of which must come to a need, or to its end.
func (s *shop) run(tasks []bench.Task, want capability.Need) []bench.Outcome {
	s.t.Helper()
	all := s.bench.RunAll(s.t.Context(), tasks, s.hear)
	for i, out := range all {
		missing, _ := errors.AsType[*desk.Missing](out.Err)
		if want == capability.NeedsNothing && out.Err != nil || want != capability.NeedsNothing && (missing == nil || missing.Need != want) {
			s.t.Errorf("%s at %s came to %v, it should need the %s", tasks[i].Return, out.Return.Stage, out.Err, want)
		}
	}
	return all
}

func (s *shop) hear(e bench.Event) { s.events = append(s.events, e) }

// answer has the portal answer all that is on the stick.
func (s *shop) answer() {
	s.t.Helper()
	begun := time.Now()
	defer func() { s.atPortal += time.Since(begun) }()
	if err := harness.Answer(s.t.Context(), s.office, s.stick()); err != nil {
		s.t.Fatal(err)
	}
}

// giveBack does whole returns.
func (s *shop) giveBack(tasks []bench.Task) {
	s.t.Helper()
	s.run(tasks, capability.NeedsPortal)
	s.answer()
	s.run(tasks, capability.NeedsPortal)
	s.answer()
	s.run(tasks, capability.NeedsNothing)
}

// check looks at the ends and at the books: nothing was lost or made twice.
func (s *shop) check(tasks []bench.Task) {
	s.t.Helper()
	for _, task := range tasks {
		r, err := s.desk.Return(task.Return)
		if err != nil || r.Closing != capability.ClosedOnProof || len(r.Flags) > 0 {
			s.t.Errorf("%s ended at %s, on %q, with %d flags, %v", task.Return, r.Stage, r.Closing, len(r.Flags), err)
		}
	}
	s.checkBooks()
}

func (s *shop) checkBooks() {
	s.t.Helper()
	books, err := s.office.Snapshot(s.t.Context(), 0)
	if err = errors.Join(err, s.office.Audit(s.t.Context())); err != nil {
		s.t.Fatal(err)
	}
	for _, e := range books.Entitlements {
		if e.Available != e.Total || e.Held != 0 || e.Waiting != 0 {
			s.t.Errorf("not every unit is available again: %+v", e)
		}
	}
	for _, u := range s.units {
		if makes, loads := u.did.Makes.Load(), u.did.Loads.Load(); makes != 2 || loads != 1 {
			s.t.Errorf("%s made %d requests and loaded %d responses", u.device.Vault().Device.Serial, makes, loads)
		}
	}
}

// close ends all, and checks that nothing stays open.
func (s *shop) close() {
	s.t.Helper()
	err := s.bench.Close()
	for _, u := range s.units {
		err = errors.Join(err, u.end())
	}
	if err = errors.Join(err, s.ledger.Close(), s.office.Close()); err != nil {
		s.t.Error(err)
	}
	if s.open != 0 {
		s.t.Errorf("%d devices are still open", s.open)
	}
}

func (u *unit) end() error {
	u.stop()
	return errors.Join(<-u.served, u.device.Close())
}
