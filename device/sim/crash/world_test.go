package crash

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/device/sim"
	"handback/device/sim/rig"
	"handback/device/smp"
)

// What lies in the folder of a world.
const (
	stateDir  = "state"  // the technician's ledger
	stickDir  = "stick"  // plays the USB stick
	deviceDir = "device" // the simulated device
	booksFile = "books.db"
	portLink  = "port"
)

// ordered leaves none of the one license and 2 of 5 of the other.
func ordered() capability.Order {
	held := sim.DefaultLicenses()
	o := capability.ReturnAll(held)
	o.Lines[1].Count = 2
	return o
}

// world is a device, a back office and a stick, which live on when the
// technician's program is killed.
type world struct {
	dir    string
	way    capability.Way
	device *sim.Device
	did    *rig.Counted // by the device
	cable  *sim.Cable
	office *backoffice.Office
}

// makeWorld makes what each run begins with: an enrolled device, and in a
// return that the portal started its response on the stick.
func makeWorld(ctx context.Context, dir string, way capability.Way) (err error) {
	if err := os.Mkdir(filepath.Join(dir, stickDir), 0o755); err != nil {
		return err
	}
	office, err := backoffice.Init(ctx, filepath.Join(dir, booksFile), backoffice.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, office.Close()) }()
	d, err := openDevice(dir, nil)
	if err != nil {
		return err
	}
	enrollment, err := d.Enrollment()
	if err = errors.Join(err, d.Close()); err != nil {
		return err
	}
	if _, err := office.Enroll(ctx, enrollment); err != nil || way == capability.FromDevice {
		return err
	}
	line := ordered().Lines[1]
	held := capability.CountOf(enrollment.Licenses, line.ActivationID)
	issued, err := office.Remove(ctx, enrollment.Device.Host, line.ActivationID, held-line.Count)
	if err != nil {
		return err
	}
	_, err = issued.Save(filepath.Join(dir, stickDir))
	return err
}

func openDevice(dir string, portal ed25519.PublicKey) (*sim.Device, error) {
	return sim.Open(filepath.Join(dir, deviceDir), sim.Options{Portal: portal, Now: time.Now, Random: rand.Reader})
}

// openWorld starts what lies in dir. The error is a [sim.ErrNoTerminal] where
// there are no serial lines to be had.
func openWorld(ctx context.Context, dir string, way capability.Way) (*world, error) {
	office, err := backoffice.Open(ctx, filepath.Join(dir, booksFile), backoffice.Options{})
	if err != nil {
		return nil, err
	}
	portal, err := office.PublicKey()
	if err != nil {
		return nil, errors.Join(err, office.Close())
	}
	d, err := openDevice(dir, portal)
	if err != nil {
		return nil, errors.Join(err, office.Close())
	}
	did := &rig.Counted{Station: d}
	cable := sim.NewCable(filepath.Join(dir, portLink), func(ctx context.Context, line io.ReadWriter) error {
		return smp.Serve(ctx, line, did, smp.ServerOptions{})
	})
	w := &world{dir: dir, way: way, device: d, did: did, cable: cable, office: office}
	if err := cable.Plug(ctx); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *world) close() error {
	return errors.Join(w.cable.Pull(), w.device.Close(), w.office.Close())
}

// portal answers all requests on the stick.
func (w *world) portal() error {
	return rig.Answer(context.Background(), w.office, filepath.Join(w.dir, stickDir))
}

// goOn is the technician's program started again, this time to the end.
func (w *world) goOn(ctx context.Context) error {
	t := technician{dir: w.dir, way: w.way, trace: func(string) {}, portal: w.portal}
	return t.work(ctx)
}
