// Package picture draws views of the screens as the pictures that the README shows,
// and keeps them. It is for tests.
package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/tui/widget"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

// Keep compares a view with the picture of that name in a copy of the repository whose
// top is at root, and that its README shows. With anew it draws the picture first.
func Keep(t *testing.T, root, name, view string, anew bool) {
	t.Helper()
	drawn := Of(view, widget.Area{W: 80, H: 24})
	check(t, name, drawn)
	file := "screen-" + name + ".svg"
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil || !bytes.Contains(readme, []byte(".github/pictures/"+file)) {
		t.Errorf("the README doesn't show %s: %v", file, err)
	}
	path := filepath.Join(root, ".github", "pictures", file)
	if anew {
		if err := os.WriteFile(path, drawn, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, drawn) {
		t.Errorf("%s is not what the view is (%v): go test -run Picture -update", file, err)
	}
}

// check: a browser shows nothing of a picture with a mistake in it.
func check(t *testing.T, name string, drawn []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(drawn)); ; {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// A cell of a picture, in units of it.
const (
	cellWidth  = 8.4 // of a letter of 14 units in most fonts of one width
	cellHeight = 17
	baseLine   = 13 // of a letter, below the top of its cell
	margin     = 12
)

// style are the colors of a terminal, light or dark as the reader has it. Number n
// is the color that SGR 30+n names, or 90+n-8.
const style = `
svg { --fg:#1f2328; --bg:#ffffff; --edge:#d0d7de;
 --c0:#24292f; --c1:#b3261e; --c2:#116329; --c3:#7d4e00; --c4:#0550ae; --c5:#6f3fbf; --c6:#0b6b78; --c7:#6e7781;
 --c8:#57606a; --c9:#cf222e; --c10:#1a7f37; --c11:#9a6700; --c12:#0969da; --c13:#8250df; --c14:#1b7c83; --c15:#8c959f }
@media (prefers-color-scheme: dark) { svg { --fg:#d6dce3; --bg:#15191f; --edge:#30363d;
 --c0:#484f58; --c1:#ff7b72; --c2:#56d364; --c3:#e3b341; --c4:#79b8ff; --c5:#d2a8ff; --c6:#56d4dd; --c7:#b1bac4;
 --c8:#6e7681; --c9:#ffa198; --c10:#7ee787; --c11:#f2cc60; --c12:#a5d6ff; --c13:#e2c5ff; --c14:#86e1e8; --c15:#f0f6fc } }
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
`

// Of is a view as a picture in SVG that needs nothing else. The same view is always
// drawn alike.
func Of(view string, size widget.Area) []byte {
	cells := cellbuf.NewBuffer(size.W, size.H)
	cellbuf.SetContent(cells, view)
	w, h := float64(size.W)*cellWidth+2*margin, size.H*cellHeight+2*margin
	var out bytes.Buffer
	fmt.Fprintf(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %d\" width=\"%.0f\" height=\"%d\" role=\"img\">\n", w, h, w, h)
	fmt.Fprintf(&out, "<title>%s</title>\n<style>%s</style>\n", html.EscapeString(firstLine(view)), style)
	fmt.Fprintf(&out, "<rect x=\".5\" y=\".5\" width=\"%.0f\" height=\"%d\" rx=\"8\" fill=\"var(--bg)\" stroke=\"var(--edge)\"/>\n", w-1, h-1)
	for y := range size.H {
		for x := 0; x < size.W; {
			x = drawRun(&out, cells, x, y)
		}
	}
	out.WriteString("</svg>\n")
	return out.Bytes()
}

func firstLine(view string) string {
	line, _, _ := strings.Cut(ansi.Strip(view), "\n")
	return strings.Join(strings.Fields(line), " ")
}

// drawRun draws the cells from x on that look alike, and returns the next one.
func drawRun(out *bytes.Buffer, cells *cellbuf.Buffer, x, y int) int {
	look, from := cells.Cell(x, y).Style, x
	var letters strings.Builder
	for ; x < cells.Width() && cells.Cell(x, y).Style.Equal(&look); x++ {
		if c := cells.Cell(x, y); c.Width > 0 { // else it is the right half of a letter
			letters.WriteString(c.String())
		}
	}
	left, top, width := margin+float64(from)*cellWidth, margin+y*cellHeight, float64(x-from)*cellWidth
	ink, paper := colorOf(look.Fg, "--fg"), colorOf(look.Bg, "")
	if look.Attrs.Contains(cellbuf.ReverseAttr) {
		ink, paper = colorOf(look.Bg, "--bg"), colorOf(look.Fg, "--fg")
	}
	if paper != "" {
		fmt.Fprintf(out, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", left, top, width, cellHeight, paper)
	}
	text := strings.TrimRight(letters.String(), " ")
	if text == "" {
		return x
	}
	attributes := ""
	if look.Attrs.Contains(cellbuf.BoldAttr) {
		attributes += ` font-weight="bold"`
	}
	if look.Attrs.Contains(cellbuf.FaintAttr) {
		attributes += ` opacity=".65"`
	}
	if look.UlStyle != cellbuf.NoUnderline {
		attributes += ` text-decoration="underline"`
	}
	fmt.Fprintf(out, "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" fill=\"%s\"%s>%s</text>\n",
		left, top+baseLine, float64(ansi.StringWidth(text))*cellWidth, ink, attributes, html.EscapeString(text))
	return x
}

// colorOf is a color of the palette, by the name of a variable where there is none.
func colorOf(c ansi.Color, or string) string {
	switch c := c.(type) {
	case nil:
		if or == "" {
			return ""
		}
		return "var(" + or + ")"
	case ansi.BasicColor:
		return fmt.Sprintf("var(--c%d)", c)
	default:
		r, g, b, _ := c.RGBA()
		return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
	}
}
