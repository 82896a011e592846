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
	w := newHarness(t)
	b := w.driver(t)
	b.toSteps()
	b.press("enter", "enter")
	b.sees("[next] 4")
	return w, b
}

func TestRequestIsShownAsCodes(t *testing.T) {
	_, b := toPortal(t)
	b.way(text.CodesWayTitle)
	b.sees("QR codes", "█", "code 1 of 1")
	before := b.m.View()
	b.press("i")
	if b.m.View() == before {
		t.Error("the colors did not change")
	}
	b.send(sizeOf40x10())
	b.sees("too small for a QR code")
	b.press("right", "left", "i", "esc")
	b.sees("Other ways")
}

func TestRequestIsShownAsLines(t *testing.T) {
	_, b := toPortal(t)
	b.way(text.LinesWayTitle)
	b.sees("Lines to type", "return-request")
}

func TestAnswerIsEnteredByHand(t *testing.T) {
	_, b := toPortal(t)
	lines, err := typed.Lines(typed.Message{Kind: capability.PortalResponse, Data: []byte("all of it goes")})
	if err != nil {
		t.Fatal(err)
	}
	b.way(text.TypeWayTitle)
	b.sees("Enter the portal's answer")
	b.send(paste("rubbish\n" + lines[1]))
	b.sees("does not begin with its number")
	b.press("esc", "enter")
	b.sees("Enter the portal's answer", "1 line")
	b.send(keystrokes(strings.ToLower(lines[0])))
	b.press("enter")
	b.sees("[next] 5")
}

// TestAnswerIsPastedHoweverItsRowsEnd: terminals make CR of the line ends of a
// paste, tables tabs.
func TestAnswerIsPastedHoweverItsRowsEnd(t *testing.T) {
	page, err := typed.Text(typed.Message{Kind: capability.PortalResponse, Data: bytes.Repeat([]byte("all of it goes "), 3)})
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"\r", "\r\n", "\n", "\u0085", "\t"} {
		_, b := toPortal(t)
		b.way(text.TypeWayTitle)
		b.send(paste(strings.ReplaceAll(page, "\n", end)))
		b.sees("[next] 5")
	}
}

func TestPasteThatBringsNothingSaysSo(t *testing.T) {
	_, b := toPortal(t)
	lines, err := typed.Lines(sample.CarriedFile())
	if err != nil {
		t.Fatal(err)
	}
	b.way(text.TypeWayTitle)
	for _, words := range []string{"\r\n", "# return-request, 160 bytes\r", "\u200b \t"} {
		b.send(paste(words))
		b.sees(text.BroughtNothing)
		b.press("enter")
	}
	b.send(paste(lines[0]))
	if view := b.m.View(); strings.Contains(view, text.BroughtNothing) {
		t.Errorf("it brought something:\n%s", view)
	}
	b.send(paste(lines[0] + "\r"))
	b.sees(text.BroughtAgain)
}

func TestEnteredAnswerCanBeBegunAfresh(t *testing.T) {
	_, b := toPortal(t)
	lines, err := typed.Lines(sample.CarriedFile())
	if err != nil {
		t.Fatal(err)
	}
	b.way(text.TypeWayTitle)
	b.send(keystrokes(lines[0]))
	b.press("enter")
	b.press("ctrl+u", "esc", "enter")
	if view := b.m.View(); strings.Contains(view, "1 line") {
		t.Errorf("a line was kept:\n%s", view)
	}
}

// way opens one of the other ways by its title.
func (b *driver) way(title string) {
	b.t.Helper()
	b.press("m")
	for range 12 {
		if strings.Contains(b.m.View(), "> "+title) {
			b.press("enter")
			return
		}
		b.press("down")
	}
	b.t.Fatalf("there is no way %q", title)
}
