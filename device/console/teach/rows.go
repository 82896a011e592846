package teach

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"handback/capability"
	"handback/device/console/profile"
)

// Table is what patterns make of the lines of an answer.
type Table struct {
	Rows []map[string]string // the values of each license, by their names
	Left []string            // lines that are no row
}

// ReadTable takes the rows out of an answer; the first pattern that fits a line
// counts.
func ReadTable(patterns, lines []string) Table {
	var t Table
	for _, line := range lines {
		row := rowOf(patterns, line)
		if row == nil {
			t.Left = append(t.Left, line)
			continue
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func rowOf(patterns []string, line string) map[string]string {
	for _, text := range patterns {
		re, err := regexp.Compile(text)
		if err != nil {
			continue
		}
		found := re.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		row := make(map[string]string)
		for i, name := range re.SubexpNames() {
			if name != "" {
				row[name] = strings.TrimSpace(found[i])
			}
		}
		return row
	}
	return nil
}

// RowPattern makes the pattern of all rows from one whose values are marked. It
// takes the columns by the words, by what is between, or, where columns have
// no clear borders, by their places: whatever reads most rows, each value in its
// column. No line of not is taken for a row.
func RowPattern(lines []string, at int, marks []Mark, not []string) (string, error) {
	if at < 0 || at >= len(lines) {
		return "", ErrMark
	}
	line := lines[at]
	marks, not, err := prepared(line, marks, not)
	if err != nil {
		return "", err
	}
	best, most := "", 0
	try := func(text string, marks []Mark) {
		if text == "" || !fits(text, line, marks) || matchesAny(text, not) {
			return
		}
		if score := scoreRows(text, lines, marks); score > most {
			best, most = text, score
		}
	}
	for _, id := range []string{anyID(line, marks), likeID(line, marks)} {
		try(byWords(lines, at, marks, id), marks)
		try(byGaps(lines, at, marks, id), marks)
		try(byPlaces(lines, at, marks), marks)
		try(byWords(lines, at, widened(line, marks), id), widened(line, marks))
	}
	if best == "" {
		return Pattern(line, marks, not)
	}
	return best, nil
}

// scoreRows counts the rows that a pattern reads, and the columns that stand one
// below the other. A pattern that takes something else for a row counts for
// nothing.
func scoreRows(text string, lines []string, marks []Mark) int {
	re := regexp.MustCompile(text)
	rows, ids := 0, map[string]bool{}
	edges := map[string][]Span{}
	for _, line := range lines {
		found := re.FindStringSubmatchIndex(line)
		if found == nil {
			continue
		}
		row := rowOf([]string{text}, line)
		if !isRow(row) || ids[row["id"]] {
			return 0
		}
		rows++
		ids[row["id"]] = true
		for _, m := range marks {
			i := 2 * re.SubexpIndex(m.Name)
			edges[m.Name] = append(edges[m.Name], inRunes(line, Span{found[i], found[i+1]}))
		}
	}
	aligned := 0
	for _, m := range marks {
		if isAligned(edges[m.Name]) {
			aligned++
		}
	}
	return rows*(len(marks)+1) + aligned
}

// isRow reports whether values can be those of a license.
func isRow(row map[string]string) bool {
	if id, has := row["id"]; has && capability.ActivationID(id).Check() != nil {
		return false
	}
	if count, has := row["count"]; has {
		if _, err := strconv.ParseUint(count, 10, 31); err != nil {
			return false
		}
	}
	return true
}

// inRunes is where the text of a part begins and ends, in characters.
func inRunes(line string, s Span) Span {
	text := s.Of(line)
	s.From += len(text) - len(strings.TrimLeft(text, " "))
	s.To -= len(text) - len(strings.TrimRight(text, " "))
	s.To = max(s.From, s.To)
	return Span{utf8.RuneCountInString(line[:s.From]), utf8.RuneCountInString(line[:s.To])}
}

// isAligned reports whether all begin or all end at the same place; empty ones
// stand anywhere.
func isAligned(all []Span) bool {
	all = slices.DeleteFunc(slices.Clone(all), Span.empty)
	left := !slices.ContainsFunc(all, func(s Span) bool { return s.From != all[0].From })
	right := !slices.ContainsFunc(all, func(s Span) bool { return s.To != all[0].To })
	return left || right
}

// anyID writes what an activation ID consists of.
func anyID(line string, marks []Mark) string {
	for _, m := range marks {
		if m.Name == "id" && !plainID().MatchString(m.Of(line)) {
			return `\S+`
		}
	}
	return `[\w.-]+`
}

// likeID writes one that begins as that of this row.
func likeID(line string, marks []Mark) string {
	for _, m := range marks {
		if begin := idBegin().FindString(m.Of(line)); m.Name == "id" && begin != "" {
			return regexp.QuoteMeta(begin) + anyID(line, marks)
		}
	}
	return anyID(line, marks)
}

var (
	plainID = compiled(`^[\w.-]+$`)
	idBegin = compiled(`^[A-Za-z]+[-_.:/]?`)
)

// byWords takes each value for a word, and that with blanks in it for all that
// is between its neighbors.
func byWords(lines []string, at int, marks []Mark, id string) string {
	return rowText(lines[at], marks, func(m Mark, after string) string {
		text := m.Of(lines[at])
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " \t"))
		blank := strings.ContainsAny(text, " \t")
		enclosed := after != "" && after[0] != ' ' && after[0] != '\t'
		switch {
		case m.Name == "count":
			return `\d+`
		case m.Name == "id":
			return id
		case isQuoted(text):
			return inQuotes
		case enclosed && !strings.ContainsRune(text, next):
			return `[^` + classed(next) + `]*`
		case (texts[m.Name] || blank) && m.To+len(after) == len(lines[at]) && strings.TrimSpace(after) == "":
			return `.*`
		case strings.ContainsRune("|;,\t", next) && after != "" && next != utf8.RuneError:
			return `[^` + classed(next) + `]*`
		case blank:
			return `\S.*?`
		default:
			return `\S+`
		}
	})
}

// byGaps takes two blanks or more for the border of a column.
func byGaps(lines []string, at int, marks []Mark, id string) string {
	line := lines[at]
	for i, m := range marks {
		clear := i+1 == len(marks) || strings.HasPrefix(line[m.To:], "  ")
		if !clear || strings.Contains(m.Of(line), "  ") {
			return ""
		}
	}
	text := rowText(line, marks, func(m Mark, _ string) string {
		switch m.Name {
		case "count":
			return `\d+`
		case "id":
			return id
		}
		return `\S+(?: \S+)*`
	})
	return strings.ReplaceAll(text, " +", " {2,}")
}

// classed is a character as it is in a class.
func classed(r rune) string {
	if strings.ContainsRune(`\]^-`, r) {
		return `\` + string(r)
	}
	if r == '\t' {
		return `\t`
	}
	return string(r)
}

// rowText writes a row: value gives what stands for each mark.
func rowText(line string, marks []Mark, value func(m Mark, after string) string) string {
	var out strings.Builder
	out.WriteByte('^')
	end := 0
	for i, m := range marks {
		out.WriteString(between(line[end:m.From], end == 0))
		after := line[m.To:]
		if i+1 < len(marks) {
			after = line[m.To:marks[i+1].From]
		}
		fmt.Fprintf(&out, "(?P<%s>%s)", m.Name, value(m, after))
		end = m.To
	}
	rest := line[end:]
	out.WriteString(between(strings.TrimRight(rest, " \t"), false))
	if rest != strings.TrimRight(rest, " \t") {
		out.WriteString(" *")
	}
	out.WriteByte('$')
	return out.String()
}

// between writes what is between two columns: a word of its own is another
// column, whatever it says; what touches a value, or is no word, stays the same.
func between(text string, begins bool) string {
	var out strings.Builder
	for at := 0; at < len(text); {
		blank := len(text[at:]) - len(strings.TrimLeft(text[at:], " \t"))
		if blank > 0 {
			switch {
			case begins && at == 0:
				out.WriteString(" *")
			case strings.Contains(text[at:at+blank], "\t"):
				out.WriteString(`\s+`)
			default:
				out.WriteString(" +")
			}
			at += blank
			continue
		}
		n := strings.IndexAny(text[at:], " \t")
		if n < 0 {
			n = len(text) - at
		}
		word := text[at : at+n]
		touches := at == 0 && !begins || at+n == len(text)
		switch {
		case touches, !strings.ContainsFunc(word, isWordRune), strings.HasSuffix(word, ":"), strings.HasSuffix(word, "="):
			out.WriteString(regexp.QuoteMeta(word))
		case strings.ContainsFunc(word, unicode.IsLetter):
			out.WriteString(`\S+`)
		default:
			out.WriteString(shape(word, false))
		}
		at += n
	}
	return out.String()
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// byPlaces takes the columns by where they begin, in characters.
func byPlaces(lines []string, at int, marks []Mark) string {
	line := lines[at]
	var out strings.Builder
	out.WriteByte('^')
	from := 0
	for i, m := range marks {
		if i+1 == len(marks) {
			fmt.Fprintf(&out, "(?P<%s>.*)$", m.Name)
			break
		}
		gap := Span{m.To, marks[i+1].From}
		if strings.TrimSpace(gap.Of(line)) != "" {
			return "" // another column stands between
		}
		to := border(lines, inRunes(line, m.Span).To, utf8.RuneCountInString(line[:gap.To]))
		width := to - from
		if width < 1 || width > 100 {
			return ""
		}
		kind := "."
		if m.Name == "count" {
			kind = `[ \d]`
		}
		fmt.Fprintf(&out, "(?P<%s>%s{%d})", m.Name, kind, width)
		from = to
	}
	if marks[len(marks)-1].Name == "count" || len(out.String()) > profile.MaxPattern {
		return ""
	}
	return out.String()
}

// border finds where the next column begins: after a blank in as many lines as can
// be, and as far right as can be.
func border(lines []string, after, last int) int {
	best, most := last, -1
	for at := last; at > after; at-- {
		n := 0
		for _, line := range lines {
			if runes := []rune(line); len(runes) >= at && runes[at-1] == ' ' {
				n++
			}
		}
		if n > most {
			best, most = at, n
		}
	}
	return best
}
