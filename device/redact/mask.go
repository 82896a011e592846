package redact

import (
	"regexp"
	"slices"
	"strings"
)

// What is masked whatever stands before it.
var (
	// pemBlock is a PEM block, or its beginning, in one line.
	pemBlock = regexp.MustCompile(beginBlock + `.*?(?:` + endBlock + `.*?(?:` + dashes + `|$)|$)`)

	// urlPassword is the password of scheme://user:password@host (RFC 3986,
	// section 3.2.1).
	urlPassword = regexp.MustCompile(`(://[^/ ?#:]*:)[^/ ?#]*@`)
)

var (
	// nameRun is a run of characters that names are made of.
	nameRun = regexp.MustCompile(`[A-Za-z0-9_.-]+`)

	// nameWord is one of the words of a name. A capital after a small letter
	// begins another.
	nameWord = regexp.MustCompile(`[A-Z]+[a-z]*|[a-z]+`)
)

var (
	// clearWords mean a secret wherever they stand in a name.
	clearWords = []string{"password", "passwd", "passphrase", "passcode", "secret", "token", "bearer", "credential"}

	// plainWords mean one only as a whole word, and before "=" or ":".
	plainWords = []string{"pass", "pwd", "pw", "pin", "puk", "key", "apikey", "psk", "auth", "authorization", "otp", "community"}

	// sentenceWords follow a word for a secret in a sentence.
	sentenceWords = []string{
		"is", "are", "was", "has", "for", "of", "to", "on", "in", "at", "and", "or", "not", "must", "too", "can", "cannot", "will",
		"required", "incorrect", "wrong", "invalid", "expired", "expires", "changed", "failed", "failure", "accepted",
		"rejected", "missing", "mismatch", "authentication", "prompt", "file", "set", "updated", "again",
	}
)

// maskLine masks what looks like a secret in printable text.
func maskLine(text string) string {
	text = pemBlock.ReplaceAllString(text, Mask)
	text = urlPassword.ReplaceAllString(text, "${1}"+Mask+"@")
	var out strings.Builder
	for {
		at := nameRun.FindStringIndex(text)
		if at == nil {
			out.WriteString(text)
			return out.String()
		}
		name, rest := text[at[0]:at[1]], text[at[1]:]
		out.WriteString(text[:at[1]])
		if from, to := valueAfter(name, rest); from < to {
			out.WriteString(rest[:from] + Mask)
			rest = rest[to:]
		}
		text = rest
	}
}

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
	return slices.Contains(sentenceWords, strings.ToLower(strings.Trim(word, ".,:;!?")))
}

// isSecret reports whether a name names a secret: whether one of its words
// does, as in DB_PASSWORD, wifi-psk or apiKey.
func isSecret(name string) bool {
	words, joined := wordsOf(name)
	return slices.Contains(plainWords, joined) ||
		slices.ContainsFunc(clearWords, func(w string) bool { return strings.Contains(joined, w) }) ||
		slices.ContainsFunc(words, func(w string) bool { return slices.Contains(plainWords, w) })
}

// isClear reports whether a name alone says that a secret follows, without "="
// or ":".
func isClear(name string) bool {
	_, joined := wordsOf(name)
	return slices.ContainsFunc(clearWords, func(w string) bool { return strings.HasSuffix(joined, w) })
}

// wordsOf are the words of a name in small letters, also joined.
func wordsOf(name string) (words []string, joined string) {
	words = nameWord.FindAllString(name, -1)
	for i := range words {
		words[i] = strings.ToLower(words[i])
	}
	return words, strings.Join(words, "")
}
