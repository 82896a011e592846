package device

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"handback/device/serial"
	"handback/device/smp"
	"handback/device/wire"
)

// searchEvery is the time between two searches for a port that went away.
const searchEvery = 200 * time.Millisecond

// Wait says that a port went away in the middle of an act, or that it is back.
type Wait struct {
	Port  serial.Port // that went away; once it is back, as it is now
	Until time.Time   // when the wait is given up
	Back  bool
}

// finder opens the port of a device and finds it again after it went away.
type finder struct {
	options Options

	list func() ([]serial.Port, error)
	open func(path string, baud int) (smp.Conn, error)
	line smp.Conn // the one that was opened last

	mu   sync.Mutex
	port serial.Port // as it was opened last
}

func newFinder(path string, o Options) *finder {
	ports, _ := serial.ListInUse() // without a list it is known by its path
	return &finder{port: serial.Find(ports, path), options: o, list: serial.ListInUse, open: func(path string, baud int) (smp.Conn, error) {
		return serial.Open(path, baud)
	}}
}

// dial opens the port and lets the board behind it start.
func (f *finder) dial(ctx context.Context) (*line, error) {
	conn, err := f.open(f.at().Path, f.options.Baud)
	if err != nil {
		return nil, err
	}
	if err := wire.Sleep(ctx, f.options.Boot); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	l := newLine(conn, f.options.Traffic, f.options.Tap)
	f.line = l
	return l, nil
}

// newFor is how long the system may take to give a port that was plugged in to
// its users.
const newFor = 2 * time.Second

// dialFirst opens the port for the first time. One that was plugged in a moment
// ago may be forbidden for a moment.
func (f *finder) dialFirst(ctx context.Context) (*line, error) {
	begun := time.Now()
	for {
		l, err := f.dial(ctx)
		if !errors.Is(err, serial.ErrPermission) || time.Since(begun) > newFor || !isNew(f.at().Path, begun) {
			return l, err
		}
		if stopped := wire.Sleep(ctx, searchEvery); stopped != nil {
			return nil, errors.Join(stopped, err)
		}
	}
}

// isNew reports whether a port's node was made a moment ago.
func isNew(path string, now time.Time) bool {
	info, err := os.Stat(path)
	return err == nil && now.Sub(info.ModTime()) < newFor
}

// redial waits for the port to come back, under whatever name, and opens it.
// The dead port is closed first, because it keeps its name taken. It fails
// with [serial.ErrUnplugged] after the timeout, or with ctx.Err().
func (f *finder) redial(ctx context.Context) (*line, error) {
	if f.line != nil {
		_ = f.line.Close() // it is dead: why was told already
	}
	until := time.Now().Add(f.options.ReconnectTimeout)
	f.tell(Wait{Port: f.at(), Until: until})
	within, stop := context.WithDeadline(ctx, until)
	defer stop()
	search := time.NewTicker(searchEvery)
	defer search.Stop()
	for {
		l, err := f.find(within)
		if err == nil {
			f.tell(Wait{Port: f.at(), Until: until, Back: true})
			return l, nil
		}
		select {
		case <-search.C:
		case <-within.Done():
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, fmt.Errorf("%s: %w and did not come back within %s: %w", f.at().Path, serial.ErrUnplugged, f.options.ReconnectTimeout, err)
		}
	}
}

// find searches once. A port that was just plugged in may for a moment be
// forbidden, or held by a program that inspects every new port. A path that
// belongs to no adapter may by now be the terminal of somebody else.
func (f *finder) find(ctx context.Context) (*line, error) {
	port := f.at()
	if port.USB == nil {
		if who := serial.Holder(port.Path); who != "" {
			return nil, &serial.BusyError{Path: port.Path, Holder: who}
		}
		return f.dial(ctx)
	}
	ports, err := f.list()
	if err != nil {
		return nil, err
	}
	now, found := serial.FindAgain(ports, port)
	if !found {
		return nil, fmt.Errorf("%s: %w", port.Path, serial.ErrNoPort)
	}
	f.mu.Lock()
	f.port = now
	f.mu.Unlock()
	return f.dial(ctx)
}

// at is the port where it is now.
func (f *finder) at() serial.Port {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.port
}

func (f *finder) tell(w Wait) {
	if f.options.Waiting != nil {
		f.options.Waiting(w)
	}
}
