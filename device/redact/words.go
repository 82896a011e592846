package redact

import (
	"slices"
	"strings"
)

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
