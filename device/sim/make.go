package sim

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// Make makes a request with a fresh ID: with lines for a return or an
// activation, without for a confirmation. The request is in the vault that
// follows. A *[capability.Refusal] says that the lines are not possible; any
// other error, that there was no randomness.
func (v Vault) Make(now time.Time, random io.Reader, lines []capability.Line) (Vault, capability.Made, error) {
	if err := v.possible(lines); err != nil {
		return v, capability.Made{}, err
	}
	id, err := message.NewID(random)
	if err != nil {
		return v, capability.Made{}, err
	}
	sealed, err := seal.Request(message.Request{
		ID: id, Host: v.Device.Host, Clock: now.Truncate(time.Second), Last: v.Last, Lines: lines,
	}, v.Key)
	switch {
	case errors.Is(err, message.ErrTooLarge):
		return v, capability.Made{}, refuse(capability.StorageFull, err.Error())
	case err != nil:
		return v, capability.Made{}, fmt.Errorf("making a request: %w", err)
	}
	v.Request = sealed
	return v, *v.Made(), nil
}

// possible checks each line against what is held: a return leaves fewer units
// than there are, an activation asks for more; none asks for what is.
func (v Vault) possible(lines []capability.Line) error {
	if len(lines) > message.MaxLines {
		return refuse(capability.StorageFull, fmt.Sprintf("%d lines, more than %d", len(lines), message.MaxLines))
	}
	units := make(map[capability.ActivationID]int, len(v.Licenses))
	for _, l := range v.Licenses {
		units[l.ActivationID] = l.Count
	}
	seen := make(map[capability.ActivationID]bool, len(lines))
	for _, l := range lines {
		have := units[l.ActivationID]
		switch {
		case l.ActivationID.Check() != nil, have == 0 && l.Count == 0:
			return refuse(capability.UnknownActivationID, string(l.ActivationID))
		case seen[l.ActivationID]:
			return refuse(capability.CountNotPossible, fmt.Sprintf("%s comes twice", l.ActivationID))
		case l.Count < 0 || l.Count > capability.MaxCount, l.Count == have:
			return refuse(capability.CountNotPossible, fmt.Sprintf("%d of %d %s", l.Count, have, l.ActivationID))
		}
		seen[l.ActivationID] = true
	}
	return nil
}

// saysTheSame reports whether the requests of two vaults differ in no more
// than their IDs and times.
func (v Vault) saysTheSame(next Vault) bool {
	old, err := message.Decode(v.Request)
	if err != nil {
		return false
	}
	now, err := message.Decode(next.Request)
	return err == nil && slices.Equal(old.Request.Lines, now.Request.Lines) && reflect.DeepEqual(old.Request.Last, now.Request.Last)
}
