package typed_test

import (
	"testing"

	"handback/capability/typed"
)

func BenchmarkDraw(b *testing.B) {
	for _, s := range []typed.Screen{{Columns: 80, Rows: 23}, {Columns: 120, Rows: 39}, {Columns: 120, Rows: 60}} {
		c := codesOf(b, sample(1024), s)[0]
		b.Run(c.Part.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := c.Draw(typed.OnDark); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
