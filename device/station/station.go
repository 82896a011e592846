// Package station is what a device can do, seen from its own end of a line:
// whatever speaks to the line, in SMP or as a console, works on a [Station].
package station

import (
	"context"
	"fmt"

	"handback/capability"
)

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

// Station is what a device behind a server can do. A *capability.Refusal is told
// with its code, any other error as "unknown". Its methods are called one at a
// time.
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

// Refuse is a *capability.Refusal with a text of the device's own.
func Refuse(code capability.RefusalCode, format string, values ...any) error {
	return &capability.Refusal{Code: code, Text: fmt.Sprintf(format, values...)}
}
