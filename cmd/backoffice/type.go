package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/typed"
	"handback/cmd/internal/input"
)

func (p *program) typeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "type",
		Short: "Answer a request that is typed or scanned, and print the response as lines to type",
		Long: "Read a request from the standard input as numbered lines or as what a scanner makes of its QR codes,\n" +
			"in any order, and print the response as numbered lines. A line that is wrong is named at once, and can\n" +
			"be entered again. A request that was answered before gets the same response again.",
		Args: cobra.NoArgs,
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			m, err := readTyped(cmd)
			if err != nil {
				return err
			}
			reply, err := office.Process(cmd.Context(), m.Data)
			if err != nil {
				return err
			}
			kind := capability.PortalResponse
			if reply.Request.IsConfirmation() {
				kind = capability.PortalReceipt
			}
			return printTyped(cmd, typed.Message{Kind: kind, Data: reply.Bytes})
		}),
	}
}

// readTyped reads until the message is complete or the input ends.
func readTyped(cmd *cobra.Command) (typed.Message, error) {
	var entry typed.Entry
	person := input.Terminal(cmd.InOrStdin()) != nil
	err := input.Rows(cmd.Context(), cmd.InOrStdin(), func(row string) (bool, error) {
		wrong := entry.Enter(row)
		for _, err := range wrong {
			printError(cmd.ErrOrStderr(), err)
		}
		if person && wrong == nil {
			fmt.Fprintln(cmd.ErrOrStderr(), entry.State())
		}
		return entry.State().Complete, nil
	})
	if err != nil {
		return typed.Message{}, err
	}
	return entry.Message()
}

func printTyped(cmd *cobra.Command, m typed.Message) error {
	page, err := typed.Text(m)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(cmd.OutOrStdout(), page)
	return err
}
