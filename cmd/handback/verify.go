package main

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/ledger"
	"handback/tui/text"

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
				ids, err := a.toVerify(cmd.Context(), args)
				if err != nil {
					return err
				}
				if head != "" {
					return a.compareHead(ids, head)
				}
				return a.verify(cmd.Context(), ids)
			})
		},
	}
	cmd.Flags().StringVar(&head, "head", "", "compare the journal of ID with a head that was kept: `HEX`, 16 digits or more")
	return cmd
}

func (a *app) toVerify(ctx context.Context, args []string) ([]capability.ReturnID, error) {
	if len(args) > 0 {
		id, err := a.which(ctx, args)
		return []capability.ReturnID{id}, err
	}
	all, err := a.desk.List(ctx)
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
	Torn     int64               `json:"torn"`
	Unended  bool                `json:"unended"`
	Changed  []string            `json:"changed"`
	Missing  []string            `json:"missing"`
	Never    []string            `json:"never_came"`
	Line     int                 `json:"line,omitempty"` // of the journal, where it is damaged
	Error    string              `json:"error,omitempty"`
}

func newCheckJSON(id capability.ReturnID, c ledger.Check, err error) checkJSON {
	j := checkJSON{
		Return: id, Whole: err == nil, Facts: c.Facts, Files: c.Files, LastHash: c.LastHash,
		Torn: c.Torn, Unended: c.Unended, Changed: append([]string{}, c.Changed...), Missing: append([]string{}, c.Missing...),
		Never: append([]string{}, c.NeverCame...),
	}
	if err != nil {
		j.Error = err.Error()
	}
	if d := new(ledger.Damage); errors.As(err, &d) {
		j.Line = d.Line
	}
	return j
}

// verify tells of each record, whatever is wrong with others.
func (a *app) verify(ctx context.Context, ids []capability.ReturnID) error {
	checks := make([]checkJSON, 0, len(ids))
	result := &text.NotWhole{Of: len(ids)}
	for _, id := range ids {
		c, err := a.desk.Verify(ctx, id)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, ledger.ErrNoReturn) {
			return err
		}
		if err != nil {
			result.Damaged++
		}
		checks = append(checks, newCheckJSON(id, c, err))
		if !a.json {
			a.line("%s", text.Checked(id, c, err))
		}
	}
	switch {
	case a.json:
		if err := printJSON(a.out, checks); err != nil {
			return err
		}
	case len(ids) == 0:
		a.line("no returns yet")
	}
	if result.Damaged > 0 {
		return result
	}
	return nil
}
