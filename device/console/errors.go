package console

import (
	"errors"
	"fmt"
)

// Why a device can't be used through its console.
var (
	// ErrNoConsole says that nothing on the line became what the profile
	// describes as a console that waits for a command.
	ErrNoConsole = errors.New("no console answers as the profile describes it")

	// ErrBootLoader says that the device waits in its boot loader.
	ErrBootLoader = errors.New("the device waits in its boot loader; start it first")

	// ErrLogin says that the device refused the user name or the password.
	ErrLogin = errors.New("the device does not let this user in")

	// ErrNobody says that a person is needed and none is there.
	ErrNobody = errors.New("nobody is there to answer")

	// ErrNoAnswer says that a command was given and its answer never came, or
	// not to its end. Whether the command was carried out is unknown.
	ErrNoAnswer = errors.New("the device does not answer")

	// ErrEcho says that a command came back changed each time that it was
	// typed, so that it was never given.
	ErrEcho = errors.New("what is typed does not arrive as it was typed")

	// ErrTooLong says that an order makes a command that is too long.
	ErrTooLong = errors.New("the device does not take so long a command")

	// ErrDamaged says that a file's size or digest is not what was announced.
	ErrDamaged = errors.New("the file is damaged")

	// ErrUnsure says that the device never gave the same answer twice.
	ErrUnsure = errors.New("the device answers differently each time")

	// ErrTooLarge says that a file is larger than [MaxFile].
	ErrTooLarge = errors.New("the file is too large for a console")
)

// CommandError says that a command failed for no reason that the profile
// knows. What it did before is unknown.
type CommandError struct {
	Command string // untrusted in part
	Status  int    // as the shell tells it
	Text    string // the last line that it said, masked
}

func (e *CommandError) Error() string {
	if e.Text == "" {
		return fmt.Sprintf("the command %q failed with status %d", e.Command, e.Status)
	}
	return fmt.Sprintf("the command %q failed with status %d: %q", e.Command, e.Status, e.Text)
}
