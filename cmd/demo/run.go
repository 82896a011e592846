package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
)

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
				if auto || !isTerminal(out) {
					return walk(cmd.Context(), dir, out)
				}
				return show(cmd.Context(), dir, in, out)
			})
		},
	}
	root.Flags().BoolVar(&auto, "auto", false, "walk without keys, a line an act (also when the output is no terminal)")
	root.Flags().StringVar(&dir, "dir", "", "keep device, portal, stick and ledger in this folder (default: a temporary one)")
	return root
}

// inFolder gives do a folder for everything, which is gone afterwards unless
// the user named it.
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

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}
