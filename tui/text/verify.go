package text

import (
	"errors"
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/ledger"
)

// NotWhole says how many records of those that were checked are not whole.
type NotWhole struct{ Damaged, Of int }

func (n *NotWhole) Error() string {
	if n.Of == 1 {
		return "the record is not whole"
	}
	return fmt.Sprintf("%d of %d records are not whole", n.Damaged, n.Of)
}

// Checked says in one line what a look through a record found: that it is
// whole, or all that is not.
func Checked(id capability.ReturnID, c ledger.Check, err error) string {
	files := len(c.Changed) + len(c.Missing)
	if err != nil && files == 0 {
		return fmt.Sprintf("%s is damaged: %s", id, placeOfDamageText(err))
	}
	text := fmt.Sprintf("%s whole", id)
	if files > 0 {
		text = fmt.Sprintf("%s is not whole", id)
	}
	text += fmt.Sprintf(": %s, %s, last hash %s", countText(c.Facts, "fact"), countText(c.Files, "file"), c.LastHash)
	for _, part := range []struct {
		names []string
		what  string
	}{
		{c.Changed, "changed"},
		{c.Missing, "missing, though it was kept here"},
		{c.NeverCame, "never came with the case from elsewhere"},
	} {
		if len(part.names) > 0 {
			text += fmt.Sprintf("; %s: %s", part.what, Printable("", strings.Join(part.names, ", ")))
		}
	}
	return text + journalEndText(c)
}

// journalEndText tells what a write that was cut left at the end of a journal.
func journalEndText(c ledger.Check) string {
	text := ""
	if c.Unended {
		text += "; its last line lacks the line end, and counts"
	}
	if c.Torn > 0 {
		text += fmt.Sprintf("; %s at the end are of a line that was cut while it was written, and don't count", countText(int(c.Torn), "byte"))
	}
	return text
}

// Head says that a journal still has the line that a head was copied from.
func Head(id capability.ReturnID, after int) string {
	return fmt.Sprintf("%s has the line of that head: %s came after it", id, countText(after, "fact"))
}

// placeOfDamageText names the place of a damage and what is wrong there.
func placeOfDamageText(err error) string {
	var d *ledger.Damage
	if !errors.As(err, &d) {
		return Printable("", err.Error())
	}
	where := ""
	if d.File != "" {
		where = Printable("", d.File)
		if d.Line > 0 {
			where += fmt.Sprintf(" line %d", d.Line)
		}
		where += ": "
	}
	return where + Printable("", d.Err.Error())
}
