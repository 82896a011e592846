package desk_test

import (
	"context"
	"errors"
	"testing"

	"handback/capability"
	"handback/capability/desk"
)

// stuck is a source of random numbers that repeats itself.
type stuck struct{}

func (stuck) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestIDsAreNotDrawnWithoutEnd: a source that repeats itself, and a person who
// gives up.
func TestIDsAreNotDrawnWithoutEnd(t *testing.T) {
	w := newHarnessWith(t, func(o *desk.Options) { o.Random = stuck{} })
	w.start(capability.Order{})
	other := capability.Reading{
		Device:   capability.Identity{Host: capability.HostID{Type: "ETHERNET", Value: "00AA"}, Model: "X200", Serial: "SN0043"},
		Licenses: []capability.License{{ActivationID: "ACT-1", Feature: "F", Version: "1", Count: 1}},
	}
	if _, err := w.desk.Start(t.Context(), other, capability.ReturnAll(other.Licenses), ""); !errors.Is(err, desk.ErrNoID) {
		t.Errorf("got %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.desk.Start(ended, other, capability.ReturnAll(other.Licenses), ""); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}
