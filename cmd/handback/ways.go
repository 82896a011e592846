package main

import (
	"handback/tui/text"

	"github.com/spf13/cobra"
)

// newWays is the page on the ways of a return, which 'handback help' prints.
func newWays() *cobra.Command {
	return &cobra.Command{Use: "ways", Short: "Which way is better: by hand, by program, from the device, from the portal", Long: text.WaysPage(78)}
}
