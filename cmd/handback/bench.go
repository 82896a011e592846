package main

import (
	"os"

	"handback/cmd/internal/input"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const benchLong = `Open the screen for many devices at once: a row for each device, a column for each
step. One key does what can be done now for all that are ready. Before licenses are
lost it asks once, and takes the number of devices as the answer.

Handback asks at once at the ports that --ports names. Without --ports a key asks at
all free ports.`

func newBench(f *flags, s streams) *cobra.Command {
	var ports []string
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Open the screen for many devices at once",
		Long:  benchLong,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if input.Terminal(s.out) == nil {
				return text.ErrTerminal
			}
			for i := range ports {
				ports[i] = text.Dropped(ports[i])
			}
			if len(ports) == 0 && f.port != "" {
				ports = []string{f.port}
			}
			return f.with(cmd.Context(), s, makesLedger, func(a *app) error {
				if a.isPlain(false, os.Getenv) { // next --do --all does the same in lines
					return text.ErrTerminal
				}
				return a.showBench(cmd.Context(), ports)
			})
		},
	}
	cmd.Flags().StringSliceVar(&ports, "ports", nil, "serial ports to ask at, and no others (default: --port, or the free ones after a key)")
	return cmd
}
