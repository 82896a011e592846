// Command backoffice is a reference back office on the command line. It plays
// the licensing portal for devices that use the open messages.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/cmd/internal/process"

	"github.com/spf13/cobra"
)

func main() {
	process.Main(func(ctx context.Context, s process.Streams) int {
		return run(ctx, os.Args[1:], s.In, s.Out, s.Err)
	})
}

// Exit statuses.
const (
	exitDone   = 0
	exitFailed = 1 // also: a request was refused, or a file is damaged
	exitUsage  = 2
)

// run is the whole program but for the process. It returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := command()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	printError(stderr, err)
	if _, ok := errors.AsType[*failedError](err); ok {
		return exitFailed
	}
	fmt.Fprintln(stderr, "see backoffice --help")
	return exitUsage
}

func printError(stderr io.Writer, err error) {
	fmt.Fprintln(stderr, "backoffice:", capability.Printable(err.Error()))
}

// failedError says that the work failed. Any other error is one of usage.
type failedError struct{ err error }

func (e *failedError) Error() string { return e.err.Error() }
func (e *failedError) Unwrap() error { return e.err }

var (
	errNoCommand = errors.New("a command is needed")
	errNoDB      = errors.New("--db is needed: a file, or the URL of a database of PostgreSQL")
)

// program is what the commands share.
type program struct{ db string }

// action is what a command does with the open books.
type action func(cmd *cobra.Command, office *backoffice.Office, args []string) error

type opener func(context.Context, string, backoffice.Options) (*backoffice.Office, error)

func command() *cobra.Command {
	p := new(program)
	root := &cobra.Command{
		Use:           "backoffice",
		Short:         "Keep the books of entitlements and answer the requests of devices",
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(*cobra.Command, []string) error { return errNoCommand },
	}
	root.PersistentFlags().StringVar(&p.db, "db", "", "the books: a `file`, or postgres://user@host/database where several machines share them (a password\nbelongs in PGPASSFILE or a service file; in the URL other users of this machine can see it)")
	root.AddCommand(p.initCommand(), p.publicKeyCommand(), p.enrollCommand(), p.processCommand(), p.typeCommand(), p.showCommand(), p.setCommand(),
		p.removeCommand(), p.responseCommand(), p.obsoleteCommand(), p.serveCommand(), p.userCommand())
	return root
}

// with opens the books for a command, runs it and closes them.
func (p *program) with(do action) func(*cobra.Command, []string) error {
	return p.opened(backoffice.Open, do)
}

func (p *program) opened(open opener, do action) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if p.db == "" {
			return errNoDB
		}
		office, err := open(cmd.Context(), p.db, backoffice.Options{})
		if err != nil {
			return &failedError{err}
		}
		if err := errors.Join(do(cmd, office, args), office.Close()); err != nil {
			return &failedError{err}
		}
		return nil
	}
}

// hostFlag is a host ID on the command line. It implements pflag.Value.
type hostFlag struct{ id capability.HostID }

func (f *hostFlag) String() string {
	if f.id.IsZero() {
		return ""
	}
	return f.id.String()
}

func (f *hostFlag) Type() string { return "TYPE/VALUE" }

func (f *hostFlag) Set(text string) (err error) {
	f.id, err = capability.ParseHostID(text)
	return err
}

// activationFlag is an activation ID on the command line.
type activationFlag struct{ id capability.ActivationID }

func (f *activationFlag) String() string { return string(f.id) }

func (f *activationFlag) Type() string { return "ID" }

func (f *activationFlag) Set(text string) error {
	f.id = capability.ActivationID(text)
	return f.id.Check()
}

var errMissing = errors.New("a flag is missing")

// needs checks that these flags are given, and no arguments.
func needs(flags ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		for _, name := range flags {
			if !cmd.Flags().Changed(name) {
				return fmt.Errorf("%w: --%s", errMissing, name)
			}
		}
		return cobra.NoArgs(cmd, args)
	}
}
