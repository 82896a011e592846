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
		Return: r.ID, Purpose: r.Purpose, Started: r.Way,
		Opened: laptop(r.OpenedAt), Changed: laptop(r.ChangedAt), Stage: r.Stage, Operators: operators(r.Entries),
		Sources: sourcesOf(r.Entries), Checked: r.ReceiptChecked,
		RestsOn: r.Closing, Meaning: meaning(r), Problem: r.Problem,
		Device: deviceOf(r), Order: orderOf(r), Files: filesOf(r), Claims: claimsIn(r.Entries), Evidence: r.Evidence,
		Journal: Journal{Facts: len(r.Entries), LastHash: lastHash},
	}
	if r.Told == nil { // the reason in somebody else's case is hearsay
		c.Reason = r.Reason
	}
	if r.ReceiptChecked != nil { // a receipt that nobody could check may name anything
		c.Credited = r.Credited
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

// deviceOf leaves out what only hearsay says about a device: all but its host ID,
// until it is read.
func deviceOf(r capability.Return) Device {
	d := r.Device
	read := func(e capability.Entry) bool { return e.Reading() != nil && !e.Hearsay() }
	if r.Told != nil && !slices.ContainsFunc(r.Entries, read) {
		return Device{Host: d.Host}
	}
	return DeviceOf(d)
}

func orderOf(r capability.Return) []Line {
	var all []Line
	for _, l := range r.Order.Lines {
		held := capability.CountOf(r.Before, l.ActivationID)
		line := Line{ActivationID: l.ActivationID, Held: held, Remains: l.Count, Feature: featureOf(r, l.ActivationID)}
		line.GoesBack, line.Comes = max(0, held-l.Count), max(0, l.Count-held)
		all = append(all, line)
	}
	return all
}

func featureOf(r capability.Return, id capability.ActivationID) string {
	for _, l := range slices.Concat(r.Before, r.After) {
		if l.ActivationID == id {
			return l.Feature
		}
	}
	return ""
}

// changes compares the two readings, where there are two.
func changes(before, after *Reading, order capability.Order) []Change {
	if before == nil || after == nil {
		return nil
	}
	var all []Change
	for _, c := range capability.Difference(before.Licenses, after.Licenses, order) {
		all = append(all, Change{ActivationID: c.ActivationID, Feature: c.Feature, Before: c.Before, After: c.After, Ordered: c.Asked})
	}
	return all
}

// readingsIn gives the device as it was read first and as it was read last. A
// return that begins with a label, or in the portal with a host ID alone, has
// no first reading.
func readingsIn(entries []capability.Entry) (before, after *Reading) {
	for _, e := range entries {
		r := e.Reading()
		if r == nil || e.Hearsay() {
			continue
		}
		_, first := e.Fact.(capability.Opened)
		if entries[0].Hearsay() && before == nil { // a return that was taken in begins with its first reading here
			first = true
		}
		if first {
			before = readingOf(e, *r)
		} else {
			after = readingOf(e, *r)
		}
	}
	return before, after
}

func readingOf(e capability.Entry, r capability.Reading) *Reading {
	out := &Reading{Read: laptop(e.At), By: e.SeenBy(), Serial: r.Device.Serial, Last: r.Device.Last, Licenses: r.Licenses}
	if !r.Device.Clock.IsZero() {
		out.Device = &Time{r.Device.Clock.UTC(), DeviceClock}
	}
	return out
}

// filesOf lists every file that came or went, in the order in which they did.
func filesOf(r capability.Return) []File {
	var all []File
	for _, e := range r.Entries {
		a, came := e.Artifact()
		if e.Hearsay() {
			continue
		}
		known := slices.ContainsFunc(all, func(f File) bool { return f.SHA256 == a.SHA256 })
		if came && !known {
			all = append(all, File{Artifact: a, Came: laptop(e.At), By: e.SeenBy(), Standing: standing(r, a.SHA256)})
		}
	}
	return all
}

func standing(r capability.Return, d capability.Digest) Standing {
	switch {
	case slices.ContainsFunc(r.Artifacts(), func(a capability.Artifact) bool { return a.SHA256 == d }):
		return InUse
	case r.Rejected(d):
		return Rejected
	default:
		return Superseded
	}
}

// claimsIn lists what people said, also what they took back later.
func claimsIn(entries []capability.Entry) []Claim {
	var all []Claim
	uploads := map[capability.ArtifactKind]int{} // of which file the newest claim is where in all
	for n, e := range entries {
		text, claimed := words(e.Fact)
		if e.Hearsay() {
			continue
		}
		if claimed {
			all = append(all, Claim{Fact: n + 1, At: laptop(e.At), Who: claimant(e), Text: text})
		}
		switch fact := e.Fact.(type) {
		case capability.Uploaded:
			uploads[fact.File] = len(all) - 1
		case capability.Withdrawn:
			if at, there := uploads[fact.File]; there {
				all[at].Withdrawn = &Withdrawal{Fact: n + 1, At: laptop(e.At), Who: e.By, Reason: fact.Reason}
			}
		}
	}
	return all
}

// claimant is who says so: a person that the fact names, or the operator.
func claimant(e capability.Entry) string {
	switch fact := e.Fact.(type) {
	case capability.Declared:
		return fact.Evidence.Who
	case capability.Decided:
		return fact.Who
	default:
		return e.By
	}
}

// sourcesOf lists the cases that were taken in.
func sourcesOf(entries []capability.Entry) []Source {
	var all []Source
	for _, e := range entries {
		f, ok := e.Fact.(capability.TakenIn)
		if !ok || e.From != nil {
			continue
		}
		all = append(all, Source{
			Taken: laptop(e.At), By: e.By, Signer: f.Signer, Whose: orEmpty(f.Whose), Facts: f.Facts, Stick: f.Stick, Serial: f.StickSerial, Case: f.Case,
		})
	}
	return all
}

// known says how far a fact is known, and by whom if not here.
func known(e capability.Entry) (Provenance, string) {
	switch {
	case e.From == nil:
		return SeenHere, ""
	case e.Hearsay():
		return Hearsay, ""
	default:
		return SeenElsewhere, e.From.Signer
	}
}
