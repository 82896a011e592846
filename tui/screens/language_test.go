package screens

import (
	"fmt"
	"testing"

	"handback/tui/text"
	"handback/tui/text/lang"
	"handback/tui/widget"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"
)

// speak has the screens speak a language until the test ends. Tests that do this don't
// run beside others.
func speak(t *testing.T, language string) {
	t.Helper()
	if err := text.Speak(language); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := text.Speak("en"); err != nil {
			t.Error(err)
		}
	})
}

func TestViewsInOtherLanguages(t *testing.T) {
	for _, language := range []string{"de", "ja"} {
		for _, s := range mainScenes() {
			t.Run(s.name+"-"+language, func(t *testing.T) {
				speak(t, language)
				d := s.make(t, still(t, termenv.Ascii))
				d.Size = widget.Area{W: 80, H: 24}
				golden.RequireEqual(t, []byte(trimmed(d.View())))
			})
		}
	}
}

// TestViewsFitInEveryLanguage: no line is wider than the screen, however wide its letters
// are.
func TestViewsFitInEveryLanguage(t *testing.T) {
	for _, language := range lang.Tags() {
		speak(t, language)
		for i, s := range scenes() {
			d := s.make(t, still(t, termenv.ANSI))
			for _, size := range []widget.Area{{W: 40, H: 10}, {W: 80, H: 24}} {
				d.Size, d.Bar = size, i%5-1
				checkFits(t, fmt.Sprintf("%s in %s", s.name, language), d)
			}
		}
	}
}
