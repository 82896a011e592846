package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"handback/capability"
)

// Sizes of a head that a person copies, in hexadecimal digits.
const (
	minHead   = 16
	shownHead = 24 // in groups of four
)

// Errors of comparing a journal with a head that was kept.
var (
	ErrHead = errors.New("not the head of a journal: 16 to 64 hexadecimal digits")
	ErrCut  = errors.New("no line of the journal has that head")
)

// Head is the end of a journal at one moment. Whoever keeps it elsewhere can
// tell later that lines were cut off the end, which the chain alone can't show.
type Head struct {
	Facts int               // lines of the journal
	Hash  capability.Digest // of the last one
}

// String is the hash as a person copies it: its first digits, in groups.
func (h Head) String() string {
	var groups []string
	for digits := strings.ToUpper(h.Hash.String()[:shownHead]); digits != ""; digits = digits[4:] {
		groups = append(groups, digits[:4])
	}
	return strings.Join(groups, " ")
}

// Head gives the head of a journal as it is now.
func (l *Ledger) Head(id capability.ReturnID) (Head, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rec, err := l.load(id)
	if err != nil {
		return Head{}, err
	}
	return Head{Facts: len(rec.now.Entries), Hash: rec.last}, nil
}

// Since looks in a journal for the line whose hash begins with head, white space
// and hyphens aside, and says how many lines came after it. [ErrCut] means that the
// line was cut off or rewritten, or that the head is another journal's; a text
// that is no head is an [ErrHead].
func (l *Ledger) Since(id capability.ReturnID, head string) (int, error) {
	prefix, err := parseHead(head)
	if err != nil {
		return 0, err
	}
	if err := find(l.disk, id); err != nil {
		return 0, err
	}
	data, err := read(l.disk, journalOf(id), MaxJournal)
	if err != nil {
		return 0, err
	}
	c, err := readChain(id, data)
	if err != nil {
		return 0, err
	}
	after := -1
	for line := range bytes.Lines(data[:c.size]) {
		switch {
		case strings.HasPrefix(capability.DigestOf(line).String(), prefix):
			after = 0
		case after >= 0:
			after++
		}
	}
	if after < 0 {
		return 0, fmt.Errorf("%w: %s", ErrCut, id)
	}
	return after, nil
}

// parseHead reads what a person copied.
func parseHead(text string) (string, error) {
	digits := strings.ToLower(strings.ReplaceAll(strings.Join(strings.Fields(text), ""), "-", ""))
	if len(digits) < minHead || len(digits) > len(capability.Digest{}.String()) || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", fmt.Errorf("%w, not %q", ErrHead, capability.Printable(text))
	}
	return digits, nil
}
