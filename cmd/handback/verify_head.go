package main

import (
	"errors"

	"handback/capability"
	"handback/capability/ledger"
	"handback/tui/text"
)

const verifyLong = `Check the hash chain of the journal and the digests of all kept files, of one
return or of all.

The chain can't show that lines were cut off its end. The head can, a hash that
stands on the hand-over slip and in the case on the stick: with --head, say
whether the journal still has the line that it was copied from, and how many
came after it.`

// headJSON is the documented form of verify --head.
type headJSON struct {
	Return capability.ReturnID `json:"return"`
	Found  bool                `json:"found"`
	After  int                 `json:"after"` // facts that came after it
}

// compareHead looks in a journal for a head that somebody kept.
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
