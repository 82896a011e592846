package network

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/backoffice/endpoint"
	"handback/capability/backoffice/users"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/portal"
	"handback/capability/portal/deviceservice"
	"handback/capability/portal/fno"
	"handback/capability/portal/secret"
	"handback/capability/portal/transport"
	"handback/capability/testkit"
	"handback/device/sim"
)

const (
	user     = "robot"
	password = "a Secret of 27 characters"
)

// bench is a reference portal at the end of a line.
type bench struct {
	t      testing.TB
	office *backoffice.Office
	line   *line
	secret string // the file with the password
	sites  int

	strange atomic.Pointer[http.HandlerFunc] // what answers in place of the portal; nil: the portal
	real    http.Handler
}

func newBench(t testing.TB) *bench {
	t.Helper()
	dir := testkit.Dir(t)
	b := &bench{t: t, secret: filepath.Join(dir, "secret")}
	var err error
	if b.office, err = backoffice.Init(t.Context(), filepath.Join(dir, "books.db"), backoffice.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(b.office.Audit(context.Background()), b.office.Close()); err != nil {
			t.Error(err)
		}
	})
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("session_key = %q\n[[user]]\nname = %q\npassword = %q\nroles = [\"upload\", \"remove\", \"webservice\"]\n", strings.Repeat("A", 128), user, hash)
	list := filepath.Join(dir, "users.toml")
	if err := errors.Join(os.WriteFile(b.secret, []byte(password+"\n"), 0o600), os.WriteFile(list, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
	store, err := users.Open(list)
	if err != nil {
		t.Fatal(err)
	}
	b.real = endpoint.New(endpoint.Options{
		Office: b.office, Users: store, Address: func(*http.Request) string { return "here" }, Log: slog.New(slog.DiscardHandler),
	})
	b.line = serve(t, b)
	return b
}

// ServeHTTP implements [http.Handler].
func (b *bench) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strange := b.strange.Load(); strange != nil {
		(*strange)(w, r)
		return
	}
	b.real.ServeHTTP(w, r)
}

// answers has something else answer in the place of the portal.
func (b *bench) answers(strange http.HandlerFunc) { b.strange.Store(&strange) }

// The paths of the portal.
const (
	service = "/flexnet/services/v3/ManageDeviceService"
	devices = "/deviceservices"
)

// reach makes the client of a kind for an address without its path.
func (b *bench) reach(kind portal.Kind, address string, o transport.Options) portal.Portal {
	b.t.Helper()
	var p portal.Portal
	var err error
	if o.URL = address + devices; kind == portal.DeviceService {
		p, err = deviceservice.New(deviceservice.Options{HTTP: o})
	} else {
		o.URL = address + service
		p, err = fno.New(fno.Options{HTTP: o, Namespace: "urn:v3.fne.webservices.operations.flexnet.com", Login: fno.Login{Kind: fno.Basic, User: user, Secret: secret.Source{File: b.secret}}})
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// portal is the real one behind the line.
func (b *bench) portal(kind portal.Kind) portal.Portal {
	return b.reach(kind, "http://"+b.line.Addr().String(), transport.Options{})
}

// site is a device of its own with a desk and a stick.
type site struct {
	*bench
	dev    *device
	state  string // the folder of the ledger
	ledger *ledger.Ledger
	desk   *desk.Desk
	stick  string
	errs   []error // all that a person saw
}

// newSite enrolls a device, with activation IDs that no other has.
func (b *bench) newSite(wrap func(desk.Ledger) desk.Ledger) *site {
	b.t.Helper()
	b.sites++
	s := &site{bench: b, dev: &device{}, state: testkit.Dir(b.t), stick: testkit.Dir(b.t)}
	held := sim.DefaultLicenses()
	for i := range held {
		held[i].ActivationID = capability.ActivationID(fmt.Sprintf("%s-%d", held[i].ActivationID, b.sites))
	}
	var err error
	if s.dev.vault, err = (sim.Factory{Serial: fmt.Sprintf("SN%06d", b.sites), Licenses: held}).Build(rand.Reader); err != nil {
		b.t.Fatal(err)
	}
	e, err := s.dev.vault.Enrollment()
	if err == nil {
		_, err = b.office.Enroll(b.t.Context(), e)
	}
	if err == nil {
		s.dev.vault.Portal, err = b.office.PublicKey()
	}
	if err == nil {
		s.ledger, err = ledger.Open(s.state, ledger.Options{})
	}
	if err != nil {
		b.t.Fatal(err)
	}
	o := desk.Options{Ledger: s.ledger, Operator: "kim", Now: time.Now, Random: rand.Reader}
	if wrap != nil {
		o.Ledger = wrap(s.ledger)
	}
	s.desk = desk.New(o)
	return s
}

// close ends the site, and looks for the secret in all that it left.
func (s *site) close() {
	s.t.Helper()
	if err := s.ledger.Close(); err != nil {
		s.t.Error(err)
	}
	for _, err := range s.errs {
		if strings.Contains(err.Error(), password) {
			s.t.Errorf("an error has the secret: %v", err)
		}
	}
	for _, dir := range []string{s.state, s.stick} {
		err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(name)
			if bytes.Contains(data, []byte(password)) {
				s.t.Errorf("%s has the secret", name)
			}
			return err
		})
		if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
			s.t.Error(err)
		}
	}
}

