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

// isSecret reports whether a name names a secret: whether one of its words
// does, as in DB_PASSWORD, wifi-psk or apiKey.
func isSecret(name string) bool {
	switch compact := strings.ToLower(strings.Map(letters, name)); {
	case slices.Contains(plainWords(), compact):
		return true
	default:
		return slices.ContainsFunc(clearWords(), func(w string) bool { return strings.Contains(compact, w) }) ||
			slices.ContainsFunc(partsOf(name), func(part string) bool { return slices.Contains(plainWords(), part) })
	}
}

// isClear reports whether a name alone says that a secret follows, without "="
// or ":".
func isClear(name string) bool {
	compact := strings.ToLower(strings.Map(letters, name))
	return slices.ContainsFunc(clearWords(), func(w string) bool { return strings.HasSuffix(compact, w) })
}

// clearWords mean a secret wherever they stand in a name.
func clearWords() []string {
	return []string{"password", "passwd", "passphrase", "passcode", "secret", "token", "bearer", "credential"}
}

// plainWords mean one only as a whole word, and before "=" or ":".
func plainWords() []string {
	return []string{"pass", "pwd", "pw", "pin", "puk", "key", "apikey", "psk", "auth", "authorization", "otp", "community"}
}

// ordinary are the words that follow a word for a secret in sentences.
func ordinary() []string {
	return []string{
		"is", "are", "was", "has", "for", "of", "to", "on", "in", "at", "and", "or", "not", "must", "too", "can", "cannot", "will",
		"required", "incorrect", "wrong", "invalid", "expired", "expires", "changed", "failed", "failure", "accepted",
		"rejected", "missing", "mismatch", "authentication", "prompt", "file", "set", "updated", "again",
	}
}

// partsOf cuts a name into lower-case words: at what is no letter, and where a
// capital follows a small letter.
func partsOf(name string) []string {
	var spaced strings.Builder
	var last rune
	for _, r := range name {
		if isUpper(r) && last >= 'a' && last <= 'z' || letters(r) < 0 {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(r)
		last = r
	}
	return strings.FieldsFunc(strings.ToLower(spaced.String()), func(r rune) bool { return letters(r) < 0 })
}

// letters drops what is no letter, for strings.Map.
func letters(r rune) rune {
	if r >= 'a' && r <= 'z' || isUpper(r) {
		return r
	}
	return -1
}

func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }
