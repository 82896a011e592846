package typed_test

import (
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"handback/capability"
	"handback/capability/typed"
)

// sample is a message of n bytes that are all different in each size.
func sample(n int) typed.Message {
	return of(capability.PortalResponse, n)
}

func of(kind capability.ArtifactKind, n int) typed.Message {
	random := rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)})
	m := typed.Message{Kind: kind, Data: make([]byte, n)}
	_, _ = random.Read(m.Data)
	return m
}

func codesOf(t testing.TB, m typed.Message, s typed.Screen) []typed.Code {
	t.Helper()
	codes, err := typed.Codes(m, s)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

// drawn draws a code as it stands on a screen.
func drawn(t testing.TB, c typed.Code, ink typed.Ink) []string {
	t.Helper()
	rows, err := c.Draw(ink)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// photograph turns a drawing into the picture that a camera sees of a terminal
// whose letters have one color and whose ground has another.
func photograph(rows []string, letters, ground color.Gray) image.Image {
	const zoom = 3
	lines := make([][]rune, len(rows))
	for i, row := range rows {
		row, black := strings.CutPrefix(row, "\x1b[30;107m")
		if black {
			letters, ground = color.Gray{}, color.Gray{Y: 255}
		}
		lines[i] = []rune(strings.TrimSuffix(row, "\x1b[0m"))
	}
	picture := image.NewGray(image.Rect(0, 0, len(lines[0])*zoom, 2*len(lines)*zoom))
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			module := y / zoom
			halves := [...]string{"▀█", "▄█"}
			shade := ground
			if strings.ContainsRune(halves[module%2], lines[module/2][x/zoom]) {
				shade = letters
			}
			picture.SetGray(x, y, shade)
		}
	}
	return picture
}

// scan reads the code in a picture as a scanner does.
func scan(t testing.TB, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		t.Fatalf("it can't be scanned: %v", err)
	}
	return result.GetText()
}

func light() color.Gray { return color.Gray{Y: 230} }
func dark() color.Gray  { return color.Gray{Y: 25} }
