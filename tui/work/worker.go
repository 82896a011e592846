package work

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
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
		Log: b.log.add, Traffic: b.run.meter.begin(), Patience: portTimeout,
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

// RefreshJob looks for ports and sticks, and through the ledger when returns is
// set. It is quiet.
func RefreshJob(returns bool) Job {
	return Job{Title: text.Look, Quiet: true, Do: func(ctx context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		return b.refresh(ctx, returns)
	}}
}

// Refreshed is the result of a look around.
type Refreshed struct {
	Surroundings
	Returns bool // whether the ledger was looked through
}

func (b *Worker) refresh(ctx context.Context, returns bool) (tea.Msg, error) {
	found := Refreshed{Returns: returns}
	note := func(err error) {
		if err == nil || ctx.Err() != nil {
			return
		}
		e := text.Explain(err)
		text := e.What + " " + e.Do
		if !slices.Contains(b.problems, text) { // each look meets it again
			b.log.add(err.Error())
		}
		found.Problems = append(found.Problems, text)
	}
	if returns {
		all, err := b.O.Desk.List(ctx)
		note(err)
		found.Surroundings.Returns = all
	}
	ports, err := b.O.Ports(ctx, b.namedPorts(), b.dev != nil)
	if !errors.Is(err, errors.ErrUnsupported) { // else what was seen last has to do
		note(err)
		b.ports.see(b.O.Now(), ports, b.O.Known)
	}
	found.Ports, found.TakenAway = b.ports.list, b.ports.takenAway
	plugged, err := b.O.Sticks(ctx)
	note(err)
	if err == nil {
		b.seeSticks(plugged)
	}
	if b.O.Stick != "" && b.selection.Stick == nil && b.selection.Left == "" {
		err := b.useStick(ctx, b.O.Stick)
		if errors.Is(err, media.ErrGone) || errors.Is(err, media.ErrNoFolder) {
			found.Problems = append(found.Problems, text.NotThere(b.O.Stick))
		} else {
			note(err)
		}
	}
	found.Sticks, b.problems = b.places(b.plugged), found.Problems
	return found, ctx.Err()
}

// ListRead is the result of a job that read what the device holds.
type ListRead struct{ Reading capability.Reading }

// ReadJob reads the licenses of the connected device.
func ReadJob() Job {
	return Job{Title: text.Read, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		reading, err := b.O.Desk.Read(ctx, b.dev, report)
		if err != nil {
			b.dropBad(err)
			return nil, err
		}
		return ListRead{reading}, nil
	}}
}

// ConnectJob connects to the device at port.
func ConnectJob(port string) Job {
	return Job{Title: text.Connect(port), Do: func(ctx context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		return b.connect(ctx, port)
	}}
}

// Surroundings is what was found around: the returns of the ledger, ports and sticks.
type Surroundings struct {
	Returns   []ledger.Summary
	Ports     []SeenPort
	TakenAway []device.PortInfo // those that somebody else seems to have taken away
	Sticks    []media.Stick
	Problems  []string // why something could not be looked for
}

// maxLog bounds the lines that are kept to be looked at.
const maxLog = 500

// Logbook takes what happens, from any goroutine, and writes it on.
type Logbook struct {
	mu   sync.Mutex
	kept []string
	Out  io.Writer // nil: nowhere
}

func (b *Logbook) add(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for line := range strings.Lines(text) {
		line = capability.Printable(strings.TrimRight(line, "\n"))
		if b.Out != nil {
			// A log that can't be written must not stop the work.
			_, _ = fmt.Fprintln(b.Out, line)
		}
		b.kept = append(b.kept, line)
	}
	b.kept = slices.Clone(b.kept[max(0, len(b.kept)-maxLog):])
}

func (b *Logbook) Lines() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept
}
