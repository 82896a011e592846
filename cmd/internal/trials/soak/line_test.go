package soak

import (
	"context"
	cryptorand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"handback/capability"
	"handback/cmd/internal/trials/harness"
	"handback/device/sim"
	"handback/device/sim/line"
	"handback/device/sim/shell"
	"handback/device/smp"
)

// deviceLine is a device at the end of a line, with its technician and somebody
// who pulls its cable.
type deviceLine struct {
	lineKind
	number  int
	returns int // that are done on it
	seed    uint64

	dir        string
	device     *sim.Device
	did        *harness.CountingStation // by the device
	line       *line.Line
	virtual    bool // the line is in memory, for virtual time
	access     access
	puller     *cablePuller
	technician *technician
	events     eventLog

	stop   context.CancelFunc
	served chan error // what the device ended with
}

func (l *deviceLine) String() string { return fmt.Sprintf("line %d (%s)", l.number, l.name) }

// most is how many licenses a device has; each return takes a unit of one.
const most = 12

// activation is the license of the n-th return.
func (l *deviceLine) activation(n int) capability.ActivationID {
	return capability.ActivationID(fmt.Sprintf("ACT-%03d-%03d", l.number, n%most))
}

// licenses are as many units as there are returns.
func (l *deviceLine) licenses() []capability.License {
	all := []capability.License{}
	for n := range l.returns {
		if n < most {
			all = append(all, capability.License{ActivationID: l.activation(n), Feature: fmt.Sprintf("Feature %d", n), Version: "1.0"})
		}
		all[n%most].Count++
	}
	return all
}

// open builds the device, enrolls it, and plugs it in.
func (l *deviceLine) open(ctx context.Context, tr *trial) error {
	l.dir = filepath.Join(tr.dir, fmt.Sprint(l.number))
	draw := rand.New(rand.NewPCG(l.seed, uint64(l.number)))
	l.params.Seed = draw.Uint64()
	l.technician = newTechnician(l, tr, draw.Uint64())
	if err := os.MkdirAll(l.technician.stick, 0o755); err != nil {
		return err
	}
	if err := l.build(ctx, tr); err != nil {
		return err
	}
	l.line = line.New(l.params)
	l.access = newTerminal(filepath.Join(l.dir, "port"), l.line)
	if l.virtual {
		l.access = direct{l.String(), l.line}
	}
	ctx, l.stop = context.WithCancel(ctx)
	l.served = make(chan error, 1)
	go func() { l.served <- l.serve(ctx, l.line.B()) }()
	l.puller = newCablePuller(l, draw.Uint64())
	if err := l.puller.start(ctx); err != nil {
		return errors.Join(err, l.close())
	}
	return nil
}

func (l *deviceLine) build(ctx context.Context, tr *trial) error {
	portal, err := tr.office.PublicKey()
	if err != nil {
		return err
	}
	d, err := sim.Open(filepath.Join(l.dir, "device"), sim.Options{
		Factory: sim.Factory{Serial: fmt.Sprintf("SN%04d", l.number), Licenses: l.licenses()},
		Portal:  portal, Now: time.Now, Random: cryptorand.Reader,
	})
	if err != nil {
		return err
	}
	l.device, l.did = d, &harness.CountingStation{Station: d}
	enrollment, err := d.Enrollment()
	if err == nil {
		_, err = tr.office.Enroll(ctx, enrollment)
	}
	if err != nil {
		return errors.Join(err, d.Close())
	}
	return nil
}

// What opens the shell.
const user, password = "service", "a secret"

// serve is the device, until ctx ends. It notices nothing of what happens to
// the cable.
func (l *deviceLine) serve(ctx context.Context, end *line.End) error {
	var err error
	if l.face == commandLine {
		err = shell.Serve(ctx, end, l.did, shell.Options{User: user, Password: password})
	} else {
		err = smp.Serve(ctx, end, l.did, smp.ServerOptions{Fast: l.face == cobsFrames})
	}
	if ctx.Err() == nil {
		err = errors.Join(err, errors.New("the device ended"))
	}
	return err
}

func (l *deviceLine) close() error {
	err := l.technician.hangUp()
	err = errors.Join(err, l.puller.end())
	l.stop()
	return errors.Join(err, <-l.served, l.device.Close())
}

// face is what a device speaks on its line.
type face int

const (
	consoleFrames face = iota // SMP as on a console
	cobsFrames                // SMP in COBS
	commandLine               // no SMP: a shell
)

// lineKind is a sort of line, the device on it, and what goes wrong there.
type lineKind struct {
	name   string
	face   face
	params line.Params
	chatty bool // the device prints messages between and inside its answers
	pulled bool // the cable is pulled now and then
}

func quiet() lineKind { return lineKind{name: "quiet", params: line.Params{Latency: time.Millisecond}} }

func troubled() []lineKind {
	noisy := func(errors float64) line.Params {
		return line.Params{Latency: time.Millisecond, BitErrors: errors}
	}
	return []lineKind{
		{name: "SMP", face: consoleFrames, params: noisy(5e-5), chatty: true, pulled: true},
		{name: "COBS", face: cobsFrames, params: noisy(5e-5), chatty: true, pulled: true},
		{name: "shell", face: commandLine, params: noisy(2e-5), chatty: true, pulled: true},
	}
}

// eventLog keeps the last events of a line, to find what caused an error.
type eventLog struct {
	mu    sync.Mutex
	notes []string
}

func (d *eventLog) note(format string, args ...any) {
	const kept = 60
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notes = append(d.notes, time.Now().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
	d.notes = d.notes[max(0, len(d.notes)-kept):]
}

func (d *eventLog) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.notes, "\n")
}
