package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"handback/capability"
	"handback/capability/desk"

	"github.com/spf13/cobra"
)

// The exit statuses, so that a script can tell who has to act next.
const (
	exitDone   = 0 // closed, or done as asked
	exitFailed = 1
	exitUsage  = 2
	exitPortal = 3 // waits for a person at the portal
	exitDevice = 4 // needs the device
	exitStick  = 5 // needs a stick
)

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run is the whole program but for the process.
func run(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(door{s.out})
	root.SetErr(door{s.err})
	err := root.ExecuteContext(ctx)
	code := exitCode(err)
	switch code {
	case exitDone, exitPortal, exitDevice, exitStick:
	case exitUsage:
		s.tell("handback: %v", err)
	default:
		s.explain(err)
	}
	return code
}

// usageError is a command line that can't be carried out.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// waits ends a command that has said on its own what it waits for.
type waits struct{ need capability.Need }

func (w waits) Error() string { return "waits for the " + string(w.need) }

func exitCode(err error) int {
	var usage usageError
	var wait waits
	var missing *desk.Missing
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &wait):
		return exitFor(wait.need)
	case errors.As(err, &missing):
		return exitFor(missing.Need)
	default:
		return exitFailed
	}
}

func exitFor(need capability.Need) int {
	switch need {
	case capability.NeedsPortal:
		return exitPortal
	case capability.NeedsDevice:
		return exitDevice
	case capability.NeedsStick:
		return exitStick
	default:
		return exitDone
	}
}

// usageArgs makes a wrong number of arguments a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{err}
		}
		return nil
	}
}
