package work

import (
	"context"
	"errors"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/message"
	"handback/device"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// Worker is what jobs work at: the desk with the device and the stick that are
// at hand. Only the job that runs touches it.
type Worker struct {
	O         Options
	log       *Logbook
	dev       capability.Device
	selection Selection
	run       *running // the job that runs
	ports     portList
	named     []string      // ports that were typed and that no list shows
	user      string        // who logged in to a device last
	typed     []string      // folders that were used as a stick and that no list shows
	plugged   []media.Stick // sticks as listed last

	problems []string // what the last look around could not look for
}

func newWorker(o Options, log *Logbook) *Worker {
	return &Worker{O: o, log: log, selection: Selection{Profile: o.Profile}}
}

// Selection is what is at hand, as the screens may know it.
type Selection struct {
	Link    *Link        // nil: no device is connected
	Stick   *media.Stick // nil: none was chosen; only to be looked at
	Left    string       // what became of the stick that was chosen; empty: nothing
	Profile string       // of the console of devices; empty: they speak SMP
	Lost    bool         // the connection went away since the last one was made
}

// portTimeout is how long an act waits for a port that was unplugged.
const portTimeout = 2 * time.Minute

// Link is a connection to a device.
type Link struct {
	Port   string
	Device capability.Identity
}

// Connected is the result of a job that connected to a device.
type Connected struct{ link Link }

// connect hangs up and connects to the device at port.
func (b *Worker) connect(ctx context.Context, port string) (tea.Msg, error) {
	if err := b.close(); err != nil {
		b.log.add(err.Error())
	}
	port = text.Dropped(port)
	dev, err := b.O.Open(ctx, port, b.selection.Profile, b.lineOptions(port))
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
	b.selection.Link, b.selection.Lost = &Link{port, id}, false
	return Connected{*b.selection.Link}, nil
}

// lineOptions are the ears, the meter and the answers for a device.
func (b *Worker) lineOptions(port string) device.Options {
	return device.Options{
		Baud: b.ports.rate(port, b.O.Baud), Ask: b.Ask,
		Log: b.log.add, Traffic: b.run.meter.begin(), ReconnectTimeout: portTimeout,
		Waiting: func(w device.Wait) { b.log.add(text.Waited(w)); b.run.tell(text.Waiting(w)) },
	}
}

// close hangs up.
func (b *Worker) close() error {
	dev := b.dev
	b.dev, b.selection.Link = nil, nil
	if dev == nil {
		return nil
	}
	return dev.Close()
}

// drop hangs up after an error on the line.
func (b *Worker) drop() {
	b.selection.Lost = true
	if err := b.close(); err != nil {
		b.log.add(err.Error())
	}
}

// dropBad hangs up unless err is one that leaves the line as it was: the
// device's own no, or what the desk found wrong with its words.
func (b *Worker) dropBad(err error) {
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
