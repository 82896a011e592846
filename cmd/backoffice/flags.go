package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"handback/capability"
)

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
