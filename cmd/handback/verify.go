package main

import (
	"errors"
	"fmt"

	"handback/capability"

	"github.com/spf13/cobra"
)

func newVerify(f *flags, s streams) *cobra.Command {
	var head string
	cmd := &cobra.Command{
		Use:   "verify [ID]",
		Short: "Check the journals' hash chains and the digests of all kept files",
		Long:  verifyLong,
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.with(cmd.Context(), s, reads, func(a *app) error {
				ids, err := a.toVerify(cmd, args)
				if err != nil {
					return err
				}
				if head != "" {
					return a.compareHead(ids, head)
				}
				return a.verify(cmd, ids)
			})
		},
	}
	cmd.Flags().StringVar(&head, "head", "", "compare the journal of ID with a head that was kept: `HEX`, 16 digits or more")
	return cmd
}

func (a *app) toVerify(cmd *cobra.Command, args []string) ([]capability.ReturnID, error) {
	if len(args) > 0 {
		id, err := a.which(cmd.Context(), args)
		return []capability.ReturnID{id}, err
	}
	all, err := a.desk.List(cmd.Context())
	if err != nil {
		return nil, err
	}
	ids := make([]capability.ReturnID, len(all))
	for i, s := range all {
		ids[i] = s.ID
	}
	return ids, nil
}

type checkJSON struct {
	Return   capability.ReturnID `json:"return"`
	Whole    bool                `json:"whole"`
	Facts    int                 `json:"facts"`
	Files    int                 `json:"files"`
	LastHash capability.Digest   `json:"last_hash"`
	Error    string              `json:"error,omitempty"`
}

func (a *app) verify(cmd *cobra.Command, ids []capability.ReturnID) error {
	checks := make([]checkJSON, 0, len(ids))
	var failed error
	for _, id := range ids {
		c, err := a.desk.Verify(cmd.Context(), id)
		j := checkJSON{Return: id, Whole: err == nil, Facts: c.Facts, Files: c.Files, LastHash: c.LastHash}
		if err != nil {
			j.Error = err.Error()
			failed = errors.Join(failed, fmt.Errorf("%s: %w", id, err))
		}
		checks = append(checks, j)
		if !a.json && err == nil {
			a.line("%s whole: %d facts, %d files, last hash %s", id, c.Facts, c.Files, c.LastHash)
		}
	}
	if a.json {
		return errors.Join(printJSON(a.out, checks), failed)
	}
	return failed
}
