package main

import (
	"handback/capability"

	"github.com/spf13/cobra"
)

func newClaim(f *flags, s streams) *cobra.Command {
	var note string
	cmd := &cobra.Command{
		Use:   "claim-uploaded ID",
		Short: "Note a person's word that the request was uploaded at the portal",
		Long: `Note a person's word that the request, or later the confirmation, was uploaded
at the portal. It stands in the journal as a claim: a response or a receipt
that comes back is better evidence, and needs no claim before it.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.with(cmd.Context(), s, amends, func(a *app) error {
				id, err := a.which(cmd.Context(), args)
				if err != nil {
					return err
				}
				r, err := a.desk.ClaimUploaded(cmd.Context(), id, capability.Printable(note))
				if err != nil {
					return err
				}
				return a.sayNext(r)
			})
		},
	}
	cmd.Flags().StringVar(&note, "note", "", "who did it, a reference number")
	return cmd
}
