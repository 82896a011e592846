package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"handback/capability"
	"handback/capability/backoffice"
)

// Exit statuses.
const (
	exitDone   = 0
	exitFailed = 1 // also: a request was refused, or a file is damaged
	exitUsage  = 2
)

// run is the whole program: it returns the exit status.
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
	failed := new(failedError)
	if errors.As(err, &failed) {
		printError(stderr, err)
		return exitFailed
	}
	printError(stderr, err)
	fmt.Fprintln(stderr, "see backoffice --help")
	return exitUsage
}

func printError(stderr io.Writer, err error) {
	fmt.Fprintln(stderr, "backoffice:", capability.Printable(err.Error()))
}

// failedError is a failure of the work, as against one of its invocation.
type failedError struct{ err error }

func (e *failedError) Error() string { return e.err.Error() }
func (e *failedError) Unwrap() error { return e.err }

var (
	errNoCommand = errors.New("a command is needed")
	errNoDB      = errors.New("--db FILE is needed")
)

// program is what the commands share.
type program struct{ db string }

func command() *cobra.Command {
	p := new(program)
	root := &cobra.Command{
		Use:           "backoffice",
		Short:         "Keep the books of entitlements and answer the requests of devices",
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(*cobra.Command, []string) error { return errNoCommand },
	}
	root.PersistentFlags().StringVar(&p.db, "db", "", "`file` that holds the books")
	root.AddCommand(p.initCommand(), p.publicKeyCommand(), p.enrollCommand(), p.processCommand(), p.typeCommand(), p.showCommand(), p.setCommand(),
		p.removeCommand(), p.responseCommand(), p.obsoleteCommand())
	return root
}

// with opens the books for a command, runs it and closes them.
func (p *program) with(do func(cmd *cobra.Command, office *backoffice.Office, args []string) error) func(*cobra.Command, []string) error {
	return p.opened(backoffice.Open, do)
}

type opener func(context.Context, string, backoffice.Options) (*backoffice.Office, error)

func (p *program) opened(open opener, do func(*cobra.Command, *backoffice.Office, []string) error) func(*cobra.Command, []string) error {
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
