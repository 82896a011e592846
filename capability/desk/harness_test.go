package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/message"
	"handback/capability/portal"
	"handback/capability/testkit"
)

// harness is a desk with a device, a stick and a portal around it.
type harness struct {
	t      testing.TB
	desk   *desk.Desk
	dev    *fakeDevice
	dir    string // the stick
	portal *fakePortal
	online *portal.Exchanger // nil: no program reaches the portal
	id     capability.ReturnID
}

func newHarness(t testing.TB) *harness {
	t.Helper()
	return newHarnessWith(t, func(*desk.Options) {})
}

func newHarnessWith(t testing.TB, edit func(*desk.Options)) *harness {
	t.Helper()
	l, err := ledger.Open(filepath.Join(testkit.Dir(t), "state"), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	now := time.Date(2026, 3, 2, 10, 40, 0, 0, time.UTC)
	w := &harness{t: t, dev: newFakeDevice("X200-SN0042"), dir: testkit.Dir(t), portal: newPortal()}
	o := desk.Options{
		Ledger: l, Operator: "kim", Random: &counter{}, PortalKeys: w.portal.keys(),
		Now: func() time.Time { now = now.Add(time.Minute); return now },
	}
	edit(&o)
	w.desk = desk.New(o)
	return w
}

// counter is a source of return IDs that all differ.
type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

func (w *harness) start(order capability.Order) capability.Return {
	w.t.Helper()
	reading, err := w.desk.Read(w.t.Context(), w.dev, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if order.Lines == nil {
		order = capability.ReturnAll(reading.Licenses)
	}
	r, err := w.desk.Start(w.t.Context(), reading, order, "replaced", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.id = r.ID
	return r
}

// Device, Stick and Portal implement [desk.Supply].
func (w *harness) Device(context.Context) (capability.Device, error) { return w.dev, nil }

func (w *harness) Stick(context.Context) (desk.Stick, error) {
	if w.dir == "" {
		return nil, nil
	}
	return media.Open(w.dir)
}

func (w *harness) Portal(context.Context, capability.Identity) (*portal.Exchanger, error) {
	return w.online, nil
}

func (*harness) Again() bool { return false }

// advance goes on until something is missing and returns what.
func (w *harness) advance() (capability.Return, capability.Need) {
	w.t.Helper()
	r, err := w.desk.Advance(w.t.Context(), w.id, w, nil, func(desk.Done) {})
	var missing *desk.Missing
	if err != nil && !errors.As(err, &missing) {
		w.t.Fatalf("at %s: %v", r.Stage, err)
	}
	if missing == nil {
		return r, capability.NeedsNothing
	}
	return r, missing.Need
}

// do carries out one act with all means at hand.
func (w *harness) do() (desk.Done, error) {
	w.t.Helper()
	stick, err := media.Open(w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.desk.Do(w.t.Context(), w.id, desk.Means{Device: w.dev, Stick: stick}, nil)
}

// until does act after act to a stage.
func (w *harness) until(stage capability.Stage) capability.Return {
	w.t.Helper()
	for range 20 {
		if r := w.now(); r.Stage == stage {
			return r
		}
		if _, err := w.do(); err != nil {
			w.t.Fatalf("on the way to %s: %v", stage, err)
		}
	}
	w.t.Fatalf("never came to %s", stage)
	return capability.Return{}
}

// answered starts a return of all licenses, up to the portal's response.
func (w *harness) answered() {
	w.t.Helper()
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
}

// giveBack returns all licenses, up to the confirmation that is on the stick.
func (w *harness) giveBack() {
	w.t.Helper()
	w.answered()
	w.until(capability.StageConfirmationSaved)
}

func (w *harness) now() capability.Return {
	w.t.Helper()
	r, err := w.desk.Return(w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// atPortal answers the file of that name in the case folder and puts the
// answer beside it.
func (w *harness) atPortal(request, answer string, edit func(*message.Response)) {
	w.t.Helper()
	found, err := filepath.Glob(filepath.Join(w.dir, "HANDBACK", "*", request))
	if err != nil || len(found) != 1 {
		w.t.Fatalf("%s on the stick: %v, %v", request, found, err)
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		w.t.Fatal(err)
	}
	held := w.now().Before
	w.put(filepath.Join(filepath.Dir(found[0]), answer), w.portal.answer(w.t, data, held, edit))
}

func (w *harness) put(path string, data []byte) {
	w.t.Helper()
	if !filepath.IsAbs(path) {
		path = filepath.Join(w.dir, path)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// fewEntries is a stick of which only so many entries are looked at.
type fewEntries struct {
	desk.Stick
	most int
}

func (f fewEntries) Collect(ctx context.Context, limits media.Limits, report capability.Report) (*media.Collection, error) {
	limits.Entries = f.most
	return f.Stick.Collect(ctx, limits, report)
}

// fromPortal makes a response that the portal started by itself.
func (w *harness) fromPortal(name string, edit func(*message.Response)) {
	w.t.Helper()
	w.put(name, w.portal.issue(w.t, w.dev.host, w.dev.held, edit))
}

func (w *harness) means() desk.Means {
	w.t.Helper()
	stick, err := w.Stick(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return desk.Means{Device: w.dev, Stick: stick}
}

func keepOnly(id capability.ActivationID, count int) func(*message.Response) {
	return func(r *message.Response) {
		r.Rights = []capability.License{{ActivationID: id, Feature: "imaging", Version: "2.0", Count: count}}
	}
}
