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
		speak(t, language)
		for _, s := range mainScenes() {
			t.Run(s.name+"-"+language, func(t *testing.T) {
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
	sizes := []widget.Area{{W: 40, H: 10}, {W: 80, H: 24}}
	if testing.Short() {
		sizes = sizes[1:]
	}
	for _, language := range lang.Tags() {
		if language == "en" {
			continue // TestViewsFit has it
		}
		t.Run(language, func(t *testing.T) {
			speak(t, language)
			for half := range 2 {
				t.Run(fmt.Sprint(half), func(t *testing.T) {
					t.Parallel()
					for i, s := range scenes() {
						if i%2 != half {
							continue
						}
						d := s.make(t, still(t, termenv.Ascii))
						for _, size := range sizes {
							d.Size, d.Bar = size, i%5-1
							checkFits(t, s.name, d)
						}
					}
				})
			}
		})
	}
}
