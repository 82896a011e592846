// Package lang translates the sentences of Handback. The English sentence is the
// key, so that the code reads as it speaks; a catalog, one file a language, has
// the translations. What a catalog lacks stays English.
//
// A catalog is TOML: a sentence, or a table of its plural forms, named as CLDR
// names them (zero, one, two, few, many, other). The first argument of the sentence
// chooses among them:
//
//	"Home" = "Start"
//	"%d licenses" = { one = "%d Lizenz", other = "%d Lizenzen" }
//
// A translation has the verbs of its key. Where it needs them in another order it
// numbers all of them: %[2]s, %[1]d.
//
// What stays English in every language: JSON, journals, cases, what a program reads
// of a certificate, the log, the help of the commands, and the words of errors for
// which there is no row in package text. Names of commands, flags, files and keys are
// never translated.
package lang

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
	"golang.org/x/text/number"
)

// ErrUnknown says that there is no catalog for a language.
var ErrUnknown = errors.New("no catalog is of this language")

// languages are those that there are, English first: it is spoken where none of the
// others was asked for.
var languages = []language.Tag{
	language.English, language.German, language.French, language.Spanish, language.Japanese, language.SimplifiedChinese,
}

// Tags names the languages that there are, as BCP 47 does.
func Tags() []string {
	all := make([]string, len(languages))
	for i, tag := range languages {
		all[i] = tag.String()
	}
	return all
}

//go:embed catalogs/*.toml
var catalogs embed.FS

// Keys are the sentences that the catalog of a language has, in no order.
func Keys(name string) ([]string, error) {
	tag, known := match(name)
	if !known {
		return nil, unknown(name)
	}
	all, err := read(tag)
	return slices.Collect(maps.Keys(all)), err
}

// Known reports whether there is a catalog for a language, named as [New] has it.
func Known(name string) bool {
	_, known := match(name)
	return known
}

// Printer speaks one language. It does not change, and may be used at the same time
// by many. Its zero value speaks English as it is written.
type Printer struct {
	tag     language.Tag
	catalog func() catalog.Catalog // read when the first sentence is said
}

// New is the printer for a language, as BCP 47 names it, or as a variable of a POSIX
// system does (de_AT.UTF-8). An unknown one is an [ErrUnknown] that names those that
// there are.
func New(name string) (*Printer, error) {
	tag, ok := match(name)
	if !ok {
		return nil, unknown(name)
	}
	return &Printer{tag, sync.OnceValue(func() catalog.Catalog { return load(tag) })}, nil
}

// match finds the language that is meant by name. A region or a way of writing that no
// catalog is for does not count as known: who reads Traditional Chinese did not ask for
// Simplified.
func match(name string) (language.Tag, bool) {
	name, _, _ = strings.Cut(name, ".") // the character set
	name, _, _ = strings.Cut(name, "@")
	if name == "C" || name == "POSIX" {
		return language.English, true
	}
	asked, err := language.Parse(name)
	if err != nil {
		return language.Und, false
	}
	_, i, confidence := language.NewMatcher(languages).Match(asked)
	return languages[i], confidence >= language.High
}

// unknown names the languages that there are.
func unknown(name string) error {
	return fmt.Errorf("%w: %q. There are %s", ErrUnknown, name, strings.Join(Tags(), ", "))
}

// Variable names the language of Handback alone. It goes before those of POSIX.
const Variable = "HANDBACK_LANG"

// Environment is the language that the environment asks for: that of [Variable] as it
// stands, or the first of LC_ALL, LC_MESSAGES and LANG that is set, as POSIX has it.
// These are of the whole computer, so where they name a language that there is no catalog
// for, it is English. LANGUAGE, which only gettext knows, does not count.
func Environment(getenv func(string) string) string {
	if own := getenv(Variable); own != "" {
		return own
	}
	tag, known := match(cmp.Or(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")))
	if !known {
		return "en"
	}
	return tag.String()
}

// messages are the translations of a catalog. Each is a string, or a table of plurals.
type messages map[string]any

// read reads the catalog of a language.
func read(tag language.Tag) (messages, error) {
	file, err := catalogs.ReadFile(path.Join("catalogs", tag.String()+".toml"))
	if err != nil {
		return nil, err
	}
	var all messages
	if err := toml.Unmarshal(file, &all); err != nil {
		return nil, fmt.Errorf("the catalog of %s: %w", tag, err)
	}
	return all, nil
}

// load has the sentences of a language, and those of English, where another lacks one. It
// leaves out what no translation can be made of: a test tells of it.
func load(tag language.Tag) catalog.Catalog {
	b := catalog.NewBuilder()
	for _, tag := range slices.Compact([]language.Tag{language.English, tag}) {
		all, _ := read(tag) // they are part of the program
		for key, value := range all {
			_ = set(b, tag, key, value)
		}
	}
	return b
}

// set adds one translation.
func set(b *catalog.Builder, tag language.Tag, key string, value any) error {
	switch value := value.(type) {
	case string:
		return b.SetString(tag, key, value)
	case map[string]any:
		var cases []any
		for _, form := range []string{"zero", "one", "two", "few", "many", "other"} {
			if words, ok := value[form].(string); ok {
				cases = append(cases, form, words)
			}
		}
		if len(cases) != 2*len(value) {
			return fmt.Errorf("%q has a form that is no plural", key)
		}
		return b.Set(tag, key, plural.Selectf(1, "%d", cases...))
	default:
		return fmt.Errorf("%q has neither words nor plurals", key)
	}
}

// Tag names the language, as BCP 47 does.
func (p *Printer) Tag() string { return p.language().String() }

func (p *Printer) language() language.Tag {
	if p.catalog == nil {
		return language.English
	}
	return p.tag
}

// Sprintf is [fmt.Sprintf] with the translation of format. Without arguments it is the
// translation as it stands, percent signs too.
func (p *Printer) Sprintf(format string, args ...any) string {
	s := sentence{args: args}
	for _, tag := range []language.Tag{p.language(), language.English} {
		if p.catalog != nil && p.catalog().Context(tag, &s).Execute(format) == nil {
			return s.out.String()
		}
	}
	s.Render(format)
	return s.out.String()
}

// Decimal writes a number with so many digits behind the mark that the language uses.
func (p *Printer) Decimal(value float64, digits int) string {
	return message.NewPrinter(p.language()).Sprint(number.Decimal(value, number.Scale(digits), number.NoSeparator()))
}

// sentence is one that is being put together. It renders as fmt does, and not as
// x/text, which would write the number of a port or a rate with separators.
type sentence struct {
	args []any
	out  strings.Builder
}

// Render takes a translation.
func (s *sentence) Render(format string) {
	if len(s.args) == 0 {
		s.out.WriteString(format)
		return
	}
	fmt.Fprintf(&s.out, format, s.args...)
}

// Arg is an argument by its number, from 1 on; nil: there is none.
func (s *sentence) Arg(i int) any {
	if i < 1 || i > len(s.args) {
		return nil
	}
	return s.args[i-1]
}
