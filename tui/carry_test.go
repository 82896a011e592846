package tui

import (
	"bytes"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/typed"
	"handback/tui/internal/sample"
	"handback/tui/text"
)

// toPortal is a return that waits for the portal.
func toPortal(t *testing.T) (*harness, *driver) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "enter")
	d.sees("[>] 4")
	return h, d
}

func TestRequestIsShownAsCodes(t *testing.T) {
	_, d := toPortal(t)
	d.way(text.CodesWayTitle)
	d.sees("QR codes", "█", "code 1 of 1")
	before := d.m.View()
	d.press("i")
	if d.m.View() == before {
		t.Error("the colors did not change")
	}
	d.send(sizeOf40x10())
	d.sees("too small for a QR code")
	d.press("right", "left", "i", "esc")
	d.sees("Other ways")
}

func TestRequestIsShownAsLines(t *testing.T) {
	_, d := toPortal(t)
	d.way(text.LinesWayTitle)
	d.sees("Lines to type", "return-request")
}

func TestAnswerIsEnteredByHand(t *testing.T) {
	_, d := toPortal(t)
	lines, err := typed.Lines(typed.Message{Kind: capability.PortalResponse, Data: []byte("all of it goes")})
	if err != nil {
		t.Fatal(err)
	}
	d.way(text.TypeWayTitle)
	d.sees("Enter the portal's answer")
	d.send(paste("rubbish\n" + lines[1]))
	d.sees("does not begin with its number")
	d.press("esc", "enter")
	d.sees("Enter the portal's answer", "1 line")
	d.send(keystrokes(strings.ToLower(lines[0])))
	d.press("enter")
	d.sees("[>] 5")
}

// TestAnswerIsPastedHoweverItsRowsEnd: terminals make CR of the line ends of a
// paste, tables tabs.
func TestAnswerIsPastedHoweverItsRowsEnd(t *testing.T) {
	page, err := typed.Text(typed.Message{Kind: capability.PortalResponse, Data: bytes.Repeat([]byte("all of it goes "), 3)})
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"\r", "\r\n", "\n", "\u0085", "\t"} {
		_, d := toPortal(t)
		d.way(text.TypeWayTitle)
		d.send(paste(strings.ReplaceAll(page, "\n", end)))
		d.sees("[>] 5")
	}
}

func TestPasteThatBringsNothingSaysSo(t *testing.T) {
	_, d := toPortal(t)
	lines, err := typed.Lines(sample.CarriedFile())
	if err != nil {
		t.Fatal(err)
	}
	d.way(text.TypeWayTitle)
	for _, words := range []string{"\r\n", "# return-request, 160 bytes\r", "\u200b \t"} {
		d.send(paste(words))
		d.sees(text.BroughtNothing)
		d.press("enter")
	}
	d.send(paste(lines[0]))
	if view := d.m.View(); strings.Contains(view, text.BroughtNothing) {
		t.Errorf("it brought something:\n%s", view)
	}
	d.send(paste(lines[0] + "\r"))
	d.sees(text.BroughtAgain)
}

func TestEnteredAnswerCanBeBegunAfresh(t *testing.T) {
	_, d := toPortal(t)
	lines, err := typed.Lines(sample.CarriedFile())
	if err != nil {
		t.Fatal(err)
	}
	d.way(text.TypeWayTitle)
	d.send(keystrokes(lines[0]))
	d.press("enter")
	d.press("ctrl+u", "esc", "enter")
	if view := d.m.View(); strings.Contains(view, "1 line") {
		t.Errorf("a line was kept:\n%s", view)
	}
}

// way opens one of the other ways by its title.
func (d *driver) way(title string) {
	d.t.Helper()
	d.press("m")
	for range 12 {
		if strings.Contains(d.m.View(), "> "+title) {
			d.press("enter")
			return
		}
		d.press("down")
	}
	d.t.Fatalf("there is no way %q", title)
}
