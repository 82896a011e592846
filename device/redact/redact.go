// Package redact makes a device's console text fit to be shown and logged: what
// looks like a secret is masked, and terminal escapes and control characters
// are removed.
//
// It goes by the words that stand before a value, so it can miss a secret; one
// that is known must be given to a [Masker].
package redact

import (
	"slices"
	"strings"
	"sync"

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
func (m *Masker) Line(text string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	text = m.hide(capability.Printable(m.hide(escape.Strip(text))))
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
