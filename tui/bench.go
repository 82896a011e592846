package tui

import (
	"context"
	"errors"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/message"
	"handback/device"

	tea "github.com/charmbracelet/bubbletea"
)

// worker is what jobs work at: the desk with the device and the stick that are
// at hand. Only the job that runs touches it.
type worker struct {
	o         Options
	log       *logbook
	dev       capability.Device
	selection selection
	run       *running // the job that runs
	ports     portList
	named     []string      // ports that were typed and that no list shows
	user      string        // who logged in to a device last
	typed     []string      // folders that were used as a stick and that no list shows
	plugged   []media.Stick // sticks as listed last

	problems []string // what the last look around could not look for
}

func newWorker(o Options, log *logbook) *worker {
	return &worker{o: o, log: log, selection: selection{profile: o.Profile}}
}

// selection is what is at hand, as the screens may know it.
type selection struct {
	link    *link        // nil: no device is connected
	stick   *media.Stick // nil: none was chosen; only to be looked at
	left    string       // what became of the stick that was chosen; empty: nothing
	profile string       // of the console of devices; empty: they speak SMP
	lost    bool         // the connection went away since the last one was made
}

// portTimeout is how long an act waits for a port that was unplugged.
const portTimeout = 2 * time.Minute

// link is a connection to a device.
type link struct {
	port   string
	device capability.Identity
}

// connected is the result of a job that connected to a device.
type connected struct{ link link }

// connect hangs up and connects to the device at port.
func (b *worker) connect(ctx context.Context, port string) (tea.Msg, error) {
	if err := b.close(); err != nil {
		b.log.add(err.Error())
	}
	port = Dropped(port)
	dev, err := b.o.Open(ctx, port, b.selection.profile, b.lineOptions(port))
	b.name(port, err)
	if err != nil {
		return nil, err
	}
	b.dev = dev
	id, err := dev.Identify(ctx)
	if err != nil {
		b.drop()
		return nil, err
	}
	b.selection.link, b.selection.lost = &link{port, id}, false
	return connected{*b.selection.link}, nil
}

// lineOptions are the ears, the meter and the answers for a device.
func (b *worker) lineOptions(port string) device.Options {
	return device.Options{
		Baud: b.ports.rate(port, b.o.Baud), Ask: b.ask,
		Log: b.log.add, Traffic: b.run.meter.begin(), Patience: portTimeout,
		Waiting: func(w device.Wait) { b.log.add(waitedText(w)); b.run.tell(waiting(w)) },
	}
}

// close hangs up.
func (b *worker) close() error {
	dev := b.dev
	b.dev, b.selection.link = nil, nil
	if dev == nil {
		return nil
	}
	return dev.Close()
}

// drop hangs up after an error on the line.
func (b *worker) drop() {
	b.selection.lost = true
	if err := b.close(); err != nil {
		b.log.add(err.Error())
	}
}

// dropBad hangs up unless err is one that leaves the line as it was: the
// device's own no, or what the desk found wrong with its words.
func (b *worker) dropBad(err error) {
	var no *capability.Refusal
	var open *desk.OpenReturn
	for _, fine := range []error{
		capability.ErrOtherDevice, capability.ErrUnexpected, capability.ErrOrder,
		desk.ErrWrongRequest, desk.ErrStillThere, desk.ErrNotThere, desk.ErrNothingToAdopt, message.ErrHost, message.ErrKind,
	} {
		if errors.Is(err, fine) {
			return
		}
	}
	if b.dev != nil && err != nil && !errors.As(err, &no) && !errors.As(err, &open) {
		b.drop()
	}
}
