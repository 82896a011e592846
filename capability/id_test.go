package capability_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	. "handback/capability"

	"pgregory.net/rapid"
)

func TestReturnIDIsReadAsPeopleTypeIt(t *testing.T) {
	for _, typed := range []string{"R-7F3K2", "r-7f3k2", " 7f3k2 "} {
		if id, err := ParseReturnID(typed); err != nil || id != "R-7F3K2" {
			t.Errorf("%q: %q, %v", typed, id, err)
		}
	}
	for _, typed := range []string{"", "R-", "R-7F3K", "R-7F3K22", "R-7F3O2", "R-7F3I2", "../..", "R-7F/K2"} {
		if id, err := ParseReturnID(typed); !errors.Is(err, ErrReturnID) {
			t.Errorf("%q was taken as %q", typed, id)
		}
	}
}

func TestEveryDrawnReturnIDIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, err := NewReturnID(bytes.NewReader(rapid.SliceOfN(rapid.Byte(), 5, 5).Draw(t, "random")))
		if err != nil || id.Check() != nil {
			t.Fatalf("%q: %v, %v", id, err, id.Check())
		}
	})
	if _, err := NewReturnID(strings.NewReader("abc")); err == nil {
		t.Error("an ID from too little randomness")
	}
}

func TestHostIDForm(t *testing.T) {
	h, err := ParseHostID("ETHERNET/0050C2A1B2C3")
	if err != nil || h != (HostID{Type: "ETHERNET", Value: "0050C2A1B2C3"}) || h.String() != "ETHERNET/0050C2A1B2C3" {
		t.Errorf("%v, %v", h, err)
	}
	bad := []string{"", "ETHERNET", "/x", "ETHERNET/", "A/b c", "A/\x1b[2J", "A/" + strings.Repeat("x", MaxHostValue+1)}
	for _, text := range bad {
		if h, err := ParseHostID(text); !errors.Is(err, ErrHostID) {
			t.Errorf("%q was taken as %v", text, h)
		}
	}
}
