package screens

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"handback/capability"
	"handback/tui/internal/sample"
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"
)

// sizes are those that every view is held against.
var sizes = []widget.Area{{W: 40, H: 10}, {W: 80, H: 24}, {W: 120, H: 40}, {W: 160, H: 50}}

// TestViews are the views without colors, with the place of the cursor.
func TestViews(t *testing.T) {
	t.Parallel()
	for _, size := range sizes {
		for _, s := range scenes() {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size.W, size.H), func(t *testing.T) {
				d := s.make(t, still(t, termenv.Ascii))
				d.Size = size
				view, cursor := d.Frame()
				golden.RequireEqual(t, fmt.Appendf(nil, "%scursor: line %d, column %d\n", trimmed(view), cursor.Line+1, cursor.Column+1))
			})
		}
	}
}

// TestViewsInColor are the views in colors, all sizes of a scene in one file.
func TestViewsInColor(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			d := s.make(t, still(t, termenv.ANSI))
			golden.RequireEqualEscape(t, []byte(atEverySize(d)), true)
		})
	}
}

// TestViewsInASCII are the views of a terminal that has no other marks, all sizes of a
// scene in one file.
func TestViewsInASCII(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			d := inASCII(s.make)(t, still(t, termenv.Ascii))
			views := atEverySize(d)
			golden.RequireEqual(t, []byte(views))
			code := strings.Contains(views, "▀") // needs blocks, and its screen says so
			if !code && strings.ContainsAny(views, "▶│─╭╮╰╯…·›═●✓✗") {
				t.Errorf("a terminal without them is sent other marks:\n%s", views)
			}
		})
	}
}

// atEverySize are the views of a scene, one after the other.
func atEverySize(d Display) string {
	var all strings.Builder
	for _, size := range sizes {
		d.Size = size
		fmt.Fprintf(&all, "== %d x %d\n%s", size.W, size.H, trimmed(d.View()))
	}
	return all.String()
}

// trimmed has no spaces at the ends of lines, which editors would remove.
func trimmed(view string) string {
	lines := strings.Split(view, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestTooSmallSaysSo(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		d := s.make(t, still(t, termenv.Ascii))
		d.Size = widget.Area{W: 20, H: 5}
		if got := strings.Join(strings.Fields(d.View()), " "); got != text.TooSmall(widget.MinWidth, widget.MinHeight) {
			t.Errorf("%s: %q", s.name, got)
		}
	}
}

// TestViewsFit goes through some 800 sizes and holds a few of the views against
// each, others at the next.
func TestViewsFit(t *testing.T) {
	t.Parallel()
	atOnce := 2
	if testing.Short() {
		atOnce = 1
	}
	all := scenes()
	models := make([]Display, len(all))
	for i, s := range all {
		models[i] = s.make(t, still(t, termenv.ANSI))
	}
	n := 0
	for w := 1; w <= 140; w += 4 {
		for h := 1; h <= 44; h += 2 {
			for range atOnce {
				n++
				d := models[n%len(all)]
				d.Size, d.Bar = widget.Area{W: w, H: h}, n%5-1
				checkFits(t, all[n%len(all)].name, d)
			}
		}
	}
}

func checkFits(t *testing.T, name string, d Display) {
	t.Helper()
	view := d.View()
	lines := strings.Split(view, "\n")
	if len(lines) > d.Size.H {
		t.Fatalf("%s at %dx%d has %d lines", name, d.Size.W, d.Size.H, len(lines))
	}
	for _, line := range lines {
		if ansi.StringWidth(line) > d.Size.W {
			t.Fatalf("%s at %dx%d: %q is too wide", name, d.Size.W, d.Size.H, line)
		}
	}
	if plain := ansi.Strip(view); strings.ContainsAny(plain, "\x1b\x07\r\t\u202e\u200b") {
		t.Fatalf("%s at %dx%d shows control characters", name, d.Size.W, d.Size.H)
	}
}

// TestCursorIsSeen walks down every list, in a window where it does not fit.
func TestCursorIsSeen(t *testing.T) {
	t.Parallel()
	licenses := 100
	if testing.Short() {
		licenses = 30
	}
	d := on(newChoose(sample.UglyReading(licenses), 0))(t, still(t, termenv.Ascii))
	d.Size = widget.Area{W: 40, H: 10}
	for range licenses + 1 {
		if !strings.Contains(d.View(), "\n ▶ ") {
			t.Fatalf("the cursor is out of sight:\n%s", d.View())
		}
		d.Env.Room = widget.BodyRoom(d.Size, len(d.Footer()))
		d.Stack[len(d.Stack)-1], _ = d.Top().Update(d.Env, widget.Press("down"))
	}
}

// TestColorsCarryNoMeaning: without colors every view says the same.
func TestColorsCarryNoMeaning(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		plain, colored := s.make(t, still(t, termenv.Ascii)), s.make(t, still(t, termenv.ANSI))
		for _, size := range sizes {
			plain.Size, colored.Size = size, size
			if plain.View() != ansi.Strip(colored.View()) {
				t.Errorf("%s at %dx%d differs", s.name, size.W, size.H)
			}
		}
	}
}

// updating reports whether the pictures are to be made anew.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

func BenchmarkSteps(b *testing.B) {
	d := stepsAt(capability.StageRequestMade)(b, still(b, termenv.ANSI))
	d.Size = widget.Area{W: 80, H: 24}
	for b.Loop() {
		d.View()
	}
}
