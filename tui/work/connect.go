package work

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
	"handback/device"
	"handback/device/console/profile"
	"handback/device/serial"
	"handback/device/traffic"
	"handback/tui/text"
)

// portTimeout is how long an act waits for a port that was unplugged.
const portTimeout = 2 * time.Minute

// Link is a connection to a device.
type Link struct {
	Port   string
	Device capability.Identity
}

// Connected is the result of a job that connected to a device.
type Connected struct{}

// ConnectJob connects to the device at a port.
func ConnectJob(port string) Job {
	return Job{Title: text.Connect(port), Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		return w.connect(ctx, port)
	}}
}

// connect disconnects and connects to the device at port.
func (w *Worker) connect(ctx context.Context, port string) (any, error) {
	w.disconnect()
	port = text.Dropped(port)
	met, err := w.options.Open(ctx, port, w.selection.Profile, w.lineOptions(port))
	w.keepPort(port, err)
	w.selection.Console = ""
	if silent, is := errors.AsType[*device.SilentError](err); is && silent.Heard.Console() {
		w.selection.Console = port
	}
	if err != nil {
		return nil, err
	}
	w.dev = met.Device
	w.selection.Link, w.selection.Lost = &Link{port, met.Identity}, false
	return Connected{}, nil
}

// lineOptions say at which rate to open a port, and who hears, counts and
// answers.
func (w *Worker) lineOptions(port string) device.Options {
	return device.Options{
		Baud: w.ports.rate(port, w.options.Baud), Ask: w.Ask,
		Log: w.log.add, Traffic: w.run.meter.begin(), ReconnectTimeout: portTimeout,
		Waiting: func(wait device.Wait) {
			w.run.meter.unplugged.Store(!wait.Back)
			w.log.addAs(Warning, text.Waited(wait))
			w.run.tell(text.Waiting(wait))
		},
	}
}

// close disconnects, and frees the console of a lesson. It tells of an error.
func (w *Worker) close() error {
	dev := w.dev
	w.dev, w.selection.Link = nil, nil
	err := w.unwatch()
	if dev == nil {
		return err
	}
	return errors.Join(err, dev.Close())
}

// disconnect logs an error of closing the port: nothing depends on it.
func (w *Worker) disconnect() {
	if err := w.close(); err != nil {
		w.log.addError("", err)
	}
}

// loseAfter disconnects unless err leaves the line as it was: the device
// refused, or the desk found its answer wrong.
func (w *Worker) loseAfter(err error) {
	_, refused := errors.AsType[*capability.Refusal](err)
	_, open := errors.AsType[*desk.OpenReturn](err)
	for _, harmless := range []error{
		capability.ErrOtherDevice, capability.ErrUnexpected, capability.ErrOrder,
		desk.ErrWrongRequest, desk.ErrStillThere, desk.ErrNotThere, desk.ErrNothingToAdopt, message.ErrHost, message.ErrKind,
	} {
		if errors.Is(err, harmless) {
			return
		}
	}
	if w.dev != nil && err != nil && !refused && !open {
		w.selection.Lost = true
		w.disconnect()
	}
}

// LicensesRead is the result of a job that read what the device holds.
type LicensesRead struct{ Reading capability.Reading }

// ReadJob reads the licenses of the connected device.
func ReadJob() Job {
	return Job{Title: text.Read.String(), Do: func(ctx context.Context, w *Worker, report capability.Report) (any, error) {
		reading, err := w.options.Desk.Read(ctx, w.dev, report)
		if err != nil {
			w.loseAfter(err)
			return nil, err
		}
		return LicensesRead{reading}, nil
	}}
}

// ProbeJob asks ports what is there. It ends with a refresh, which shows what
// was found.
func ProbeJob(ports []serial.Port) Job {
	return Job{Title: text.Probe.String(), Do: func(ctx context.Context, w *Worker, report capability.Report) (any, error) {
		ports = slices.Clone(ports)
		for i := range ports { // one may have been typed
			ports[i].Path = text.Dropped(ports[i].Path)
		}
		done, all := int64(0), int64(len(ports))
		report.Tell(text.ProbeWhat, done, all)
		err := w.options.Probe(ctx, ports, w.run.meter.begin(), func(found device.ProbeResult) {
			w.keepPort(found.Port.Path, found.Err)
			w.ports.note(found)
			w.log.add(text.ProbedLog(found))
			done++
			report.Tell(text.ProbeWhat, done, all)
		})
		if err != nil {
			return nil, err
		}
		return w.refresh(ctx, false)
	}}
}

// ProfileChosen is the result of a job that chose a profile.
type ProfileChosen struct{}

// ProfileJob has devices reached as a profile describes, from the next
// connection on; an empty name is the management protocol.
func ProfileJob(name string) Job {
	return Job{Title: text.ProfileWork.String(), Do: func(_ context.Context, w *Worker, _ capability.Report) (any, error) {
		if name = text.Dropped(name); name != "" {
			if _, err := profile.Load(name); err != nil {
				return nil, err
			}
		}
		w.selection.Profile = name
		return ProfileChosen{}, nil
	}}
}

// meter counts what passes on the line that is in use, and tells whether an act waits
// for its port. A job sets it to zero when it opens a line; the screens read it at any
// time.
type meter struct {
	line      atomic.Pointer[traffic.Counter]
	unplugged atomic.Bool
}

func (m *meter) begin() *traffic.Counter {
	c := &traffic.Counter{}
	m.line.Store(c)
	m.unplugged.Store(false)
	return c
}
