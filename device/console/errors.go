package console

import (
	"errors"
	"fmt"

	"handback/device/heard"
)

// Why a device can't be used through its console.
var (
	// ErrNoConsole is what a *StrangeError is.
	ErrNoConsole = errors.New("no console answers as the profile describes it")

	// ErrBootLoader says that the device waits in its boot loader.
	ErrBootLoader = errors.New("the device waits in its boot loader; start it first")

	// ErrLogin says that the device refused the user name or the password.
	ErrLogin = errors.New("the device does not let this user in")

	// ErrNewPassword is what a *NewPasswordError is.
	ErrNewPassword = errors.New("the device demands a new password")

	// ErrNobody says that a person is needed and none is there.
	ErrNobody = errors.New("nobody is there to answer")

	// ErrNoAnswer says that a command was given and its answer never came, or
	// not to its end. Whether the command was carried out is unknown.
	ErrNoAnswer = errors.New("the device does not answer")

	// ErrEcho says that a command came back changed each time that it was
	// typed. It was never given.
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

// StrangeError says that nothing on the line became what the profile describes
// as a console that waits for a command, and what stood there instead. The
// texts are untrusted and masked.
type StrangeError struct {
	Heard heard.Kind // what its last line sounds like
	Line  string     // the last line; empty: it says nothing

	// Of a prompt that changes each time: the one that came after Line, and a
	// pattern that fits both, for the profile; else they are empty.
	Next, Pattern string
}

func (e *StrangeError) Error() string {
	switch {
	case e.Next != "":
		return fmt.Sprintf("%v: its prompt changes each time: %q, then %q", ErrNoConsole, e.Line, e.Next)
	case e.Line == "":
		return fmt.Sprintf("%v: it says nothing", ErrNoConsole)
	}
	return fmt.Sprintf("%v: its last line is %q", ErrNoConsole, e.Line)
}

func (e *StrangeError) Unwrap() error { return ErrNoConsole }

// NewPasswordError says that a device wants a new password to be set before
// it lets anybody in. Nothing was typed there.
type NewPasswordError struct {
	Question string // the device's, untrusted and masked
}

func (e *NewPasswordError) Error() string { return fmt.Sprintf("%v: %q", ErrNewPassword, e.Question) }

func (e *NewPasswordError) Unwrap() error { return ErrNewPassword }

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
