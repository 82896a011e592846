package redact

import (
	"slices"
	"strings"
)

// maskLine masks what looks like a secret in printable text.
func maskLine(text string) string {
	text = maskURLs(maskBlocks(text))
	var out strings.Builder
	for {
		start, end := nextName(text)
		if start == end {
			out.WriteString(text)
			return out.String()
		}
		name, rest := text[start:end], text[end:]
		out.WriteString(text[:end])
		from, to := valueAfter(name, rest)
		if from < to {
			out.WriteString(rest[:from])
			out.WriteString(Mask)
		} else {
			to = 0
		}
		text = rest[to:]
	}
}

// nextName finds the first run of characters that names are made of.
func nextName(text string) (start, end int) {
	start = strings.IndexFunc(text, inName)
	if start < 0 {
		return 0, 0
	}
	if n := strings.IndexFunc(text[start:], notInName); n >= 0 {
		return start, start + n
	}
	return start, len(text)
}

func inName(r rune) bool {
	return letters(r) >= 0 || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.'
}

func notInName(r rune) bool { return !inName(r) }

// valueAfter finds the secret in what follows a name; from is to when there is
// none.
func valueAfter(name, rest string) (from, to int) {
	assigned, at := separator(rest)
	value := rest[at:]
	switch {
	case value == "" || at == 0, assigned == 0 && !isClear(name), !isSecret(name):
		return 0, 0
	case value[0] == '"' || value[0] == '\'':
		if n := strings.IndexByte(value[1:], value[0]); n >= 0 {
			return at + 1, at + 1 + n
		}
		return at + 1, len(rest)
	case assigned == '=':
		if n := strings.IndexAny(value, " &;"); n >= 0 {
			return at, at + n
		}
		return at, len(rest)
	case assigned == 0 && startsSentence(value):
		return 0, 0
	default: // the rest of the line: it may hold spaces
		return at, len(rest)
	}
}

// separator is what stands between a name and its value: '=', ':' or, for
// blanks alone, 0; and where the value begins.
func separator(rest string) (kind byte, at int) {
	at = blanks(rest, `"'] `)
	if at < len(rest) && (rest[at] == '=' || rest[at] == ':') {
		kind = rest[at]
		at++
		at += blanks(rest[at:], "=> ")
		return kind, at
	}
	return 0, blanks(rest, " ")
}

// blanks is how many of the characters text begins with.
func blanks(text, chars string) int { return len(text) - len(strings.TrimLeft(text, chars)) }

func startsSentence(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	return slices.Contains(ordinary(), strings.ToLower(strings.Trim(word, ".,:;!?")))
}

// maskURLs masks the password of scheme://user:password@host (RFC 3986,
// section 3.2.1).
func maskURLs(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "://")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		out.WriteString("://")
		text = rest
		end := strings.IndexAny(rest, "/ ?#")
		if end < 0 {
			end = len(rest)
		}
		at := strings.LastIndexByte(rest[:end], '@')
		if at < 0 {
			continue
		}
		if colon := strings.IndexByte(rest[:at], ':'); colon >= 0 {
			out.WriteString(rest[:colon+1] + Mask)
			text = rest[at:]
		}
	}
}
