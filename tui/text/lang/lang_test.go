package lang

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/message/catalog"
)

func TestLanguageIsFoundByTheNamesThatPeopleUse(t *testing.T) {
	for name, want := range map[string]string{
		"en": "en", "C": "en", "POSIX": "en", "C.UTF-8": "en", "en_US.UTF-8": "en", "de": "de", "de_AT.UTF-8": "de", "de_DE@euro": "de", "fr-CA": "fr",
		"es_MX": "es", "ja_JP.UTF-8": "ja", "zh": "zh-Hans", "zh_CN.UTF-8": "zh-Hans", "zh-Hans": "zh-Hans",
	} {
		if p, err := New(name); err != nil || p.Tag() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"", "xx", "zh_TW", "pt", "klingon", "../de", "\x1b[2J"} {
		_, err := New(name)
		if !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "en, de, fr, es, ja, zh-Hans") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestEnvironmentIsReadAsPOSIXDoes(t *testing.T) {
	for _, tt := range []struct {
		want string
		env  map[string]string
	}{
		{"en", nil},
		{"de", map[string]string{"LANG": "de_DE.UTF-8"}},
		{"fr", map[string]string{"LANG": "de_DE", "LC_MESSAGES": "fr_FR"}},
		{"en", map[string]string{"LANG": "de_DE", "LC_MESSAGES": "fr_FR", "LC_ALL": "C"}},
		{"en", map[string]string{"LANG": "pt_BR"}},
		{"ja", map[string]string{"LC_ALL": "C", Variable: "ja"}},
		{"xx", map[string]string{"LANG": "de", Variable: "xx"}}, // was asked for: New says that there is none
	} {
		if got := Environment(func(name string) string { return tt.env[name] }); got != tt.want {
			t.Errorf("%v: %s", tt.env, got)
		}
	}
}

func TestPluralsAndNumbersAreThoseOfTheLanguage(t *testing.T) {
	for name, want := range map[string][]string{
		"en": {"0 licenses", "1 license", "2 licenses", "5 licenses"},
		"de": {"0 Lizenzen", "1 Lizenz", "2 Lizenzen", "5 Lizenzen"},
		"fr": {"0 licence", "1 licence", "2 licences", "5 licences"}, // French counts none as one
		"es": {"0 licencias", "1 licencia", "2 licencias", "5 licencias"},
		"ja": {"0 件のライセンス", "1 件のライセンス", "2 件のライセンス", "5 件のライセンス"},
	} {
		p, err := New(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range []int{0, 1, 2, 5} {
			if got := p.Sprintf("%d licenses", n); got != want[i] {
				t.Errorf("%s: %s", name, got)
			}
		}
		if got := p.Sprintf("found: %d baud", 115200); !strings.Contains(got, "115200") {
			t.Error(got)
		}
	}
	german, _ := New("de")
	if got := german.Decimal(1234.56, 1); got != "1234,6" {
		t.Error(got)
	}
	if got := new(Printer).Sprintf("100 %"); got != "100 %" {
		t.Error(got)
	}
}

// TestCatalogsAreSound: each entry compiles, has the verbs of its key, and nothing that a
// terminal obeys.
func TestCatalogsAreSound(t *testing.T) {
	verb := regexp.MustCompile(`%[-+# 0]*(\[\d+\])?[\d.]*[a-zA-Z%]`)
	verbs := func(text string) []string {
		all := verb.FindAllString(text, -1)
		for i, v := range all {
			all[i] = regexp.MustCompile(`\[\d+\]`).ReplaceAllString(v, "")
		}
		slices.Sort(all)
		return all
	}
	for _, tag := range languages {
		all, err := read(tag)
		if err != nil {
			t.Fatal(err)
		}
		b := catalog.NewBuilder()
		for key, value := range all {
			if err := set(b, tag, key, value); err != nil {
				t.Errorf("%s: %v", tag, err)
			}
			forms, _ := value.(map[string]any)
			if words, ok := value.(string); ok {
				forms = map[string]any{"words": words}
			}
			for form, words := range forms {
				text, _ := words.(string)
				if !slices.Equal(verbs(text), verbs(key)) {
					t.Errorf("%s: %q has other verbs than %q", tag, text, key)
				}
				if numbered := strings.Count(text, "%["); numbered > 0 && numbered != len(verb.FindAllString(text, -1)) {
					t.Errorf("%s: %q numbers a part of its verbs", tag, text)
				}
				if strings.ContainsFunc(strings.TrimSuffix(text, "\n"), func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
					t.Errorf("%s: %q has a control character", tag, text)
				}
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s: %s of %q is empty", tag, form, key)
				}
			}
			if plurals, ok := all[key].(map[string]any); ok && plurals["other"] == nil {
				t.Errorf("%s: %q lacks the form other", tag, key)
			}
		}
	}
}

func TestSlipsAreThoseOfTheLanguages(t *testing.T) {
	for _, tag := range languages {
		text, err := Slip(tag.String())
		if err != nil || (text == "") != (tag == language.English) {
			t.Errorf("%s: %v", tag, err)
		}
	}
	if _, err := Slip("xx"); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	if files, err := fs.Glob(catalogs, "catalogs/*"); err != nil || len(files) != len(languages) {
		t.Errorf("%d catalogs, %v", len(files), err)
	}
}
