// Package process is what the programs share as processes of the system.
package process

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/inconshreveable/mousetrap"
	"github.com/spf13/cobra"

	"handback/cmd/internal/input"
)

// Streams are the standard streams of a program.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main runs a program and ends the process with its exit status. The context
// ends when the program shall: at Ctrl-C, and when its window or session is
// closed, for which Windows lets it live five seconds more.
func Main(run func(context.Context, Streams) int) {
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
