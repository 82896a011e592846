package harness

import (
	"context"
	"errors"
	"fmt"

	"handback/capability/backoffice"
)

// ErrNothingNew says that a stick came to the portal for nothing.
var ErrNothingNew = errors.New("the stick came to the portal with nothing new")

// Answer is the portal with what is on a stick: it answers all requests, of
// which one at least must be new, and refuses none.
func Answer(ctx context.Context, office *backoffice.Office, stick string) error {
	answers, err := office.ProcessTree(ctx, stick)
	if err != nil {
		return err
	}
	fresh := false
	for _, a := range answers {
		switch a.Outcome {
		case backoffice.Answered:
			fresh = fresh || !a.Kept
		case backoffice.Ignored:
		default:
			return fmt.Errorf("%s: %s: %w", a.Path, a.Outcome, a.Err)
		}
	}
	if !fresh {
		return ErrNothingNew
	}
	return nil
}
