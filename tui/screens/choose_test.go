package screens

import (
	"fmt"
	"strings"
	"testing"

	"handback/capability"
	"handback/tui/internal/sample"
	"handback/tui/widget"

	"github.com/muesli/termenv"
)

// many is a device with n licenses of 25 units each.
func many(n int) capability.Reading {
	r := sample.Reading()
	r.Licenses = nil
	for i := range n {
		r.Licenses = append(r.Licenses, capability.License{ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%02d", i)), Feature: fmt.Sprintf("Feature %c", 'A'+i), Count: 25})
	}
	return r
}

func chooseIn(t *testing.T, r capability.Reading) (Screen, Env) {
	d := on(newChoose(r, 0))(t, still(t, termenv.Ascii))
	d.Size = widget.Area{W: 80, H: 24}
	d.Env.Room = widget.BodyRoom(d.Size, 1)
	return d.Top(), d.Env
}

// showing asserts that the texts stand on the page.
func showing(t *testing.T, s Screen, e Env, texts ...string) {
	t.Helper()
	p := s.Page(e)
	page := strings.Join(append(append(p.Above, p.Lines...), p.After...), "\n")
	if p.Box != nil {
		page += p.Box.Aside
	}
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Fatalf("%q does not stand on the page:\n%s", text, page)
		}
	}
}

// TestDigitsOnARowThatWasLeft is what a person did at a license of 25 units: 18
// shall remain; down, up, 2. That is 2, and not 182 of 25, and so all.
func TestDigitsOnARowThatWasLeft(t *testing.T) {
	s, e := chooseIn(t, many(3))
	s, _ = pressing(s, e, "1", "8")
	showing(t, s, e, "25 held → 18 remain, 7 return", "1 of 3 chosen, 7 units")
	s, _ = pressing(s, e, "down", "up", "2")
	showing(t, s, e, "25 held → 2 remain, 23 return")
	s, _ = pressing(s, e, "down", "backspace")
	showing(t, s, e, "No digit was typed. Nothing changed.", "1 of 3 chosen, 23 units")
	s, _ = pressing(s, e, "1", "8", "2")
	showing(t, s, e, "25 are held: 182 is too many.", "25 held → 18 remain, 7 return")
	s, _ = pressing(s, e, "backspace", "backspace")
	showing(t, s, e, "1 of 3 chosen, 23 units")
}

// TestEachChangeIsShown: in the row, in the bars, and in the edge.
func TestEachChangeIsShown(t *testing.T) {
	s, e := chooseIn(t, many(2))
	s, _ = pressing(s, e, "left")
	showing(t, s, e, "25 held → 24 remain, 1 returns", "remain ███████░ 24", "to return █░░░░░░░ 1 ", "1 of 2 chosen, 1 unit")
	s, _ = pressing(s, e, "right", "right")
	showing(t, s, e, "25 held, 25 remain", "remain ████████ 25", "25 units remain already", "0 of 2 chosen")
	s, _ = pressing(s, e, "0", "left")
	showing(t, s, e, "25 held → 0 remain, 25 return", "remain ░░░░░░░░ 0", "0 units remain.")
	s, want := pressing(s, e, "space", "enter")
	if showing(t, s, e, "Nothing is chosen yet"); want != nil {
		t.Errorf("enter does %#v", want)
	}
}

// TestAllOrNone: all units of what is shown, then none.
func TestAllOrNone(t *testing.T) {
	s, e := chooseIn(t, many(12))
	s, _ = pressing(s, e, "2", "a")
	showing(t, s, e, "12 of 12 chosen, 300 units")
	s, _ = pressing(s, e, "a")
	showing(t, s, e, "0 of 12 chosen")
	s, _ = pressing(s, e, "/", "0", "3", "enter", "a")
	showing(t, s, e, "/03 - 1 of 12 · 1 chosen, 25 units")
	s, _ = pressing(s, e, "esc")
	showing(t, s, e, "1 of 12 chosen, 25 units")
	_, want := pressing(s, e, "enter")
	if o, is := want.(Open); !is || !strings.Contains(strings.Join(o.Screen.(formScreen).Text, "\n"), "ACT-") {
		t.Errorf("enter does %#v", want)
	}
}

// TestDigitsAreOfTheFilterWhileItIsTyped, and nothing is chosen by them.
func TestDigitsAreOfTheFilterWhileItIsTyped(t *testing.T) {
	s, e := chooseIn(t, many(12))
	s, _ = pressing(s, e, "/", "1", "1", "space")
	showing(t, s, e, "1 of 12", "0 chosen")
	s, _ = pressing(s, e, "z")
	showing(t, s, e, "No license matches.")
	if s, want := pressing(s, e, "enter", "7", "space", "left", "y", "down", "G", "a"); want != nil {
		t.Errorf("it does %#v", want)
	} else {
		showing(t, s, e, "0 of 12 · 0 chosen")
	}
}

// TestLettersGoToTheEnds of lists and of pages.
func TestLettersGoToTheEnds(t *testing.T) {
	s, e := chooseIn(t, many(20))
	_, want := pressing(s, e, "G", "y")
	if want != (Copy{"ACT-19"}) {
		t.Errorf("G leads to %#v", want)
	}
	if _, want = pressing(s, e, "G", "g", "y"); want != (Copy{"ACT-00"}) {
		t.Errorf("g leads to %#v", want)
	}
	page := Help{Bindings: still(t, termenv.Ascii).Bindings()}
	e.Room.H = 5
	s, _ = pressing(page, e, "G")
	if top := s.(Help).top; top != s.Page(e).Highest(e.Room.H) {
		t.Errorf("the page begins at %d", top)
	}
	if s, _ = pressing(s, e, "g"); s.(Help).top != 0 {
		t.Error("g does not lead to its begin")
	}
}
