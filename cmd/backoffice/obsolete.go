package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"handback/capability/backoffice"
	"handback/capability/message"
)

func (p *program) obsoleteCommand() *cobra.Command {
	var host hostFlag
	var declaration string
	obsolete := &cobra.Command{
		Use:   "obsolete --device TYPE/VALUE --declaration FILE",
		Short: "Write a dead device off, for ever, and release its licenses",
		Long: "Write a device off on the declaration that it is dead. All units that it holds, and all that wait\n" +
			"for its confirmation, become available without proof. This is permanent: the device can never get\n" +
			"a license again, and should it still live, its licenses are in use twice.",
		Args: needs("device", "declaration"),
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			data, err := readDeclaration(declaration)
			if err != nil {
				return err
			}
			changes, err := office.Obsolete(cmd.Context(), host.id, data)
			if err != nil {
				return err
			}
			if len(changes) == 0 {
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: obsolete already, nothing changed\n", host.id)
				return err
			}
			return printChanges(cmd, host.id, changes)
		}),
	}
	obsolete.Flags().Var(&host, "device", "host ID of the device, as `TYPE/VALUE`")
	obsolete.Flags().StringVar(&declaration, "declaration", "", "`file` in which a person declares it dead")
	return obsolete
}

// readDeclaration reads up to one byte more than a declaration can have.
func readDeclaration(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, message.MaxDeclaration+1))
	return data, errors.Join(err, file.Close())
}
