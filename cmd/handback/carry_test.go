package main

import (
	"testing"

	"handback/capability/typed"
)

// TestCodesNeedNoEscapes: where a console shows escapes as they are, codes are
// drawn without them.
func TestCodesNeedNoEscapes(t *testing.T) {
	for _, tt := range []struct {
		ink, noColor string
		escapes      bool
		want         typed.Ink
	}{
		{"", "", true, typed.Colors},
		{"", "", false, typed.OnDark},
		{"colors", "", false, typed.OnDark},
		{"", "1", true, typed.OnDark},
		{"light", "", true, typed.OnLight},
		{"light", "", false, typed.OnLight},
		{"dark", "", true, typed.OnDark},
	} {
		t.Setenv("NO_COLOR", tt.noColor)
		c := carryOptions{ink: tt.ink}
		if got, err := c.inkOf(tt.escapes); got != tt.want || err != nil {
			t.Errorf("%+v: %v, %v", tt, got, err)
		}
	}
	if _, err := (&carryOptions{ink: "green"}).inkOf(true); err == nil {
		t.Error("green is an ink")
	}
}
