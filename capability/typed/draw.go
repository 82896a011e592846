package typed

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// Ink says how the dark modules of a code become dark, and the light ones
// light: a scanner wants dark on light.
type Ink uint8

// The inks.
const (
	// Colors writes black on white by terminal sequences, whatever the
	// terminal's own colors are.
	Colors Ink = iota
	// OnDark is for terminals with light letters on a dark ground: the light
	// modules, with the quiet zone, are blocks of the letters' color.
	OnDark
	// OnLight is for terminals and paper with dark letters on a light ground:
	// the dark modules are the blocks.
	OnLight
)

const (
	blackOnWhite = "\x1b[30;107m"
	plain        = "\x1b[0m"
)

// Draw draws the code with its quiet zone of 4 modules: a row of half blocks
// for two rows of modules. It takes milliseconds, so who draws the same code
// again keeps the rows. The error is of the encoder and does not come for a
// code of [Codes].
func (c Code) Draw(ink Ink) ([]string, error) {
	m, err := c.modules()
	if err != nil {
		return nil, err
	}
	rows := make([]string, 0, (m.side()+1)/2)
	for y := 0; y < m.side(); y += 2 {
		rows = append(rows, m.row(y, ink))
	}
	return rows, nil
}

// String names the code, as it is under its picture.
func (c Code) String() string { return fmt.Sprintf("%s: %s", c.Part, c.Head) }

// matrix is a drawn code without its quiet zone.
type matrix struct {
	code barcode.Barcode
	size int // modules in a row
}

func (c Code) modules() (matrix, error) {
	code, err := qr.Encode(c.Text, c.level, qr.AlphaNumeric)
	if err != nil {
		return matrix{}, err
	}
	return matrix{code, code.Bounds().Dx()}, nil
}

// side is its length with the quiet zone.
func (m matrix) side() int { return m.size + 2*quietZone }

// dark reports whether a module is dark; around the code all are light.
func (m matrix) dark(x, y int) bool {
	x, y = x-quietZone, y-quietZone
	return x >= 0 && y >= 0 && x < m.size && y < m.size && m.code.At(x, y) == color.Black
}

// row draws the modules of rows y and y+1.
func (m matrix) row(y int, ink Ink) string {
	var out strings.Builder
	for x := range m.side() {
		upper, lower := m.dark(x, y), m.dark(x, y+1)
		if ink == OnDark {
			upper, lower = !upper, !lower
		}
		out.WriteString(block(upper, lower))
	}
	if ink == Colors {
		return blackOnWhite + out.String() + plain
	}
	return out.String()
}

// block is the character whose upper and lower halves are filled.
func block(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	default:
		return " "
	}
}
