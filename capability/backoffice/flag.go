package backoffice

import (
	"errors"
	"fmt"

	"handback/capability"
)

// Reasons to refuse a request that say something about the device.
var (
	ErrObsolete = errors.New("the device is obsolete and can't get licenses any more")
	ErrClone    = errors.New("another device may have the same host ID")
)

// Admit is [ErrObsolete] when the device was written off; nothing of it is
// carried out any more. The other rules are for devices that it admits.
func (b Books) Admit() error {
	if b.Status == DeviceObsolete {
		return fmt.Errorf("%w: %s", ErrObsolete, b.Host)
	}
	return nil
}

// Refuse is the books after a request of the device was refused for a reason,
// and what was flagged: a device that was written off and lives, or a second
// one of its host ID. Other reasons change nothing.
func (b Books) Refuse(why error) (Books, []Change) {
	switch {
	case errors.Is(why, ErrClone):
		b.Clones++
		return b, []Change{{Kind: CloneSuspected, Text: why.Error()}}
	case errors.Is(why, ErrObsolete):
		b.Revivals++
		return b, []Change{{Kind: AliveAfterObsolete, Text: "a request came of a device that was written off"}}
	default:
		return b, nil
	}
}

// FlagView is something odd about a device, and how often its requests showed
// it.
type FlagView struct {
	Flag  capability.FlagKind `json:"flag"`
	Count int                 `json:"count"` // requests
	Text  string              `json:"text"`
}

// Flags tells in words what is odd about the device; empty: nothing.
func (b Books) Flags() []FlagView {
	flags := []FlagView{}
	for _, f := range []FlagView{
		{capability.FlagRollback, b.Rollbacks, "its requests show an older state than it had proved, or one that the portal never made: it was restored from an image or copied, or old requests came late"},
		{capability.FlagClone, b.Clones, "requests for its host ID were signed with another key: a second device may have the same host ID"},
		{capability.FlagAlive, b.Revivals, "it was made obsolete and lives: its licenses can be in use twice"},
	} {
		if f.Count > 0 {
			flags = append(flags, f)
		}
	}
	return flags
}
