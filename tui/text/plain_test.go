package text

import (
	"strings"
	"testing"

	"handback/tui/text/lang"
)

// speak has the sentences spoken in a language until the test ends.
func speak(t *testing.T, language string) {
	t.Helper()
	before := speaker().Tag()
	if err := Speak(language); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := Speak(before); err != nil {
			t.Error(err)
		}
	})
}

// TestPlainlyNamesNoKey: who types numbers is not told of a key of the screens.
func TestPlainlyNamesNoKey(t *testing.T) {
	for said, want := range map[string]string{
		"1 file on K could be the portal's answer. C looks at it.":        "1 file on K could be the portal's answer. Choose the response to look at it.",
		"2 files on K could be the portal's answer. C chooses one.":       "2 files on K could be the portal's answer. Choose the response among them.",
		"No device is connected. C connects one.":                         "No device is connected. Choose to connect one.",
		"No stick was looked through. S chooses one.":                     "No stick was looked through. Choose a stick for that.",
		"Is it the right one? R reads it again, Esc leaves.":              "Is it the right one?",
		"K is plugged in. P sends it to the portal right away.":           "K is plugged in. Or choose to send it to the portal right away.",
		"Enter sends the request to the portal. S takes a stick instead.": "Enter sends the request to the portal. Or choose another stick.",
		"X200 · SN0042  holds 5 -> 1 remain…":                             "X200, SN0042 holds 5, then 1 remain...",
		"ACT-1 C looks":                                                   "ACT-1 C looks",
		"a\x1b[2Jb":                                                       "a[2Jb",
	} {
		if got := Plainly(said); got != want {
			t.Errorf("%q: %q", said, got)
		}
	}
}

// TestTranslationsEndWithTheirHints: Plainly finds the sentence with the key in every
// language, in each of the texts that end with it.
func TestTranslationsEndWithTheirHints(t *testing.T) {
	all, err := spokenPhrases()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range lang.Tags() {
		speak(t, name)
		for _, h := range screenHints {
			found := 0
			for _, p := range all {
				if p.key == string(h.key) || !strings.HasSuffix(p.key, string(h.key)) {
					continue
				}
				found++
				said := speaker().Sprintf(p.key)
				if plain := Plainly(said); !strings.HasSuffix(said, h.key.String()) || !strings.HasSuffix(plain, h.number.String()) || strings.Contains(plain, h.key.String()) {
					t.Errorf("%s: %q is %q, and plainly %q", name, p.key, said, plain)
				}
			}
			if found == 0 && h.key != "P sends it to the portal right away." { // which is said by itself
				t.Errorf("nothing ends with %q", h.key)
			}
		}
	}
}

// TestHelpIsThereInEveryLanguage: what a screen and a key are for is found by the words
// that stand on them.
func TestHelpIsThereInEveryLanguage(t *testing.T) {
	for _, name := range lang.Tags() {
		speak(t, name)
		for _, h := range helpTexts {
			if got := HelpOf(h.of.String()); got != h.says.String() {
				t.Errorf("%s: the help of %q is %q", name, h.of, got)
			}
		}
		for _, k := range keyMeanings {
			if got := KeyMeans(k.of.String()); got != k.says.String() {
				t.Errorf("%s: %q on a key means %q", name, k.of, got)
			}
		}
	}
}
