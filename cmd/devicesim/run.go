package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// Exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// errUsage marks errors of the command line.
var errUsage = errors.New("usage")

// run is the program without its process. It ends when ctx does.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	command := newCommand()
	command.SetArgs(append([]string{}, args...)) // nil would mean os.Args
	command.SetOut(stdout)
	command.SetErr(stderr)
	err := command.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(stderr, "devicesim:", err)
	if errors.Is(err, errUsage) {
		fmt.Fprintln(stderr, "Try: devicesim --help")
		return exitUsage
	}
	return exitFailed
}

func newCommand() *cobra.Command {
	var f flags
	command := &cobra.Command{
		Use:   "devicesim --state DIR --portal-key FILE --link PATH",
		Short: "A simulated device that holds licenses, on a pseudo terminal",
		Long: `A simulated device that holds licenses and speaks SMP on a pseudo terminal,
or, with --face console, has a login and a command line there (try help).

The first start makes the device in DIR: its key, host ID, trusted storage and
licenses, and DIR/enroll.json for the back office. All of it survives restarts.
It runs until it is interrupted. SIGUSR1 pulls the cable, SIGUSR2 plugs it in
again, where the system has these signals.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("%w: %q is not a flag", errUsage, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			return f.run(c.Context(), c.OutOrStdout())
		},
	}
	command.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return fmt.Errorf("%w: %w", errUsage, err)
	})
	f.add(command)
	return command
}
