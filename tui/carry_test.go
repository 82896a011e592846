package tui

import (
	"bytes"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/typed"
)

// carriedFile is a request that is carried without a stick.
func carriedFile() typed.Message {
	return typed.Message{Kind: capability.ReturnRequest, Data: bytes.Repeat([]byte("request "), 20)}
}

// halfEntered is a screen on which some lines were entered, one of them wrong.
func halfEntered() byHand {
	lines, err := typed.Lines(carriedFile())
	if err != nil {
		panic(err)
	}
	b := newByHand(entered{id: "R-7F3K2", text: strings.Join(lines[:4], "\n")})
	next, _ := b.enter(strings.Replace(lines[4], lines[4][3:4], "0", 1) + "\n")
	b = next.(byHand)
	b.field.SetValue(lines[5][:12])
	return b
}

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
	b.way(codesWayTitle)
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
	b.way(linesWayTitle)
	b.sees("Lines to type", "return-request")
}

func TestAnswerIsEnteredByHand(t *testing.T) {
	_, b := toPortal(t)
	lines, err := typed.Lines(typed.Message{Kind: capability.PortalResponse, Data: []byte("all of it goes")})
	if err != nil {
		t.Fatal(err)
	}
	b.way(typeWayTitle)
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
		b.way(typeWayTitle)
		b.send(paste(strings.ReplaceAll(page, "\n", end)))
		b.sees("[next] 5")
	}
}

func TestPasteThatBringsNothingSaysSo(t *testing.T) {
	_, b := toPortal(t)
	lines, err := typed.Lines(carriedFile())
	if err != nil {
		t.Fatal(err)
	}
	b.way(typeWayTitle)
	for _, text := range []string{"\r\n", "# return-request, 160 bytes\r", "\u200b \t"} {
		b.send(paste(text))
		b.sees(BroughtNothing)
		b.press("enter")
	}
	b.send(paste(lines[0]))
	if view := b.m.View(); strings.Contains(view, BroughtNothing) {
		t.Errorf("it brought something:\n%s", view)
	}
	b.send(paste(lines[0] + "\r"))
	b.sees(broughtAgain)
}

func TestEnteredAnswerCanBeBegunAfresh(t *testing.T) {
	_, b := toPortal(t)
	lines, err := typed.Lines(carriedFile())
	if err != nil {
		t.Fatal(err)
	}
	b.way(typeWayTitle)
	b.send(keystrokes(lines[0]))
	b.press("enter")
	b.press("ctrl+u", "esc", "enter")
	if text := b.m.top().(byHand).text; text != "" {
		t.Errorf("kept is %q", text)
	}
}

// way opens one of the other ways by its title.
func (b *driver) way(title string) {
	b.t.Helper()
	b.press("m")
	for range waysOf(b.m.top().(ways).r) {
		v := b.m.top().(ways)
		if waysOf(v.r)[v.cursor].title == title {
			b.press("enter")
			return
		}
		b.press("down")
	}
	b.t.Fatalf("there is no way %q", title)
}
