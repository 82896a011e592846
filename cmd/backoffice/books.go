package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"

	"github.com/spf13/cobra"
)

func (p *program) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Make the books and the portal's key; books that are there stay",
		Args:  cobra.NoArgs,
		RunE: p.opened(backoffice.Init, func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			pub, err := office.PublicKey()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "the books are ready in %s; the portal signs with key %s\n",
				capability.Printable(office.String()), message.KeyIDOf(pub))
			return err
		}),
	}
}

func (p *program) publicKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "public-key",
		Short: "Print the key that devices must trust (PKIX, PEM)",
		Args:  cobra.NoArgs,
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			pub, err := office.PublicKey()
			if err != nil {
				return err
			}
			text, err := message.MarshalPublicKey(pub)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		}),
	}
}

func (p *program) enrollCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "enroll DEVICE.json",
		Short: "Register a device with the licenses that it holds",
		Long: "Register a device with the licenses that it holds, and make the entitlements that are missing.\n" +
			"For a device that is enrolled already the books stay as they are; only new activation IDs are added.",
		Args: cobra.ExactArgs(1),
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, args []string) error {
			file, err := os.Open(args[0])
			if err != nil {
				return err
			}
			enrollment, err := message.ReadEnrollment(file)
			if err := errors.Join(err, file.Close()); err != nil {
				return err
			}
			changes, err := office.Enroll(cmd.Context(), enrollment)
			if err != nil {
				return err
			}
			return printChanges(cmd, enrollment.Device.Host, changes)
		}),
	}
}

func printChanges(cmd *cobra.Command, host capability.HostID, changes []backoffice.Change) error {
	out := cmd.OutOrStdout()
	if len(changes) == 0 {
		_, err := fmt.Fprintf(out, "%s: enrolled before, nothing changed\n", host)
		return err
	}
	for _, c := range changes {
		text := fmt.Sprintf("%s: %s", host, c.Kind)
		if c.ActivationID != "" {
			text += fmt.Sprintf(" %s, count %d", c.ActivationID, c.Count)
		}
		if _, err := fmt.Fprintln(out, text); err != nil {
			return err
		}
	}
	return nil
}

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
