// Package camera looks at a screen of text as a scanner's camera does, and
// reads the QR code on it. It is there for tests.
package camera

import (
	"image"
	"image/color"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// zoom is how many pixels of the picture a module takes in each direction.
const zoom = 3

// Black on white by a terminal sequence, and its end.
const (
	blackOnWhite = "\x1b[30;107m"
	plain        = "\x1b[0m"
)

// Read reads the code that stands on a terminal with light letters on a dark
// ground or, when dark is false, with dark ones on a light ground. Rows that
// set black on white themselves look the same on both. The error is the
// scanner's when there is no code.
func Read(rows []string, dark bool) (string, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(photograph(rows, dark))
	if err != nil {
		return "", err
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}

// photograph takes the picture: each character is two modules high,
// and only blocks have the letters' color.
func photograph(rows []string, dark bool) image.Image {
	columns := 0
	for _, row := range rows {
		columns = max(columns, len([]rune(strip(row))))
	}
	picture := image.NewGray(image.Rect(0, 0, columns*zoom, 2*len(rows)*zoom))
	for i, row := range rows {
		letters, ground := color.Gray{Y: 25}, color.Gray{Y: 230}
		if dark && !strings.HasPrefix(row, blackOnWhite) {
			letters, ground = ground, letters
		}
		text := []rune(strip(row))
		for x := range picture.Rect.Dx() {
			for y := range 2 * zoom {
				shade := ground
				if x/zoom < len(text) && filled(text[x/zoom], y/zoom) {
					shade = letters
				}
				picture.SetGray(x, 2*i*zoom+y, shade)
			}
		}
	}
	return picture
}

func strip(row string) string {
	return strings.TrimSuffix(strings.TrimPrefix(row, blackOnWhite), plain)
}

// filled reports whether a half of a character, 0 the upper, is filled.
func filled(r rune, half int) bool {
	return r == '█' || r == '▀' && half == 0 || r == '▄' && half == 1
}
