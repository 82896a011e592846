package crash

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
	"handback/cmd/internal/trials/harness"
	"handback/device/sim"
	"handback/device/smp"
)

// What is in the folder of a trial.
const (
	stateDir  = "state" // the technician's ledger
	otherDir  = "other" // the ledger of whom the case is that is taken in
	stickDir  = "stick" // plays the USB stick
	booksFile = "books.db"
)

// course is what the technician does in a trial.
type course string

// The courses.
const (
	fromDevice course = "device"
	fromPortal course = "portal"
	fromCase   course = "case"     // of a colleague, which is set aside and taken in again
	toOther    course = "transfer" // the licenses go to a replacement; a person claims the last upload before its receipt comes
	twoAtOnce  course = "two"      // the returns of two devices run at once in one ledger; see two_test.go
)

func (c course) returns() int {
	switch c {
	case toOther: // with the activation
		return 2
	case twoAtOnce:
		return 2
	default:
		return 1
	}
}

// cases are those that are on the stick at the end.
func (c course) cases() int {
	if c == fromCase {
		return 2 // with the colleague's
	}
	return c.returns()
}

// The devices of a trial, by their folders. The replacement is there in a
// transfer alone, and holds nothing at first.
const (
	returning   = "device"
	replacement = "replacement"
	second      = "second" // whose return runs at the same time
)

func (c course) devices() []string {
	switch c {
	case toOther:
		return []string{returning, replacement}
	case twoAtOnce:
		return []string{returning, second}
	default:
		return []string{returning}
	}
}

// portOf is where a device is plugged in.
func portOf(device string) string { return device + ".port" }

// ordered leaves none of the one license and 2 of 5 of the other.
func ordered() capability.Order {
	held := sim.DefaultLicenses()
	o := capability.ReturnAll(held)
	o.Lines[1].Count = 2
	return o
}

// trial is devices, a back office and a stick, which live on when the
// technician's program is killed.
type trial struct {
	dir     string
	course  course
	devices []*cabledDevice // as in course.devices
	office  *backoffice.Office
}

// cabledDevice is a device on its cable.
type cabledDevice struct {
	*sim.Device
	did   *harness.CountingStation
	cable *sim.Cable
}

// makeTrial makes what each run begins with: enrolled devices, in a return that
// the portal started its response on the stick, or the case of a colleague.
func makeTrial(ctx context.Context, dir string, c course) (err error) {
	if err := os.Mkdir(filepath.Join(dir, stickDir), 0o755); err != nil {
		return err
	}
	office, err := backoffice.Init(ctx, filepath.Join(dir, booksFile), backoffice.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, office.Close()); err == nil && c == fromCase {
			err = makeCase(ctx, dir)
		}
	}()
	var host capability.HostID
	for _, name := range c.devices() {
		enrollment, err := enroll(ctx, office, dir, name)
		if err != nil {
			return err
		}
		host = enrollment.Device.Host
	}
	if c != fromPortal {
		return nil
	}
	line := ordered().Lines[1]
	held := capability.CountOf(sim.DefaultLicenses(), line.ActivationID)
	issued, err := office.Remove(ctx, host, line.ActivationID, held-line.Count)
	if err != nil {
		return err
	}
	_, err = issued.Save(filepath.Join(dir, stickDir))
	return err
}

var errAway = errors.New("the colleague is called away")

// colleague is who works at the other laptop.
const colleague = "colleague"

// makeCase has a colleague do a return until it is the portal's turn.
func makeCase(ctx context.Context, dir string) (err error) {
	tr, err := openTrial(ctx, dir, fromDevice)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tr.close()) }()
	other := technician{dir: dir, state: otherDir, course: fromDevice, trace: func(string) {}, portal: func() error { return errAway }}
	if err := other.work(ctx); !errors.Is(err, errAway) {
		return fmt.Errorf("the colleague came to an end: %w", err)
	}
	return nil
}

func enroll(ctx context.Context, office *backoffice.Office, dir, name string) (message.Enrollment, error) {
	d, err := openDevice(dir, name, nil)
	if err != nil {
		return message.Enrollment{}, err
	}
	enrollment, err := d.Enrollment()
	if err = errors.Join(err, d.Close()); err == nil {
		_, err = office.Enroll(ctx, enrollment)
	}
	return enrollment, err
}

func openDevice(dir, name string, portal ed25519.PublicKey) (*sim.Device, error) {
	o := sim.Options{Portal: portal, Now: time.Now, Random: rand.Reader}
	switch name {
	case replacement:
		o.Factory = sim.Factory{Serial: "SN0077", Licenses: []capability.License{}}
	case second:
		o.Factory = sim.Factory{Serial: "SN0078"}
	}
	return sim.Open(filepath.Join(dir, name), o)
}

// openTrial starts what is in dir. The error is a [sim.ErrNoTerminal] where
// there are no serial lines to be had.
func openTrial(ctx context.Context, dir string, c course) (*trial, error) {
	office, err := backoffice.Open(ctx, filepath.Join(dir, booksFile), backoffice.Options{})
	if err != nil {
		return nil, err
	}
	portal, err := office.PublicKey()
	if err != nil {
		return nil, errors.Join(err, office.Close())
	}
	tr := &trial{dir: dir, course: c, office: office}
	for _, name := range c.devices() {
		if err := tr.plug(ctx, name, portal); err != nil {
			return nil, errors.Join(err, tr.close())
		}
	}
	return tr, nil
}

func (tr *trial) plug(ctx context.Context, name string, portal ed25519.PublicKey) error {
	d, err := openDevice(tr.dir, name, portal)
	if err != nil {
		return err
	}
	did := &harness.CountingStation{Station: d}
	cable := sim.NewCable(filepath.Join(tr.dir, portOf(name)), func(ctx context.Context, line io.ReadWriter) error {
		return smp.Serve(ctx, line, did, smp.ServerOptions{})
	})
	tr.devices = append(tr.devices, &cabledDevice{d, did, cable})
	return cable.Plug(ctx)
}

func (tr *trial) close() (err error) {
	for _, u := range tr.devices {
		err = errors.Join(err, u.cable.Pull(), u.Close())
	}
	return errors.Join(err, tr.office.Close())
}

// portal answers all requests on the stick.
func (tr *trial) portal() error {
	return harness.Answer(context.Background(), tr.office, filepath.Join(tr.dir, stickDir))
}

// goOn is the technician's program started again, this time to the end.
func (tr *trial) goOn(ctx context.Context) error {
	t := technician{dir: tr.dir, state: stateDir, course: tr.course, trace: func(string) {}, portal: tr.portal}
	return t.work(ctx)
}
