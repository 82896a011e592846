package smp

import (
	"cmp"
	"context"
	"time"

	"handback/capability"
)

// DefaultGroup is the number of the licensing group unless a device is
// configured otherwise.
const DefaultGroup uint16 = 0x4C43

// The names of the files that carry messages to and from a device.
const (
	RequestFile  = "/lic/request.cap"
	ResponseFile = "/lic/response.cap"
)

// MaxFile is the size of the largest file that is carried, in bytes.
const MaxFile = 64 << 10

// The states in a [Status]. Any other text counts as idle.
const (
	StateIdle = "idle"
	StateBusy = "busy" // a command is still being carried out
)

// Status is how far a device got with the command that it received last.
type Status struct {
	State    string                 // StateIdle, StateBusy or a device's own word
	Progress int                    // percent
	Error    capability.RefusalCode // why the last command was refused; 0: it was not
	Made     *capability.Made       // the request made last; nil: none
}

// Station is what a device behind [Serve] can do. A *capability.Refusal
// becomes an error of the licensing group; any other error becomes "unknown".
// Its methods are called one at a time.
type Station interface {
	// Identify tells who the device is.
	Identify(ctx context.Context) (capability.Identity, error)

	// Licenses lists all licenses. The list is cut into pages by the server.
	Licenses(ctx context.Context) ([]capability.License, error)

	// Make makes a request that ReadFile gives out under the name in Made. A
	// refusal of code capability.Busy means that it was begun: Status tells
	// when it is ready.
	Make(ctx context.Context, lines []capability.Line) (capability.Made, error)

	// Load processes the response that WriteFile stored as name, if it has
	// this size in bytes and this digest.
	Load(ctx context.Context, name string, size int64, sha capability.Digest) (capability.Mark, error)

	// Status tells how far the last command got.
	Status(ctx context.Context) (Status, error)

	// ReadFile gives a whole file, at most MaxFile bytes; fs.ErrNotExist when
	// there is none.
	ReadFile(ctx context.Context, name string) ([]byte, error)

	// WriteFile stores a whole upload, at most MaxFile bytes.
	WriteFile(ctx context.Context, name string, data []byte) error
}

// ServerOptions describe how [Serve] behaves. The zero value is a Zephyr device
// with its default buffers.
type ServerOptions struct {
	BufSize  int    // bytes of one message, told by the params command; 0: 384
	BufCount int    // messages that it can hold; 0: 4
	Group    uint16 // the licensing group; 0: DefaultGroup
	Version1 bool   // answer like Apache's server: version 1, indefinite maps, no params
	NoHash   bool   // leave out the hash command, as many builds do
	Fast     bool   // offer the COBS framing besides that of the console
	// How foreign servers behave:
	OpenFile  bool          // keep the file that is written open, as Zephyr's file group does
	BusyParts bool          // answer the first part of an order with rc 10, and make a request of it
	No        RC            // what make and load are answered with; 0: they are carried out
	Work      time.Duration // how long make and load take, in a task of their own: questions are answered meanwhile, and the state is idle

	// Log takes a line for each command that arrives; nil: none.
	Log func(line string)
}

func (o ServerOptions) filled() ServerOptions {
	o.Group = cmp.Or(o.Group, DefaultGroup)
	o.BufSize = cmp.Or(max(o.BufSize, 0), 384)
	o.BufCount = cmp.Or(max(o.BufCount, 0), 4)
	return o
}
