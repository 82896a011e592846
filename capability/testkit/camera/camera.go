// Package camera reads QR codes off screens of text, for tests. It is a room of
// its own so that only the tests that need it link its decoder.
package camera

import (
	"image"
	"image/color"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Black on white by a terminal sequence, and its end.
const (
	blackOnWhite = "\x1b[30;107m"
	plain        = "\x1b[0m"
)

// ReadCode looks at a screen of text as a scanner's camera does, and reads the QR
// code on it, which is on a terminal with light letters on a dark
// ground or, when dark is false, with dark ones on a light ground. Rows that
// set black on white themselves look the same on both. Like a person with a
// camera it looks from several distances, since a scanner can miss a code that
// is right. The error is the scanner's when there is no code.
func ReadCode(rows []string, dark bool) (text string, err error) {
	for _, zoom := range []int{3, 4, 5, 7, 2, 6, 8, 9} {
		if text, err = scan(photograph(rows, dark, zoom)); err == nil {
			return text, nil
		}
	}
	return "", err
}

func scan(picture image.Image) (string, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
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

// photograph takes the picture, a module zoom pixels wide and high: each
// character is two modules high, and only blocks have the letters' color.
func photograph(rows []string, dark bool, zoom int) image.Image {
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
