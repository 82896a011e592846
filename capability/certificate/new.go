package certificate

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"handback/capability"
)

// ErrNoRecord says that the journal, or its hash, is missing.
var ErrNoRecord = errors.New("a certificate needs the journal and its last hash")

// State writes down where a return stands. Of a closed one it is the
// certificate; of any other its title and Finished say that it is none.
func State(r capability.Return, lastHash capability.Digest, issued time.Time, by string) (Certificate, error) {
	if len(r.Entries) == 0 || lastHash.IsZero() {
		return Certificate{}, ErrNoRecord
	}
	c := Certificate{
		Version: Version, Title: title(r), Finished: r.Stage == capability.StageClosed, Issued: laptop(issued), IssuedBy: by,
		Return: r.ID, Purpose: r.Purpose, Started: r.Way, Reason: reasonOf(r),
		Opened: laptop(r.OpenedAt), Changed: laptop(r.ChangedAt), Stage: r.Stage, Operators: operators(r.Entries),
		Sources: sourcesOf(r.Entries), Checked: r.ReceiptChecked,
		RestsOn: r.Closing, Meaning: meaning(r), Credited: creditedBy(r), Problem: r.Problem,
		Device: deviceOf(r), Order: orderOf(r), Files: filesOf(r), Claims: claimsIn(r.Entries), Evidence: r.Evidence,
		Journal: Journal{Facts: len(r.Entries), LastHash: lastHash},
	}
	c.Before, c.After = readingsIn(r.Entries)
	c.Changes = changes(c.Before, c.After, r.Order)
	return c, c.replay(r.Entries)
}

// replay takes the history from the facts, each with the stage that it led to
// and the flags that it raised.
func (c *Certificate) replay(entries []capability.Entry) error {
	var r capability.Return
	for n, e := range entries {
		next, err := r.With(e)
		if err != nil {
			return fmt.Errorf("fact %d: %w", n+1, err)
		}
		text, claim := words(e.Fact)
		how, from := known(e)
		c.History = append(c.History, Event{
			At: laptop(e.At), By: e.By, Fact: e.Fact.Kind(), Claim: claim, Text: text, Stage: next.Stage, Known: how, From: from,
		})
		for _, f := range next.Flags[len(r.Flags):] {
			c.Flags = append(c.Flags, Flag{Fact: n + 1, At: laptop(e.At), Flag: f.Flag, Text: f.Text})
		}
		r = next
	}
	return nil
}

// operators lists who were at the laptops, each once, the first one first.
func operators(entries []capability.Entry) []string {
	var all []string
	for _, e := range entries {
		if e.By != "" && !e.Hearsay() && !slices.Contains(all, e.By) {
			all = append(all, e.By)
		}
	}
	return all
}
