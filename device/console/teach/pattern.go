// Package teach makes the profile of a console from what was seen there: a person
// shows commands and points at words in their answers, and this writes the
// patterns. It is pure: it reads no file, waits for nothing, and talks to no device.
package teach

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"handback/device/console/profile"
)

// Mark is a value in a line. Its name is that of its group in the profile.
type Mark struct {
	Name string
	Span
}

// Why no pattern is made.
var (
	// ErrMark says that what was marked is no part of the line, or lies over
	// another mark.
	ErrMark = errors.New("these words can't be marked so")

	// ErrNoise says that a line is one of those that the kernel and systemd write
	// in between, or that any pattern for it would match such a line.
	ErrNoise = errors.New("this line can't be told from what the device writes in between")
)

// prepared are the marks of a line in their order, and all that a pattern of it must not
// match.
func prepared(line string, marks []Mark, not []string) ([]Mark, []string, error) {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b Mark) int { return cmp.Compare(a.From, b.From) })
	if err := checkMarks(line, marks); err != nil {
		return nil, nil, err
	}
	if isNoise(line) {
		return nil, nil, ErrNoise
	}
	return marks, slices.Concat(not, bootNoise, preceded(line)), nil
}

// Pattern makes a regular expression of RE2's kind from the fixed text around the
// values of a line. It is anchored, finds the values in the line, and matches none
// of the lines not, and no line that a device writes while it starts. Of what does
// that, it is the plainest.
func Pattern(line string, marks []Mark, not []string) (string, error) {
	marks, not, err := prepared(line, marks, not)
	if err != nil {
		return "", err
	}
	for _, how := range []form{open, shaped, spelled, verbatim} {
		if how == open && !hasFixed(line, marks) {
			continue
		}
		text := build(line, marks, how)
		if fits(text, line, marks) && !matchesAny(text, not) {
			return text, nil
		}
	}
	return "", ErrNoise
}

func checkMarks(line string, marks []Mark) error {
	if len(marks) == 0 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
		return ErrMark
	}
	end := 0
	for _, m := range marks {
		value := m.Of(line)
		if !whole(line, m.Span) || m.From < end || strings.TrimSpace(value) != value || !groupName().MatchString(m.Name) {
			return fmt.Errorf("%w: %q", ErrMark, m.Name)
		}
		end = m.To
	}
	return nil
}

// compiled compiles an expression when it is first used: most runs of the program teach
// nothing.
func compiled(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

var groupName = compiled(`^[a-z][a-z0-9_]*$`)

// form is how open a pattern is for other values.
type form int

const (
	open     form = iota // anything up to the text that follows
	shaped               // the same kinds of characters
	spelled              // the same letters, other digits
	verbatim             // this very value
)

// hasFixed reports whether there is text beside the values that tells the line
// from others.
func hasFixed(line string, marks []Mark) bool {
	rest := []byte(line)
	for _, m := range slices.Backward(marks) {
		rest = slices.Delete(rest, m.From, m.To)
	}
	letters := 0
	for _, r := range string(rest) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters++
		}
	}
	return letters >= 2
}

// build writes the pattern of a line.
func build(line string, marks []Mark, how form) string {
	var out strings.Builder
	out.WriteByte('^')
	end := 0
	for i, m := range marks {
		out.WriteString(fixed(line[end:m.From], end == 0, true))
		room := line[m.To:]
		if i+1 < len(marks) {
			room = line[m.To:marks[i+1].From]
		}
		fmt.Fprintf(&out, "(?P<%s>%s)", m.Name, value(m, line, room, how))
		end = m.To
	}
	if rest := strings.TrimRight(line[end:], " \t"); rest != "" {
		out.WriteString(fixed(rest, false, false))
	} else if rest != line[end:] {
		out.WriteString(`\s*`)
	}
	out.WriteByte('$')
	return out.String()
}

// fixed writes text that stays the same. How many blanks stand before a value may
// change with its length.
func fixed(text string, begins, beforeValue bool) string {
	var out strings.Builder
	for text != "" {
		blank := len(text) - len(strings.TrimLeft(text, " \t"))
		if blank > 0 {
			last := blank == len(text) && beforeValue
			switch {
			case begins && out.Len() == 0:
				out.WriteString(`\s*`)
			case strings.Contains(text[:blank], "\t"):
				out.WriteString(`\s+`)
			case blank > 1 || last:
				out.WriteString(" +")
			default:
				out.WriteByte(' ')
			}
			text = text[blank:]
			continue
		}
		end := strings.IndexAny(text, " \t")
		if end < 0 {
			end = len(text)
		}
		out.WriteString(regexp.QuoteMeta(text[:end]))
		text = text[end:]
	}
	return out.String()
}

