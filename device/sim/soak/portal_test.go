package soak

import (
	"context"
	"errors"
	"fmt"

	"handback/capability/backoffice"
)

var errNothingNew = errors.New("the stick came to the portal with nothing new")

// answer is the portal with what is on a stick.
func (w *world) answer(ctx context.Context, stick string) error {
	answers, err := w.office.ProcessTree(ctx, stick)
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
		return errNothingNew
	}
	return nil
}
