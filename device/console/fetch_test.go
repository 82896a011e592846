package console

import (
	"bytes"
	"testing"

	"handback/device/console/profile"

	"pgregory.net/rapid"
)

func TestTextComesBackFromAnyLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOf(rapid.Byte()).Draw(t, "data")
		way := rapid.SampledFrom([]profile.Way{profile.Base64, profile.Hex}).Draw(t, "way")
		width := rapid.IntRange(4, profile.MaxWidth).Draw(t, "width")
		lines := encodeText(way, data, width)
		for _, line := range lines {
			if len(line) > width {
				t.Fatalf("%d characters, more than %d", len(line), width)
			}
		}
		said := append([]string{"here it comes:"}, append(lines, "   ", "!done.")...)
		if got, err := decodeText(way, said); err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%x, %v", got, err)
		}
	})
}
