// Command devicesim is a simulated device on a pseudo terminal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"handback/capability"
	"handback/cmd/internal/process"
	"handback/device/sim"
	"handback/device/smp"

	"github.com/spf13/cobra"
)

func main() {
	process.Main(func(ctx context.Context, s process.Streams) int {
		return run(ctx, os.Args[1:], s.Out, s.Err)
	})
}

// Exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// errUsage marks errors of the command line.
var errUsage = errors.New("usage")

// run is the whole program but for the process. It ends when ctx does.
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

func (f *flags) run(ctx context.Context, stdout io.Writer) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	o, err := f.options()
	if err != nil {
		return err
	}
	device, err := sim.Open(f.state, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, device.Close()) }()
	if f.enrollOnly {
		fmt.Fprintf(stdout, "devicesim: %s in %s\n", describe(device), device.EnrollmentPath())
		return nil
	}
	return f.serve(ctx, device, stdout)
}

// serve keeps the device on its cable until ctx ends.
func (f *flags) serve(ctx context.Context, device *sim.Device, stdout io.Writer) (err error) {
	o := smp.ServerOptions{Group: f.group, Fast: f.fast}
	if f.log != "" {
		log, err := os.Create(f.log)
		if err != nil {
			return err
		}
		defer log.Close()
		o.Log = func(line string) { fmt.Fprintln(log, line) }
	}
	cable := sim.NewCable(f.link, func(ctx context.Context, line io.ReadWriter) error {
		if f.face == faceConsole {
			return device.ServeShell(ctx, line, f.shell)
		}
		return device.Serve(ctx, line, o)
	})
	signals, stop := cableSignals()
	defer stop()
	if err := cable.Plug(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cable.Pull()) }()
	fmt.Fprintf(stdout, "devicesim: %s on %s\n", describe(device), f.link)
	for {
		select {
		case <-ctx.Done():
			return nil
		case s := <-signals:
			if err := moveCable(ctx, cable, isPull(s), stdout); err != nil {
				return err
			}
		}
	}
}

func moveCable(ctx context.Context, cable *sim.Cable, pull bool, stdout io.Writer) error {
	move, moved := func() error { return cable.Plug(ctx) }, "plugged in"
	if pull {
		move, moved = cable.Pull, "unplugged"
	}
	if err := move(); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "devicesim:", moved)
	return nil
}

func describe(device *sim.Device) string {
	id := device.Vault().Device
	return fmt.Sprintf("%s %s %s", capability.Printable(id.Model), capability.Printable(id.Serial), id.Host)
}
