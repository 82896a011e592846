// Package redact makes a device's console text fit to be shown and logged: what
// looks like a secret is masked, and terminal escapes and control characters
// are removed.
//
// It goes by the words that are before a value, so it can miss a secret; one
// that is known must be given to a [Masker].
package redact

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"handback/capability"
	"handback/device/escape"
)

// Mask stands where a secret stood.
const Mask = "***"

// maxBlock is how many lines of a PEM block are masked when its end is not
// seen. A key of 16384 bits has about 200.
const maxBlock = 256

// Line makes one line of text fit to be shown and logged: bounded and printable
// as [capability.Printable] has it, without terminal escapes, and with the
// values masked that follow a word for a secret (password, token, key, ...) as
// in "password: x", "--token=x" or "secret x", as well as the body of a PEM
// block (RFC 7468) and the password in a URL.
func Line(text string) string { return maskLine(capability.Printable(escape.Strip(text))) }

// Masker does what [Line] does for lines that belong together: it also knows
// secrets, and PEM blocks that go on over several lines. The zero value is
// ready. It may be used by several goroutines at once.
type Masker struct {
	mu      sync.Mutex
	secrets []string
	block   int // lines of a PEM block that may follow; 0: outside
}

// Know has a secret masked wherever it appears on one line, as it was typed or
// as it is shown. An empty one is none.
func (m *Masker) Know(secret string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, form := range []string{secret, capability.Printable(secret)} {
		if form != "" && !slices.Contains(m.secrets, form) {
			m.secrets = append(m.secrets, form)
		}
	}
	slices.SortFunc(m.secrets, func(a, b string) int { return len(b) - len(a) }) // one may begin another
}

// Line masks the next line.
func (m *Masker) Line(text string) string { return m.mask(text, capability.Printable) }

// Keep masks the next line for a program that goes on to read it: tabs and the
// blanks of other scripts stay, and only what is longer than
// [capability.MaxPrintableLine] is cut. It is not yet fit to be shown.
func (m *Masker) Keep(text string) string {
	return m.mask(text, func(text string) string {
		var out strings.Builder
		for {
			at := strings.IndexFunc(text, isOwnBlank)
			if at < 0 {
				out.WriteString(capability.PrintableLine(text))
				return out.String()
			}
			r, n := utf8.DecodeRuneInString(text[at:])
			out.WriteString(capability.PrintableLine(text[:at]))
			out.WriteRune(r)
			text = text[at+n:]
		}
	})
}

// isOwnBlank is white space within a line beside the plain blank.
func isOwnBlank(r rune) bool { return r == '\t' || unicode.Is(unicode.Zs, r) && r != ' ' }

func (m *Masker) mask(text string, fit func(string) string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	text = m.hide(fit(m.hide(escape.Strip(text))))
	if m.block > 0 {
		m.block--
		after, ended := afterBlock(text)
		if !ended {
			return Mask
		}
		m.block = 0
		text = Mask + after
	}
	if open(text) {
		m.block = maxBlock
	}
	return maskLine(text)
}

func (m *Masker) hide(text string) string {
	for _, secret := range m.secrets {
		text = strings.ReplaceAll(text, secret, Mask)
	}
	return text
}

const (
	beginBlock = "-----BEGIN "
	endBlock   = "-----END "
	dashes     = "-----"
)

// open reports whether a PEM block begins in text and goes on after it.
func open(text string) bool {
	at := strings.LastIndex(text, beginBlock)
	if at < 0 {
		return false
	}
	_, ended := afterBlock(text[at:])
	return !ended
}

// afterBlock is what follows the end of a PEM block, if that is in text.
func afterBlock(text string) (after string, ended bool) {
	_, rest, ended := strings.Cut(text, endBlock)
	_, after, _ = strings.Cut(rest, dashes)
	return after, ended
}

// What is masked whatever is before it.
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
	// clearWords mean a secret wherever they are in a name.
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

// separator is what is between a name and its value: '=', ':' or, for
// blanks alone, 0; and where the value begins.
func separator(rest string) (kind byte, at int) {
	at = blanks(rest, "\"'] \t")
	if at < len(rest) && (rest[at] == '=' || rest[at] == ':') {
		kind = rest[at]
		at++
		at += blanks(rest[at:], "=> \t")
		return kind, at
	}
	return 0, blanks(rest, " \t")
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
