package testkit_test

import (
	"testing"

	"handback/capability/testkit"
)

func TestApply(t *testing.T) {
	a, b := []byte("first"), []byte("second")
	for _, c := range []struct {
		edit testkit.Edit
		want string
	}{
		{testkit.Edit{}, "first"},
		{testkit.Edit{Of: 3, At: 1, Cut: 2, Piece: []byte("XY!")}, "sXY!ond"},
		{testkit.Edit{At: 4, Cut: 9}, "firs"},
		{testkit.Edit{At: 99, Cut: 9, Piece: []byte("+")}, "first+"},
		{testkit.Whole("x"), "x"},
	} {
		if got := c.edit.Apply(a, b); string(got) != c.want {
			t.Errorf("%+v: %q, want %q", c.edit, got, c.want)
		}
	}
	if string(a) != "first" || string(b) != "second" {
		t.Errorf("the documents are %q and %q", a, b)
	}
}
