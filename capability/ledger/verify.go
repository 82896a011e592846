package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"handback/capability"
)

// Check is what a look through a whole record found.
type Check struct {
	Facts    int               // lines of the journal
	Files    int               // that the facts name, and that are whole
	LastHash capability.Digest // of the last line; whoever notes it can tell later that no line was cut off

	// What a cut write leaves, which is no damage.
	Torn    int64 // bytes at the end of the journal that are no whole line, and count as never written
	Unended bool  // the last line is whole but for its line end, and counts

	Changed []string // files whose bytes are not the facts', by their names in the record
	Missing []string // files that were kept here and aren't there any more

	// NeverCame are files that only facts of a case from elsewhere name, and that
	// did not come with it. That is no damage.
	NeverCame []string
}

// Verify reads the journal and every file that a fact names, all from the
// disk. What doesn't fit is the error: a *[Damage] of the journal, with its line,
// or one for each file that is changed or missing, joined.
func (l *Ledger) Verify(ctx context.Context, id capability.ReturnID) (Check, error) {
	if err := find(l.disk, id); err != nil {
		return Check{}, err
	}
	rec, err := readRecord(l.disk, id)
	if err != nil {
		return Check{}, err
	}
	c := Check{Facts: len(rec.now.Entries), LastHash: rec.last, Torn: rec.torn, Unended: rec.unended}
	var all error
	for _, a := range filesOf(rec.now.Entries) {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		_, err := l.Get(id, a.SHA256)
		switch {
		case err == nil:
			c.Files++
		case errors.Is(err, ErrNoFile) && a.elsewhere:
			c.NeverCame = append(c.NeverCame, FileName(a.Artifact))
			continue
		case errors.Is(err, ErrNoFile):
			c.Missing = append(c.Missing, FileName(a.Artifact))
			err = &Damage{ID: id, File: FileName(a.Artifact), Err: errMissing}
		case errors.Is(err, ErrDamaged):
			c.Changed = append(c.Changed, FileName(a.Artifact))
		default:
			return c, err
		}
		all = errors.Join(all, err)
	}
	return c, all
}

// namedFile is a file that facts name.
type namedFile struct {
	capability.Artifact
	elsewhere bool // by none that was noted here
}

// filesOf lists the files that facts name, each once.
func filesOf(entries []capability.Entry) []namedFile {
	var all []namedFile
	at := make(map[capability.Digest]int)
	for _, e := range entries {
		a, came := e.Artifact()
		if !came {
			continue
		}
		i, seen := at[a.SHA256]
		if !seen {
			i = len(all)
			at[a.SHA256] = i
			all = append(all, namedFile{a, true})
		}
		all[i].elsewhere = all[i].elsewhere && e.From != nil
	}
	return all
}

// Copy is a whole record as it is on the disk, checked.
type Copy struct {
	Return   capability.Return
	LastHash capability.Digest            // of the journal's last line
	Journal  []byte                       // its whole lines
	Files    map[capability.Digest][]byte // that the facts name
}

// Export reads a record, all of it checked as [Ledger.Verify] does.
func (l *Ledger) Export(ctx context.Context, id capability.ReturnID) (Copy, error) {
	if err := find(l.disk, id); err != nil {
		return Copy{}, err
	}
	rec, err := readRecord(l.disk, id)
	if err != nil {
		return Copy{}, err
	}
	journal, err := read(l.disk, journalOf(id), MaxJournal)
	if err == nil && int64(len(journal)) < rec.size {
		err = &Damage{ID: id, File: journalName, Err: errDigest}
	}
	if err != nil {
		return Copy{}, err
	}
	c := Copy{Return: rec.now, LastHash: rec.last, Journal: journal[:rec.size], Files: map[capability.Digest][]byte{}}
	for _, a := range filesOf(rec.now.Entries) {
		if err := ctx.Err(); err != nil {
			return Copy{}, err
		}
		data, err := l.Get(id, a.SHA256)
		switch {
		case errors.Is(err, ErrNoFile) && a.elsewhere:
			continue
		case errors.Is(err, ErrNoFile):
			err = &Damage{ID: id, File: FileName(a.Artifact), Err: errMissing}
		}
		if err != nil {
			return Copy{}, err
		}
		c.Files[a.SHA256] = data
	}
	return c, nil
}

// ReadJournal rebuilds a return from the bytes of its journal, every line of
// which is checked, and gives the digest of the last one. A torn line at the
// end is an error here: nobody is writing.
func ReadJournal(id capability.ReturnID, journal []byte) (capability.Return, capability.Digest, error) {
	c, err := readChain(id, journal)
	if err == nil && c.torn > 0 {
		err = &Damage{ID: id, File: journalName, Line: len(c.now.Entries) + 1, Err: errForm}
	}
	return c.now, c.last, err
}

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
	defer l.turns.take(id)()
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
