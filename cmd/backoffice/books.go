package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
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
				capability.Printable(p.db), message.KeyIDOf(pub))
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
			"A device that is enrolled keeps what the books say of it; only new activation IDs are added.",
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
