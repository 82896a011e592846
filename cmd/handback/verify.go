package main

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/ledger"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const verifyLong = `Check the hash chain of the journal and the digests of all kept files, of one
return or of all.

The chain can't show that lines were cut off its end. The head can: a hash on the
hand-over slip and in the case on the stick. With --head, verify says whether the
journal still has the line that the head was copied from, and how many lines came
after it.

With --ask it also asks the portal of the configuration where the return stands
there, or each return that is not proved. What the portal says is noted.`

func newVerify(f *flags, s streams) *cobra.Command {
	var head string
	var ask bool
	cmd := &cobra.Command{
		Use:   "verify [ID]",
		Short: "Check the journals' hash chains and the digests of all kept files",
		Long:  verifyLong,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			how := readsLedger
			if ask {
				how = changesLedger
			}
			return f.with(cmd.Context(), s, how, func(a *app) error {
				ids, err := a.toVerify(cmd.Context(), args)
				if err != nil {
					return err
				}
				if head != "" {
					return a.compareHead(ids, head)
				}
				if ask {
					if _, err := a.askPortal(cmd.Context(), args); err != nil {
						return err
					}
				}
				return a.verify(cmd.Context(), ids)
			})
		},
	}
	cmd.Flags().BoolVar(&ask, "ask", false, "ask the portal where the return stands there, too")
	cmd.Flags().StringVar(&head, "head", "", "compare the journal of ID with a head that was kept: `HEX`, 16 digits or more")
	return cmd
}

func (a *app) toVerify(ctx context.Context, args []string) ([]capability.ReturnID, error) {
	if len(args) > 0 {
		id, err := a.selectID(ctx, args)
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
	if d, ok := errors.AsType[*ledger.Damage](err); ok {
		j.Line = d.Line
	}
	return j
}

// verify checks each return, whatever is wrong with others.
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
		a.note(text.Checked(id, c, err))
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

// headJSON is the documented form of verify --head.
type headJSON struct {
	Return capability.ReturnID `json:"return"`
	Found  bool                `json:"found"`
	After  int                 `json:"after"` // facts that came after it
}

// compareHead searches a journal for the head that somebody kept.
func (a *app) compareHead(ids []capability.ReturnID, head string) error {
	if len(ids) != 1 {
		return usagef("whose head is it? Give the return's ID")
	}
	after, err := a.desk.Since(ids[0], head)
	cut := errors.Is(err, ledger.ErrCut)
	switch {
	case errors.Is(err, ledger.ErrHead):
		return usageError{err}
	case a.json && (err == nil || cut):
		return errors.Join(printJSON(a.out, headJSON{ids[0], !cut, after}), err)
	case err == nil:
		a.line("%s", text.Head(ids[0], after))
	}
	return err
}
