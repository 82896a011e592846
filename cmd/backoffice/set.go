package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"handback/capability/backoffice"
)

var errNoSetting = errors.New("a setting is needed: skip-confirmation or response-lifetime")

func (p *program) setCommand() *cobra.Command {
	set := &cobra.Command{
		Use:   "set",
		Short: "Change a setting of the portal",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return errNoSetting },
	}
	set.AddCommand(p.setSkipCommand(), p.setLifetimeCommand())
	return set
}

func (p *program) setSkipCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "skip-confirmation on|off",
		Short:     "Credit returns at once, on trust, or only when they are proved",
		ValidArgs: []string{"on", "off"},
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, args []string) error {
			return office.SetSkipConfirmation(cmd.Context(), args[0] == "on")
		}),
	}
}

func (p *program) setLifetimeCommand() *cobra.Command {
	var lifetime time.Duration
	return &cobra.Command{
		Use:   "response-lifetime SECONDS",
		Short: "Say how long responses can be loaded; 0: for ever",
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cobra.ExactArgs(1)(cmd, args); err != nil {
				return err
			}
			most := int64(backoffice.MaxResponseLifetime / time.Second)
			seconds, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || seconds < 0 || seconds > most {
				return fmt.Errorf("a response lifetime is 0 to %d seconds, not %q", most, args[0])
			}
			lifetime = time.Duration(seconds) * time.Second
			return nil
		},
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			return office.SetResponseLifetime(cmd.Context(), lifetime)
		}),
	}
}