// value writes what is in the place of a value; after is the text up to the
// next one.
func value(m Mark, line, after string, how form) string {
	text := m.Of(line)
	switch how {
	case verbatim:
		return regexp.QuoteMeta(text)
	case shaped, spelled:
		return shape(text, how == spelled)
	}
	next, _ := utf8.DecodeRuneInString(after)
	hasBlank := strings.ContainsAny(text, " \t")
	switch {
	case isQuoted(text):
		return inQuotes
	case numbers[m.Name] && digitsOnly().MatchString(text):
		return `\d+`
	case digests[m.Name] && hexDigest().MatchString(text):
		return `[0-9a-fA-F]{64}`
	case strings.TrimSpace(after) == "" && m.To+len(after) == len(line):
		if hasBlank || texts[m.Name] && after == "" {
			return `.*`
		}
		return `\S+`
	case after == "":
		return shape(text, false)
	case unicode.IsSpace(next) && !hasBlank:
		return `\S+`
	case strings.HasPrefix(after, "  ") && !strings.Contains(text, "  "):
		return `\S+(?: \S+)*`
	case unicode.IsSpace(next) || strings.ContainsRune(text, next):
		return `.*`
	case next == '\\' || next == ']' || next == '^' || next == '-':
		return `[^\` + string(next) + `]+`
	default:
		return `[^` + string(next) + `]+`
	}
}

// inQuotes matches a text in double quotes, with escapes in it.
const inQuotes = `"(?:[^"\\]|\\.)*"`

// widened takes the double quotes around values into their marks. A profile reads
// the escapes in such texts.
func widened(line string, marks []Mark) []Mark {
	marks = slices.Clone(marks)
	for i, m := range marks {
		if m.From > 0 && m.To < len(line) && line[m.From-1] == '"' && line[m.To] == '"' {
			marks[i].Span = Span{m.From - 1, m.To + 1}
		}
	}
	return marks
}

func isQuoted(text string) bool { return len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"' }

// What values are, by the names of their groups.
var (
	numbers = map[string]bool{"count": true, "total": true, "size": true, "seq": true, "last_seq": true}
	digests = map[string]bool{"sha256": true, "last_sha256": true}
	texts   = map[string]bool{"vendor": true, "model": true, "serial": true, "firmware": true, "feature": true, "version": true, "clock": true}

	digitsOnly = compiled(`^\d+$`)
	hexDigest  = compiled(`^[0-9a-fA-F]{64}$`)
	runs       = compiled(`\d+|[A-Za-z]+|\pL[\pL\pM]*|[ \t]+|[^\d\pL \t]`)
)

// shape writes the kinds of characters of a text; with letters kept, other digits
// only.
func shape(text string, keepLetters bool) string {
	found := runs().FindAllString(text, -1)
	if !keepLetters && len(found) > 8 && alnum().MatchString(text) {
		return `[0-9A-Za-z]+`
	}
	var out strings.Builder
	for _, run := range found {
		first, _ := utf8.DecodeRuneInString(run)
		switch {
		case first >= '0' && first <= '9':
			out.WriteString(`\d+`)
		case first == ' ' || first == '\t':
			out.WriteString(`\s+`)
		case keepLetters || !unicode.IsLetter(first):
			out.WriteString(regexp.QuoteMeta(run))
		case first < utf8.RuneSelf:
			out.WriteString(`[A-Za-z]+`)
		default:
			out.WriteString(`\pL[\pL\pM]*`)
		}
	}
	return out.String()
}

var alnum = compiled(`^[0-9A-Za-z]+$`)

// fits reports whether a pattern finds the values in its line.
func fits(text, line string, marks []Mark) bool {
	re, err := regexp.Compile(text)
	if err != nil || len(text) > profile.MaxPattern {
		return false
	}
	found := re.FindStringSubmatch(line)
	if found == nil {
		return false
	}
	for _, m := range marks {
		if strings.TrimSpace(found[re.SubexpIndex(m.Name)]) != m.Of(line) {
			return false
		}
	}
	return true
}

func matchesAny(text string, lines []string) bool {
	re, err := regexp.Compile(text)
	return err != nil || slices.ContainsFunc(lines, re.MatchString)
}
