// Package bench does the acts of many returns at once: a worker a port, one a
// stick, one a portal. The bench screen, the commands for all returns and auto
// share it. It decides nothing about a return: the desk does.
//
// Units are told apart by the device's host ID, never by the port. The bench
// first asks which device answers, so a unit that is at another port now goes
// on there.
package bench

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/portal"
)

// Options are what a Bench works with. Desk, Ports and Open are required.
type Options struct {
	Desk *desk.Desk

	// Ports lists the ports that may be asked now: the free ones, or those that a
	// person named. The port at which the device of that host ID answered last
	// comes first; the zero HostID knows none.
	Ports func(ctx context.Context, host capability.HostID) ([]string, error)

	// Open connects to the device at a port and asks who it is. The Bench closes
	// it.
	Open func(ctx context.Context, port string) (capability.Device, capability.Identity, error)

	// Stick hands out the stick at hand, or nil. Portal hands out the portal of a
	// device where it is reached by program, or nil. Both may be nil.
	Stick  func(ctx context.Context) (desk.Stick, error)
	Portal func(ctx context.Context, of capability.Identity) (*portal.Exchanger, error)

	Again bool // to a portal also what it refused before, see desk.Means
}

// Task is what one unit shall have done.
type Task struct {
	Return capability.ReturnID

	// One ends the task after one act; else it goes on with all that can be done
	// now.
	One bool

	// Irreversible allows acts that cannot be undone. Without it such an act ends
	// the task with an [ErrNeedsPerson] before anything of it is done.
	Irreversible bool
}

// State says what a unit does at the moment.
type State string

// The states of an [Event].
const (
	Waiting State = "waiting" // for its port, the stick or the portal, that another unit has
	Running State = "running"
	ActDone State = "done"   // one act; Done has it
	Ended   State = "ended"  // the task, with what can be done now; Err says what is missing, or is nil
	Failed  State = "failed" // the task; Err says why
)

// Event is one thing that happened to a unit. Events of one unit come in order;
// no two events come at the same time.
type Event struct {
	Return   capability.ReturnID
	Host     capability.HostID
	Port     string // empty: no device is at hand, or none is needed
	State    State
	Act      capability.Act
	Progress capability.Progress // while it runs
	Done     *desk.Done          // of ActDone
	Err      error
}

// Outcome is what happened to a task.
type Outcome struct {
	Return capability.Return // as it is now
	Done   []desk.Done       // act by act
	Port   string            // at which the device answered; empty: nobody asked, or nowhere
	Err    error             // nil: closed, or its one act is done; a *desk.Missing says what is needed
}

// Met is who answered at a port.
type Met struct {
	Port     string
	Identity capability.Identity
	Licenses []capability.License // what it holds, where it was read
	Err      error                // why nobody did
}

// Row is a unit on the bench: a return with its device, or a device that nobody
// opened a return for.
type Row struct {
	ledger.Summary        // zero but for Device where there is no return
	Port           string // at which it answered last; empty: nowhere since the bench was opened
	Held           []capability.License
}

// Errors of a bench.
var (
	ErrNeedsPerson = errors.New("this act cannot be undone: a person decides on it")
	ErrNotThere    = errors.New("the device answers at none of the ports")
	ErrTwice       = errors.New("two devices answer with one host ID") // as joined with both ports
	ErrRuns        = errors.New("an act of this return runs already")
	ErrClosed      = errors.New("the bench was closed")
)