// start begins a return: none remains of the one license, and 2 of 5 of the other.
func (s *site) start() capability.Return {
	s.t.Helper()
	reading, err := s.desk.Read(s.t.Context(), s.dev, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := s.desk.Start(s.t.Context(), reading, s.order(), "", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func (s *site) order() capability.Order {
	o := capability.ReturnAll(s.dev.vault.Licenses)
	o.Lines[1].Count = 2
	return o
}

// supply is what is at hand in the service room: no stick.
type supply struct {
	dev capability.Device
	x   *portal.Exchanger
}

func (s supply) Device(context.Context) (capability.Device, error) { return s.dev, nil }
func (s supply) Stick(context.Context) (desk.Stick, error)         { return nil, nil }
func (s supply) Again() bool                                       { return false }
func (s supply) Portal(context.Context, capability.Identity) (*portal.Exchanger, error) {
	return s.x, nil
}

// advance goes on with a return as far as it gets.
func (s *site) advance(ctx context.Context, id capability.ReturnID, p portal.Portal) (capability.Return, error) {
	return s.desk.Advance(ctx, id, supply{s.dev, portal.NewExchanger(p)}, nil, func(desk.Done) {})
}

// books are what a return leaves behind at the portal, and on the device.
type books struct {
	Issued  uint64 // responses
	Credits string
	Loads   int
	Holds   string // the device
}

// check checks the books of the device: each removal once, credited once. Where
// nothing is credited yet, it waits.
func (s *site) check(want books) {
	s.t.Helper()
	record, err := s.office.Record(s.t.Context(), s.dev.vault.Device.Host)
	if err != nil {
		s.t.Fatal(err)
	}
	events, err := s.office.Events(s.t.Context(), s.dev.vault.Device.Host, 0, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	got := books{Issued: record.Books.Seq, Loads: s.dev.loads}
	for _, e := range events {
		if e.Kind == backoffice.Credited {
			got.Credits = fmt.Sprintf("%d of %s; ", e.Count, base(e.ActivationID)) + got.Credits
		}
	}
	for _, l := range s.dev.vault.Licenses {
		got.Holds += fmt.Sprintf("%d of %s; ", l.Count, base(l.ActivationID))
	}
	if got != want {
		s.t.Errorf("books: %+v, want %+v", got, want)
	}
	if waits := len(record.Books.Removals); (waits > 0) != (want.Credits == "") {
		s.t.Errorf("%d removals wait", waits)
	}
}

// base is an activation ID without the number of the device.
func base(id capability.ActivationID) string { return string(id[:strings.LastIndex(string(id), "-")]) }

// closed checks a return that went by itself: on proof, and nobody claimed
// anything; and that the ledger is whole.
func (s *site) closed(r capability.Return) {
	s.t.Helper()
	if r.Stage != capability.StageClosed || r.Closing != capability.ClosedOnProof {
		s.t.Errorf("the return is at %s, closed on %q", r.Stage, r.Closing)
	}
	for _, e := range r.Entries {
		if e.Fact.Kind() == capability.KindUploaded {
			s.t.Error("a claim, and nobody claimed")
		}
	}
	if c, err := s.ledger.Verify(s.t.Context(), r.ID); err != nil || len(c.Changed)+len(c.Missing) > 0 || c.Torn > 0 {
		s.t.Errorf("the ledger: %+v, %v", c, err)
	}
}
