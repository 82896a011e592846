package screens

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"handback/tui/widget"
	"handback/tui/work"

	"github.com/muesli/termenv"
)

// pressing gives a screen keys, one after the other, and returns the last intent.
func pressing(s Screen, e Env, names ...string) (Screen, Intent) {
	var want Intent
	for _, name := range names {
		s, want = s.Update(e, widget.Press(name))
	}
	return s, want
}

func benchDisplay(t *testing.T) (Screen, Env) {
	d := atBench(0, nil)(t, still(t, termenv.Ascii))
	d.Size = widget.Area{W: 80, H: 24}
	d.Env.Room = widget.BodyRoom(d.Size, 1)
	return d.Top(), d.Env
}

// TestOneKeyDoesAllThatAreReady: what can be undone begins at once, a question is
// asked for the rest, and a unit that failed is left out.
func TestOneKeyDoesAllThatAreReady(t *testing.T) {
	s, e := benchDisplay(t)
	_, want := pressing(s, e, "A")
	both, is := want.(Both)
	if !is {
		t.Fatalf("A does %#v", want)
	}
	o := both.First.(Order)
	units := e.Bench.Units
	if !slices.Equal(o.Do, []string{units[7].Key, units[8].Key}) || !o.Take || o.Load != nil {
		t.Errorf("it orders %+v", o.BenchOrder)
	}
	if f := both.Then.(Open).Screen.(formScreen); !strings.HasPrefix(f.Title, "Open") {
		t.Errorf("it asks %q", f.Title)
	}

	_, want = pressing(s, e, " ", "A") // the chosen ones alone
	if f, is := want.(Open); !is || !strings.HasPrefix(f.Screen.(formScreen).Title, "Load") {
		t.Errorf("A does %#v for the one that is chosen", want)
	}
	if _, want = pressing(s, e, "down", "enter"); want != nil {
		t.Errorf("enter on a unit at work does %#v", want)
	}
}

// TestPointOfNoReturnTakesTheNumber: any other number is none, and no is the first
// answer.
func TestPointOfNoReturnTakesTheNumber(t *testing.T) {
	_, e := benchDisplay(t)
	units := []work.Unit{e.Bench.Units[0], e.Bench.Units[5]}
	for typed, loads := range map[string]bool{"": false, "1": false, "3": false, "02": true, "two": false, " 2 ": true, "-2": false} {
		keys := strings.Split(typed, "")
		s, want := pressing(askLoadAll(units), e, append(keys, "enter", "down", "enter")...)
		both, is := want.(Both)
		if is != loads {
			t.Errorf("%q does %#v", typed, want)
			continue
		}
		if loads && !slices.Equal(both.Then.(Order).Load, []string{units[0].Key, units[1].Key}) {
			t.Errorf("%q loads %v", typed, both.Then)
		}
		if view := fmt.Sprint(s.Page(e).Lines); !loads && !strings.Contains(view, "2 devices") {
			t.Errorf("%q: nobody says how many there are", typed)
		}
	}
	if _, want := pressing(askLoadAll(units), e, "2", "enter", "enter"); want != (Back{}) {
		t.Errorf("no does %#v", want)
	}
}

func TestFilterShowsWhatMatches(t *testing.T) {
	s, e := benchDisplay(t)
	s, _ = pressing(s, e, "/", "s", "n", "0", "0", "5", "7")
	if got := s.(bench).shown(e); len(got) != 1 || got[0].Device.Serial != "SN0057" {
		t.Errorf("it shows %d units", len(got))
	}
	if _, want := pressing(s, e, "A"); want != nil {
		t.Error("a letter of the filter does something")
	}
	s, want := pressing(s, e, "enter", "A")
	if f, is := want.(Open); !is || !strings.Contains(fmt.Sprint(f.Screen.Page(e).Lines), "1 return") {
		t.Errorf("A does %#v for what is shown", want)
	}
	if s, want = pressing(s, e, "esc"); want != nil || len(s.(bench).shown(e)) != len(e.Bench.Units) {
		t.Error("esc does not end the filter first")
	}
}
