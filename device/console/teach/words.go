package teach

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a part of a line, in bytes.
type Span struct{ From, To int }

// Of is the text of the part; empty where the line is shorter.
func (s Span) Of(line string) string {
	if s.From < 0 || s.To > len(line) || s.From > s.To {
		return ""
	}
	return line[s.From:s.To]
}

func (s Span) empty() bool { return s.From >= s.To }

// Words are the parts of a line at which a person can point: what is between
// blanks, bars and commas, without quotes and brackets around it. Of name=value
// and name:value both are words.
func Words(line string) []Span {
	var words []Span
	for _, piece := range pieces(line) {
		name, value := unlabel(line, piece)
		for _, part := range []Span{name, value} {
			for _, word := range uncounter(line, trimSpan(line, part)) {
				if !word.empty() {
					words = append(words, word)
				}
			}
		}
	}
	return words
}

// uncounter parts a number from the word for what is counted, where a script
// writes no blank between them.
func uncounter(line string, word Span) []Span {
	text := word.Of(line)
	n := len(text) - len(strings.TrimLeft(text, "0123456789"))
	if r, _ := utf8.DecodeRuneInString(text[n:]); n == 0 || r < utf8.RuneSelf || r == utf8.RuneError {
		return []Span{word}
	}
	return []Span{{word.From, word.From + n}, {word.From + n, word.To}}
}

// pieces are what is between separators.
func pieces(line string) []Span {
	var all []Span
	from := -1
	for i, r := range line {
		apart := unicode.IsSpace(r) || strings.ContainsRune("|;,", r)
		if apart && from >= 0 {
			all = append(all, Span{from, i})
			from = -1
		}
		if !apart && from < 0 {
			from = i
		}
	}
	if from >= 0 {
		all = append(all, Span{from, len(line)})
	}
	return all
}

// unlabel parts a name from its value.
func unlabel(line string, piece Span) (name, value Span) {
	text := piece.Of(line)
	at := strings.IndexAny(text, "=:")
	if at <= 0 || at == len(text)-1 || strings.HasPrefix(text[at:], "://") {
		return piece, Span{}
	}
	for _, r := range text[:at] {
		if !unicode.IsLetter(r) && !strings.ContainsRune(`_-"'.`, r) {
			return piece, Span{} // a time, an address
		}
	}
	return Span{piece.From, piece.From + at}, Span{piece.From + at + 1, piece.To}
}

// trimSpan leaves out the quotes and brackets around a word, and what ends a
// sentence.
func trimSpan(line string, s Span) Span {
	text := s.Of(line)
	left := strings.TrimLeft(text, " \t\"'([{<")
	s.From += len(text) - len(left)
	s.To = s.From + len(strings.TrimRight(left, " \t\"')]}>:;,"))
	return s
}

// place finds what a person points at in the lines of an answer: LINE.WORD or
// LINE.WORD-WORD, counted from 1, or a text that is in the lines once.
func place(lines []string, text string) (at int, span Span, ok bool) {
	if at, span, ok = numbered(lines, text); ok {
		return at, span, true
	}
	found := 0
	for i, line := range lines {
		if from := strings.Index(line, text); from >= 0 && text != "" {
			at, span = i, Span{from, from + len(text)}
			found += strings.Count(line, text)
		}
	}
	return at, span, found == 1
}

func numbered(lines []string, text string) (at int, span Span, ok bool) {
	line, words, found := strings.Cut(text, ".")
	n, err := strconv.Atoi(line)
	if !found || err != nil || n < 1 || n > len(lines) {
		return 0, Span{}, false
	}
	first, last, isRange := strings.Cut(words, "-")
	if !isRange {
		last = first
	}
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	all := Words(lines[n-1])
	if err1 != nil || err2 != nil || from < 1 || to < from || to > len(all) {
		return 0, Span{}, false
	}
	return n - 1, Span{all[from-1].From, all[to-1].To}, true
}

// whole reports whether a part begins and ends between characters.
func whole(line string, s Span) bool {
	return s.From >= 0 && s.To <= len(line) && !s.empty() &&
		utf8.RuneStart(line[s.From]) && (s.To == len(line) || utf8.RuneStart(line[s.To]))
}
