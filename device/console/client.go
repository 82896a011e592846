// Package console reaches devices that have nothing but a login shell or a
// command line of their own, as a profile describes them.
package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"handback/capability"
	"handback/device/console/profile"
	"handback/device/heard"
	"handback/device/traffic"
	"handback/device/wire"
)

// Conn is the line to a device.
type Conn = wire.Conn

// Options tune a [Client]. The zero value suits a serial port at the profile's
// first rate, of a device that doesn't ask for a password.
type Options struct {
	Ask Ask // puts questions to a person; nil: nobody is there to answer

	// Log takes what the device prints, except for files, with secrets masked: one
	// line of at most 512 bytes at a time, on the goroutine of the act; nil: none.
	Log func(line string)

	// Traffic counts answers, and those that were damaged or asked for again.
	// Whoever has the line counts the bytes; nil: nothing is counted.
	Traffic *traffic.Counter

	// Redial opens the line again after it ended during an act, and waits for it
	// until ctx ends. The act goes on when the same device answers there; nil:
	// the act fails when the line ends.
	Redial func(ctx context.Context) (Conn, error)

	Tries int // how often a reading or a transfer is made; 0: 4
}

// QuestionKind is what a question to the person at the laptop is about.
type QuestionKind string

// What is asked for.
const (
	UserName QuestionKind = "user name" // of an account on the device
	Password QuestionKind = "password"  // not to be shown, logged or kept
	Action   QuestionKind = "deed"      // an action at the device, such as pressing a button; the answer is empty
)

// Question is put to the person at the laptop while a device is reached.
type Question struct {
	About QuestionKind
	Text  string // for a Deed the profile's words, else the device's prompt; untrusted
	Again bool   // the device refused the login that was given before
}

// Ask puts a question and waits for its answer. The error is ctx.Err() when
// ctx ends, or whatever says that nobody will answer.
type Ask func(ctx context.Context, q Question) (string, error)

const maxRedials = 8 // in one act

// Client is a device on the other end of a line, reached through its console.
// It implements [capability.Device].
type Client struct {
	profile *profile.Profile
	options Options
	peer    capability.Identity // the device, as it was when the line was opened
	session *session            // used by the goroutine that acts

	mu     sync.Mutex // guards what follows, which Close uses
	line   *session
	closed bool
	stop   context.CancelFunc // ends an act
}

var _ capability.Device = (*Client)(nil)

// Connect takes over a line, gets to the shell on its other end, and asks who
// is there. It closes the line if it fails: with [ErrNoConsole],
// [ErrBootLoader], [ErrLogin], [ErrNewPassword], [ErrNoPerson], or what the line
// or the device said.
func Connect(ctx context.Context, conn Conn, p *profile.Profile, o Options) (*Client, error) {
	c := newClient(conn, p, o)
	if _, err := c.Identify(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// Peer is the device as it was when the line was opened.
func (c *Client) Peer() capability.Identity { return c.peer }

func newClient(conn Conn, p *profile.Profile, o Options) *Client {
	o.Tries = cmp.Or(max(o.Tries, 0), 4)
	s := newSession(conn, p, o)
	return &Client{profile: p, options: o, session: s, line: s}
}

// Close gives the console back as it was found, and frees the line. It may be
// called twice, and ends an act.
func (c *Client) Close() error {
	c.mu.Lock()
	line, acting, before := c.line, c.stop, c.closed
	c.closed = true
	c.mu.Unlock()
	if acting != nil {
		acting() // there is no time to leave the shell
	} else if !before {
		line.leave()
	}
	return line.link.line.Close()
}

// act does something over the line. When the line ends meanwhile, it asks for
// another line and calls do again there: do must know what it may repeat.
func (c *Client) act(ctx context.Context, do func(ctx context.Context) error) error {
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	for redials := 0; ; redials++ {
		err := do(ctx)
		if !errors.Is(err, wire.ErrEnded) || c.options.Redial == nil || redials == maxRedials {
			return err
		}
		if err := c.redial(ctx); err != nil {
			return err
		}
	}
}

// begin opens an act, which Close can end.
func (c *Client) begin(ctx context.Context) (context.Context, func(), error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, nil, errClosed
	}
	ctx, cancel := context.WithCancel(ctx)
	c.stop = cancel
	return ctx, func() {
		cancel()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stop = nil
	}, nil
}

var errClosed = errors.New("the connection to the device was closed")

// redial asks for another line and takes it over.
func (c *Client) redial(ctx context.Context) error {
	_ = c.session.link.line.Fail(wire.ErrEnded) // it ended already, and frees its port now
	conn, err := c.options.Redial(ctx)
	if err != nil {
		return err
	}
	s := newSession(conn, c.profile, c.options)
	s.masker, s.trace = c.session.masker, c.session.trace
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return errors.Join(errClosed, s.link.line.Close())
	}
	c.session, c.line = s, s
	return nil
}

// Why a device can't be used through its console.
var (
	// ErrNoConsole is what a *StrangeError is.
	ErrNoConsole = errors.New("no console answers as the profile describes it")

	// ErrOtherShell is what a *ShellError is.
	ErrOtherShell = errors.New("the device does not answer as the profile's shell does")

	// ErrBootLoader says that the device waits in its boot loader.
	ErrBootLoader = errors.New("the device waits in its boot loader; start it first")

	// ErrLogin says that the device refused the user name or the password.
	ErrLogin = errors.New("the device does not let this user in")

	// ErrNewPassword is what a *NewPasswordError is.
	ErrNewPassword = errors.New("the device demands a new password")

	// ErrNoPerson says that a person is needed and none is there.
	ErrNoPerson = errors.New("nobody is there to answer")

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

// ShellError says that the device answered the first command, but not as the shell of the
// profile would: it is of another kind.
type ShellError struct {
	Line string // the first line of its answer; untrusted and masked
}

func (e *ShellError) Error() string { return fmt.Sprintf("%v: %q", ErrOtherShell, e.Line) }

func (e *ShellError) Unwrap() error { return ErrOtherShell }

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
