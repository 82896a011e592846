// Icon draws the program's icon, a key that goes back to where it came from,
// and prints it as a PNG of 256 x 256 pixels.
package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
)

const size = 256

var (
	ground = color.NRGBA{0x0b, 0x3c, 0x5d, 0xff}
	key    = color.NRGBA{0xf2, 0xb1, 0x34, 0xff}
	way    = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

func main() {
	picture := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			picture.SetNRGBA(x, y, smooth(float64(x), float64(y)))
		}
	}
	if err := png.Encode(os.Stdout, picture); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// smooth is the mean of 4 x 4 points of a pixel.
func smooth(x, y float64) color.NRGBA {
	const points = 4
	var r, g, b, a int
	for i := range points {
		for j := range points {
			c := at(x+(float64(i)+0.5)/points, y+(float64(j)+0.5)/points)
			r, g, b, a = r+int(c.R)*int(c.A), g+int(c.G)*int(c.A), b+int(c.B)*int(c.A), a+int(c.A)
		}
	}
	if a == 0 {
		return color.NRGBA{}
	}
	return color.NRGBA{uint8(r / a), uint8(g / a), uint8(b / a), uint8(a / (points * points))}
}

// at is the color of a point: a key on a rounded square, and an arrow to the
// left below it.
func at(x, y float64) color.NRGBA {
	dx, dy := max(math.Abs(x-128)-80, 0), max(math.Abs(y-128)-80, 0)
	switch bow := math.Hypot(x-80, y-98); {
	case math.Hypot(dx, dy) > 44:
		return color.NRGBA{}
	case bow > 20 && bow < 42, within(x, y, 120, 88, 218, 108), within(x, y, 176, 108, 192, 134), within(x, y, 202, 108, 218, 142):
		return key
	case within(x, y, 76, 178, 218, 198), x >= 40 && x <= 82 && math.Abs(y-188) <= (x-40)*0.8:
		return way
	}
	return ground
}

func within(x, y, left, top, right, bottom float64) bool {
	return x >= left && x <= right && y >= top && y <= bottom
}
