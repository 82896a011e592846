package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersion(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if f.json {
				return printJSON(s.out, map[string]string{"version": version()})
			}
			s.line("handback %s", version())
			return nil
		},
	}
}

// version is what the Go tool stamped into the program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
