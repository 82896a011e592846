package ledger

import (
	"errors"
	"fmt"

	"handback/capability"
)

// Errors of the ledger; those of the system come through as they are.
var (
	ErrLocked   = errors.New("the ledger is in use")                    // as a *Locked, which says by whom
	ErrDamaged  = errors.New("the record is damaged")                   // as a *Damage, which says where
	ErrExists   = errors.New("a return of this ID exists")              // another ID must be drawn
	ErrNoReturn = errors.New("the ledger has no such return")           // nothing was ever written under that ID
	ErrNoFile   = errors.New("the record has no such file")             // no file of that digest was put
	ErrNotFile  = errors.New("these are not the file's bytes")          // kind, size or digest differ
	ErrTooLarge = errors.New("too large for the ledger")                // over one of the limits
	ErrForked   = errors.New("the case went on elsewhere")              // as a *Fork, which has both ways
	ErrReadOnly = errors.New("the ledger was opened to read")           // Options.ReadOnly
	ErrNotPlain = errors.New("it is a link or no plain file or folder") // where the ledger keeps one
)

// Causes of a Damage beside those of the lines.
var (
	errNoFact  = errors.New("it holds no whole fact")
	errMissing = errors.New("it is missing")
	errDigest  = errors.New("its bytes have changed")
)

// Damage tells what doesn't fit in a record. It is [ErrDamaged], and whatever
// Err is.
type Damage struct {
	ID   capability.ReturnID
	File string // in the folder of the return; empty: the folder itself
	Line int    // of the journal, from 1; 0: no single line
	Err  error
}

func (d *Damage) Error() string {
	where := string(d.ID)
	if d.File != "" {
		where += "/" + d.File
	}
	if d.Line > 0 {
		where += fmt.Sprintf(" line %d", d.Line)
	}
	return fmt.Sprintf("%v: %s: %v", ErrDamaged, where, d.Err)
}

// Unwrap gives [ErrDamaged] and the cause.
func (d *Damage) Unwrap() []error { return []error{ErrDamaged, d.Err} }
