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

// bench is what jobs work at: the desk with the device and the stick that are
// at hand. Only the job that runs touches it.
type bench struct {
	o       Options
	log     *logbook
	dev     capability.Device
	hand    hand
	run     *running // the job that runs
	ports   portsSeen
	named   []string      // ports that were typed and that no list shows
	user    string        // who logged in to a device last
	typed   []string      // folders that were used as a stick and that no list shows
	plugged []media.Stick // sticks as listed last

	problems []string // what the last look around could not look for
}

func newBench(o Options, log *logbook) *bench {
	return &bench{o: o, log: log, hand: hand{profile: o.Profile}}
}

// hand is what is at hand, as the screens may know it.
type hand struct {
	link    *link        // nil: no device is connected
	stick   *media.Stick // nil: none was chosen; only to be looked at
	left    string       // what became of the stick that was chosen; empty: nothing
	profile string       // of the console of devices; empty: they speak SMP
	lost    bool         // the connection went away since the last one was made
}

// portPatience is how long an act waits for a port that was unplugged.
const portPatience = 2 * time.Minute

// link is a connection to a device.
type link struct {
	port   string
	device capability.Identity
}

// connected is the result of a job that connected to a device.
type connected struct{ link link }

// connect hangs up and connects to the device at port.
func (b *bench) connect(ctx context.Context, port string) (tea.Msg, error) {
	if err := b.close(); err != nil {
		b.log.add(err.Error())
	}
	port = Dropped(port)
	dev, err := b.o.Open(ctx, port, b.hand.profile, b.lineOptions(port))
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
	b.hand.link, b.hand.lost = &link{port, id}, false
	return connected{*b.hand.link}, nil
}

// lineOptions are the ears, the meter and the answers for a device.
func (b *bench) lineOptions(port string) device.Options {
	return device.Options{
		Baud: b.ports.rate(port, b.o.Baud), Ask: b.ask,
		Log: b.log.add, Traffic: b.run.meter.begin(), ReconnectTimeout: portPatience,
		Waiting: func(w device.Wait) { b.log.add(waitedText(w)); b.run.tell(waiting(w)) },
	}
}

// close hangs up.
func (b *bench) close() error {
	dev := b.dev
	b.dev, b.hand.link = nil, nil
	if dev == nil {
		return nil
	}
	return dev.Close()
}

// drop hangs up after an error on the line.
func (b *bench) drop() {
	b.hand.lost = true
	if err := b.close(); err != nil {
		b.log.add(err.Error())
	}
}

// dropBad hangs up unless err is one that leaves the line as it was: the
// device's own no, or what the desk found wrong with its words.
func (b *bench) dropBad(err error) {
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
