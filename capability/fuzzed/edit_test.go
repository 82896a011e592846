package fuzzed_test

import (
	"testing"

	"handback/capability/fuzzed"
)

func TestApply(t *testing.T) {
	a, b := []byte("first"), []byte("second")
	for _, c := range []struct {
		edit fuzzed.Edit
		want string
	}{
		{fuzzed.Edit{}, "first"},
		{fuzzed.Edit{Of: 3, At: 1, Cut: 2, Piece: []byte("XY!")}, "sXY!ond"},
		{fuzzed.Edit{At: 4, Cut: 9}, "firs"},
		{fuzzed.Edit{At: 99, Cut: 9, Piece: []byte("+")}, "first+"},
		{fuzzed.Whole("x"), "x"},
	} {
		if got := c.edit.Apply(a, b); string(got) != c.want {
			t.Errorf("%+v: %q, want %q", c.edit, got, c.want)
		}
	}
	if string(a) != "first" || string(b) != "second" {
		t.Errorf("the documents are %q and %q", a, b)
	}
}
