// Demo walks a whole return of licenses without any hardware: it starts a
// simulated device on a serial line, a reference back office on a database in
// a temporary folder and a folder that plays the USB stick, and opens the real
// screens on them. With --auto it goes the same way without keys.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"handback/cmd/internal/input"
	"handback/cmd/internal/process"

	"github.com/spf13/cobra"
)

func main() {
	process.Main(func(ctx context.Context, s process.Streams) int {
		return run(ctx, os.Args[1:], s.In, s.Out, s.Err)
	})
}

// run is the whole program but for the process. Exit status: 0 closed, or left
// by the user; 1 failed; 2 usage.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	var usage error
	root := newRoot(in, out)
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		usage = err
		return err
	})
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(errs, "demo: stopped")
		return 1
	}
	fmt.Fprintf(errs, "demo: %v\n", err)
	if errors.Is(err, usage) {
		return 2
	}
	return 1
}

func newRoot(in io.Reader, out io.Writer) *cobra.Command {
	var auto bool
	var dir string
	root := &cobra.Command{
		Use:           "demo",
		Short:         "Walk a whole return of licenses with simulated parts",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inFolder(dir, func(dir string) error {
				if auto || input.Terminal(out) == nil {
					return runAuto(cmd.Context(), dir, out)
				}
				return runScreens(cmd.Context(), dir, in, out)
			})
		},
	}
	root.Flags().BoolVar(&auto, "auto", false, "walk without keys, a line for each step (also when the output is not a terminal)")
	root.Flags().StringVar(&dir, "dir", "", "keep device, portal, stick and ledger in this folder (default: a temporary one)")
	return root
}

// inFolder gives do a folder for everything. It removes the folder afterwards
// unless the user named it.
func inFolder(dir string, do func(string) error) (err error) {
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		dir, err = filepath.Abs(dir)
		return errors.Join(err, do(dir))
	}
	dir, err = os.MkdirTemp("", "handback-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return do(dir)
}
