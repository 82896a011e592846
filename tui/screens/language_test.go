package screens

import (
	"regexp"
	"strings"
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

// TestViewsInOtherLanguages are the views at 80 x 24 in a language that is longer than
// English, and in one with wide letters.
func TestViewsInOtherLanguages(t *testing.T) {
	for _, language := range []string{"de", "ja"} {
		speak(t, language)
		for _, s := range scenes() {
			t.Run(s.name+"-"+language, func(t *testing.T) {
				d := s.make(t, still(t, termenv.Ascii))
				d.Size = widget.Area{W: 80, H: 24}
				golden.RequireEqual(t, []byte(trimmed(d.View())))
			})
		}
	}
}

// TestViewsFitInEveryLanguage: no line is wider than the screen, however wide its letters
// are, and at 80 x 24 nothing is cut that is whole in English.
func TestViewsFitInEveryLanguage(t *testing.T) {
	small, usual := widget.Area{W: 40, H: 10}, widget.Area{W: 80, H: 24}
	whole := scenesAt(t, usual)
	for _, language := range lang.Tags() {
		if language == "en" || testing.Short() && language != "de" {
			continue
		}
		speak(t, language)
		if !testing.Short() {
			scenesAt(t, small)
		}
		for name, view := range scenesAt(t, usual) {
			if strings.HasPrefix(name, "ugly") { // what is said there is longer than any screen
				continue
			}
			if in, of := cuts(view), cuts(whole[name]); len(in) > len(of) {
				t.Errorf("%s in %s is cut in these lines:\n%s", name, language, strings.Join(in, "\n"))
			}
		}
	}
}

// scenesAt are the views of all scenes at a size, by name.
func scenesAt(t *testing.T, size widget.Area) map[string]string {
	views := map[string]string{}
	for _, s := range scenes() {
		d := s.make(t, still(t, termenv.Ascii))
		d.Size = size
		checkFits(t, s.name, d)
		views[s.name] = d.View()
	}
	return views
}

// cuts are the lines of a view in which words were cut off. A digest always is, and the same
// mark stands for what waits.
func cuts(view string) []string {
	cut := regexp.MustCompile(`[^ ]…|… ──`)
	var all []string
	for line := range strings.Lines(digest.ReplaceAllString(view, "")) {
		if cut.MatchString(line) {
			all = append(all, line)
		}
	}
	return all
}

var digest = regexp.MustCompile(`[0-9a-f]{12}…`)
