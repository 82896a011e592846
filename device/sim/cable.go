package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// ErrNoTerminal says that this system has no pseudo terminals; a device can
// then be reached over a net.Pipe or the like.
var ErrNoTerminal = errors.New("this system has no pseudo terminals")

// ErrLink says that something other than a link lies where a link must be.
var ErrLink = errors.New("not a link, and left alone")

// Cable is a serial cable as a pseudo terminal. Its link keeps its name while
// the terminal behind it changes, as a port below /dev/serial/by-id does. It
// may be pulled and plugged in again at any moment.
type Cable struct {
	link  string
	serve func(ctx context.Context, line io.ReadWriter) error

	mu   sync.Mutex
	plug *plug // nil: pulled
}

// plug is one time that the cable is plugged in.
type plug struct {
	terminal *terminal
	stop     context.CancelFunc
	ended    chan struct{}
	err      error // of serve; once ended
}

// terminal is a pseudo terminal in raw mode. The device has the master. The
// slave stays open, so that programs may come and go at it.
type terminal struct{ master, slave *os.File }

// Read reads what a program sends. Programs forbid others to open a port; a
// real one forgets that when the program is gone, however it went, and the
// slave here, which stays open, does at the next byte.
func (t *terminal) Read(p []byte) (int, error) {
	n, err := t.master.Read(p)
	if n > 0 {
		err = errors.Join(err, t.share())
	}
	return n, err
}

func (t *terminal) Write(p []byte) (int, error) { return t.master.Write(p) }

// SetDeadline lets the server end a Read that waits.
func (t *terminal) SetDeadline(at time.Time) error { return t.master.SetDeadline(at) }

// NewCable makes a cable that is not plugged in yet. Whenever it is, serve runs
// on it and must return when ctx ends or the line is closed.
func NewCable(link string, serve func(ctx context.Context, line io.ReadWriter) error) *Cable {
	return &Cable{link: link, serve: serve}
}

// Plug plugs the cable in until Pull, or until ctx ends and Pull clears away.
// A cable that is plugged in stays so.
func (c *Cable) Plug(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plug != nil {
		return nil
	}
	t, err := openTerminal()
	if err != nil {
		return fmt.Errorf("opening a pseudo terminal: %w", err)
	}
	if err := replaceLink(t.slave.Name(), c.link); err != nil {
		return errors.Join(err, t.close())
	}
	ctx, stop := context.WithCancel(ctx)
	p := &plug{terminal: t, stop: stop, ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		p.err = c.serve(ctx, t)
	}()
	c.plug = p
	return nil
}

// Pull unplugs the cable: the link is gone, and the system tells programs that
// use the terminal that it hung up. It returns when nothing serves any more,
// with what went wrong while something did. A cable that is pulled stays so.
func (c *Cable) Pull() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plug == nil {
		return nil
	}
	p := c.plug
	c.plug = nil
	removed := removeLink(p.terminal.slave.Name(), c.link)
	p.stop()
	closed := p.terminal.close()
	<-p.ended
	return errors.Join(p.err, removed, closed)
}

// close hangs up. The end of serve may have closed the master before.
func (t *terminal) close() error {
	err := t.master.Close()
	if errors.Is(err, os.ErrClosed) {
		err = nil
	}
	return errors.Join(err, t.slave.Close())
}

// replaceLink points link to target in one step. Only a link is replaced.
func replaceLink(target, link string) error {
	info, err := os.Lstat(link)
	if err == nil && info.Mode()&os.ModeSymlink == 0 {
		return fmt.Errorf("%s: %w", link, ErrLink)
	}
	temporary := link + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Symlink(target, temporary); err != nil {
		return err
	}
	return os.Rename(temporary, link)
}

// removeLink removes the link if it is still the one to target.
func removeLink(target, link string) error {
	if found, err := os.Readlink(link); err != nil || found != target {
		return nil
	}
	return os.Remove(link)
}
