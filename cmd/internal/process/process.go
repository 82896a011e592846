// Package process starts and ends a program as a process of the system: its
// standard streams, the signals that end it, and its exit status.
package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"sync/atomic"
	"syscall"

	"handback/cmd/internal/input"
	"handback/cmd/internal/quiet"

	"github.com/inconshreveable/mousetrap"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Streams are the standard streams of a program.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main runs a program and ends the process with its exit status. The context
// ends when the program should end: at Ctrl-C, at SIGTERM, and when its window
// or session is closed. Windows then gives it five more seconds.
func Main(run func(context.Context, Streams) int) {
	if err := quiet.Restore(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	cobra.MousetrapHelpText = "" // a program that is opened from the file manager has screens to show
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	status := run(ctx, Streams{os.Stdin, stream(os.Stdout), stream(os.Stderr)})
	closed := ctx.Err() != nil
	stop()
	if keys := input.Terminal(os.Stdin); status != 0 && !closed && keys != nil && mousetrap.StartedByExplorer() {
		stay(keys, os.Stderr)
	}
	os.Exit(status)
}

// stay keeps open the window of a program that was started from the file
// manager, so that the user can read why it failed, until a key is pressed. All
// work is over by then: closing the window does no harm.
func stay(keys *os.File, out io.Writer) {
	fmt.Fprint(out, "\nPress any key to close this window. ")
	if before, err := term.MakeRaw(int(keys.Fd())); err == nil {
		defer func() { _ = term.Restore(int(keys.Fd()), before) }()
	} // else Enter is the key
	_, _ = keys.Read(make([]byte, 1))
	fmt.Fprintln(out)
}

// stream is an output whose reader may leave early, such as more(1) at q. That
// is no failure of the program. On Unix systems a signal ends it then. Windows
// has no such signal, so the program writes into the void and ends normally.
func stream(f *os.File) io.Writer {
	info, err := f.Stat()
	if err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		return f
	}
	return &piped{to: f}
}

// piped is a pipe that takes everything once its reader has gone.
type piped struct {
	to   io.Writer
	left atomic.Bool // the reader has gone
}

func (p *piped) Write(data []byte) (int, error) {
	if p.left.Load() {
		return len(data), nil
	}
	n, err := p.to.Write(data)
	if readerLeft(err) {
		p.left.Store(true)
		return len(data), nil
	}
	return n, err
}

// readerLeft reports whether a write failed because nobody reads any more.
func readerLeft(err error) bool {
	return slices.ContainsFunc(brokenPipe(), func(number error) bool { return errors.Is(err, number) })
}
