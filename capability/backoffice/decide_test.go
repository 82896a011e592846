package backoffice_test

import (
	"reflect"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func digest(seq byte) capability.Digest { return capability.DigestOf([]byte{seq}) }

func mark(seq byte) *capability.Mark {
	return &capability.Mark{Seq: uint64(seq), SHA256: digest(seq)}
}

// books are those of a device that holds 5 of A and 1 of B, after response 3,
// which it proved to have loaded. 2 of A are available, none of B, 4 of C.
func books() backoffice.Books {
	entitlement := func(id string, total, available int) backoffice.Entitlement {
		return backoffice.Entitlement{
			ActivationID: capability.ActivationID(id), Total: total, Available: available,
			License: capability.License{ActivationID: capability.ActivationID(id), Feature: "pump", Version: "1.0"},
		}
	}
	return backoffice.Books{
		Host: capability.HostID{Type: "STRING", Value: "pump-1"}, Seq: 3, Proved: mark(3),
		Issued: map[uint64]capability.Digest{1: digest(1), 2: digest(2), 3: digest(3)},
		Entitlements: map[capability.ActivationID]backoffice.Entitlement{
			"A": entitlement("A", 7, 2), "B": entitlement("B", 1, 0), "C": entitlement("C", 4, 4),
		},
		Licenses: []backoffice.License{
			{License: capability.License{ActivationID: "A", Count: 5}, State: capability.LicenseGenerated},
			{License: capability.License{ActivationID: "B", Count: 1}, State: capability.LicenseGenerated},
		},
	}
}

// waiting are the books after all of A was given back by response 4.
func waiting() backoffice.Books {
	b := books()
	d := b.Decide(message.Request{Last: mark(3), Lines: lines("A", 0)}, backoffice.Terms{Now: noon()})
	return d.After.Issue(*mark(4))
}

// trusted are the books after all of A was given back by response 4 and
// credited at once.
func trusted() backoffice.Books {
	d := books().Decide(message.Request{Last: mark(3), Lines: lines("A", 0)}, backoffice.Terms{Now: noon(), SkipConfirmation: true})
	return d.After.Issue(*mark(4))
}

// partly are the books after that many of A were removed in the portal by
// response 4.
func partly(quantity int) backoffice.Books {
	d, err := books().Remove("A", quantity, backoffice.Terms{Now: noon()})
	if err != nil {
		panic(err)
	}
	return d.After.Issue(*mark(4))
}

// unproved is a device that never proved anything, and lost all of A by
// response 1.
func unproved() backoffice.Books {
	b := books()
	b.Seq, b.Proved, b.Issued = 0, nil, nil
	d, err := b.Remove("A", 0, backoffice.Terms{Now: noon()})
	if err != nil {
		panic(err)
	}
	return d.After.Issue(*mark(1))
}

// scarce are books in which another device took what was available of A.
func scarce() backoffice.Books {
	b := books()
	e := b.Entitlements["A"]
	e.Available = 0
	b.Entitlements["A"] = e
	return b
}

func lines(id string, remaining int) []capability.Line {
	return []capability.Line{{ActivationID: capability.ActivationID(id), Count: remaining}}
}

// counts are those of one activation ID, in units.
type counts struct {
	available, held, waiting int
	state                    capability.LicenseState
}

// noted is a note without its text.
type noted struct {
	id   capability.ActivationID
	code message.NoteCode
}

// decideCase is a request to known books, and what must come of it.
type decideCase struct {
	books   backoffice.Books
	last    *capability.Mark
	lines   []capability.Line
	skip    bool
	want    counts // of the first line's activation ID, or of A
	notes   []noted
	confirm bool
}

func returnCases() map[string]decideCase {
	return map[string]decideCase{
		"return all": {
			books: books(), last: mark(3), lines: lines("A", 0),
			want:  counts{2, 0, 5, capability.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"return some": {
			books: books(), last: mark(3), lines: lines("A", 2),
			want:  counts{2, 2, 3, capability.CopiesDecreasing},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"return on trust": {
			books: books(), last: mark(3), lines: lines("A", 0), skip: true,
			want:  counts{7, 0, 0, capability.RemovedFromLicense},
			notes: []noted{{"A", message.NoteCredited}},
		},
		"return some on trust": {
			books: books(), last: mark(3), lines: lines("A", 4), skip: true,
			want:  counts{3, 4, 0, capability.LicenseGenerated},
			notes: []noted{{"A", message.NoteCredited}},
		},
		"the same count": {
			books: books(), last: mark(3), lines: lines("A", 5),
			want: counts{2, 5, 0, capability.LicenseGenerated},
		},
		"the same return again in a new request": {
			books: waiting(), last: mark(3), lines: lines("A", 0),
			want:  counts{2, 0, 5, capability.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
	}
}

func proofCases() map[string]decideCase {
	return map[string]decideCase{
		"a sync with nothing open": {
			books: books(), last: mark(3), want: counts{2, 5, 0, capability.LicenseGenerated},
		},
		"a sync before the response was loaded": {
			books: waiting(), last: mark(3),
			want:  counts{2, 0, 5, capability.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"a sync that proves it": {
			books: waiting(), last: mark(4),
			want:  counts{7, 0, 0, capability.RemovedFromLicense},
			notes: []noted{{"A", message.NoteCredited}},
		},
		"a later response proves it too": {
			books: waiting().Issue(*mark(5)), last: mark(5),
			want:  counts{7, 0, 0, capability.RemovedFromLicense},
			notes: []noted{{"A", message.NoteCredited}},
		},
		"trust does not credit what waits already": {
			books: waiting(), last: mark(3), skip: true,
			want:  counts{2, 0, 5, capability.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
	}
}

func activationCases() map[string]decideCase {
	return map[string]decideCase{
		"proof and a new order in one request": {
			books: waiting(), last: mark(4), lines: lines("A", 6),
			want:  counts{1, 6, 0, capability.LicenseGenerated},
			notes: []noted{{"A", message.NoteCredited}, {"A", message.NoteAdded}},
		},
		"what waits is not available": {
			books: waiting(), last: mark(3), lines: lines("A", 3),
			want:  counts{2, 0, 5, capability.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteCount}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"more than are available": {
			books: scarce(), last: mark(3), lines: lines("A", 6),
			want:  counts{0, 5, 0, capability.LicenseGenerated},
			notes: []noted{{"A", message.NoteUnavailable}},
		},
		"activate more": {
			books: books(), last: mark(3), lines: lines("A", 7),
			want:  counts{0, 7, 0, capability.LicenseGenerated},
			notes: []noted{{"A", message.NoteAdded}},
		},
		"activate for the first time": {
			books: books(), last: mark(3), lines: lines("C", 1),
			want:  counts{3, 1, 0, capability.LicenseGenerated},
			notes: []noted{{"C", message.NoteAdded}},
		},
		"more than are entitled": {
			books: books(), last: mark(3), lines: lines("A", 8),
			want:  counts{2, 5, 0, capability.LicenseGenerated},
			notes: []noted{{"A", message.NoteCount}},
		},
		"unknown activation ID": {
			books: books(), last: mark(3), lines: append(lines("A", 4), lines("X", 0)...),
			want:  counts{2, 4, 1, capability.CopiesDecreasing},
			notes: []noted{{"X", message.NoteUnknown}, {"A", message.NoteRemoved}}, confirm: true,
		},
	}
}

func rollbackCases() map[string]decideCase {
	return map[string]decideCase{
		"rollback to an older response": {
			books: waiting(), last: mark(2), lines: lines("B", 0),
			want:  counts{0, 1, 0, capability.LicenseGenerated},
			notes: []noted{{"", message.NoteRollback}, {"A", message.NoteRollback}}, confirm: true,
		},
		"rollback to no response": {
			books: books(), lines: lines("A", 0),
			want:  counts{2, 5, 0, capability.LicenseGenerated},
			notes: []noted{{"", message.NoteRollback}},
		},
		"rollback: the same seq, another digest": {
			books: books(), last: &capability.Mark{Seq: 3, SHA256: digest(9)}, lines: lines("A", 0),
			want:  counts{2, 5, 0, capability.LicenseGenerated},
			notes: []noted{{"", message.NoteRollback}},
		},
		"rollback: a response never issued": {
			books: waiting(), last: mark(9),
			want:  counts{2, 0, 5, capability.WaitingForConfirmation},
			notes: []noted{{"", message.NoteRollback}, {"A", message.NoteRollback}}, confirm: true,
		},
	}
}

// lateCases are requests that were made before a newer response took units,
// and come after it.
func lateCases() map[string]decideCase {
	return map[string]decideCase{
		"a late return is no activation": {
			books: waiting(), last: mark(3), lines: lines("A", 2),
			want:  counts{2, 0, 5, capability.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteCount}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"nor when the units were credited on trust": {
			books: trusted(), last: mark(3), lines: lines("A", 2),
			want:  counts{7, 0, 0, capability.RemovedFromLicense},
			notes: []noted{{"A", message.NoteCount}},
		},
		"a late return of a device that never loaded anything": {
			books: unproved(), lines: lines("A", 2),
			want:  counts{2, 0, 5, capability.RemovalPendingConfirmation},
			notes: []noted{{"A", message.NoteCount}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"a late return of more than was taken goes on": {
			books: partly(3), last: mark(3), lines: lines("A", 1),
			want:  counts{2, 1, 4, capability.CopiesDecreasing},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"a late return of less than was taken": {
			books: partly(3), last: mark(3), lines: lines("A", 3),
			want:  counts{2, 2, 3, capability.CopiesDecreasing},
			notes: []noted{{"A", message.NoteCount}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"a late return of just that": {
			books: partly(3), last: mark(3), lines: lines("A", 2),
			want:  counts{2, 2, 3, capability.CopiesDecreasing},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"it counts for each activation ID alone": {
			books: waiting(), last: mark(3), lines: lines("C", 1),
			want:  counts{3, 1, 0, capability.LicenseGenerated},
			notes: []noted{{"C", message.NoteAdded}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"once it is known, more can be asked for": {
			books: trusted(), last: mark(4), lines: lines("A", 2),
			want:  counts{5, 2, 0, capability.LicenseGenerated},
			notes: []noted{{"A", message.NoteAdded}},
		},
	}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	for _, group := range []map[string]decideCase{returnCases(), proofCases(), activationCases(), rollbackCases(), lateCases()} {
		for name, c := range group {
			t.Run(name, c.check)
		}
	}
}

func (c decideCase) check(t *testing.T) {
	d := c.books.Decide(message.Request{ID: message.ID{7}, Last: c.last, Lines: c.lines},
		backoffice.Terms{Now: noon(), SkipConfirmation: c.skip})
	id := capability.ActivationID("A")
	if len(c.lines) > 0 {
		id = c.lines[0].ActivationID
	}
	if got := countsOf(d.After, id); got != c.want {
		t.Errorf("%s: %+v, want %+v", id, got, c.want)
	}
	var notes []noted
	for _, n := range d.Response.Notes {
		notes = append(notes, noted{n.ActivationID, n.Code})
	}
	if !reflect.DeepEqual(notes, c.notes) {
		t.Errorf("notes %v, want %v", notes, c.notes)
	}
	if d.Response.Confirm != c.confirm {
		t.Errorf("confirm %t", d.Response.Confirm)
	}
	if d.Response.Seq != c.books.Seq+1 || *d.Response.Answers != (message.ID{7}) {
		t.Errorf("response %d answers %v", d.Response.Seq, d.Response.Answers)
	}
	if !reflect.DeepEqual(d.Response.Rights, d.After.Rights()) {
		t.Errorf("rights %v, the books have %v", d.Response.Rights, d.After.Rights())
	}
}

func countsOf(b backoffice.Books, id capability.ActivationID) counts {
	c := counts{available: b.Entitlements[id].Available, waiting: b.Waiting(id)}
	for _, l := range b.Licenses {
		if l.ActivationID == id {
			c.held, c.state = l.Count, l.State
		}
	}
	return c
}

func TestDecideLeavesTheBooks(t *testing.T) {
	t.Parallel()
	for _, last := range []*capability.Mark{mark(4), mark(3), nil} {
		b := waiting()
		b.Decide(message.Request{Last: last, Lines: append(lines("B", 0), lines("C", 4)...)}, backoffice.Terms{Now: noon()})
		if !reflect.DeepEqual(b, waiting()) {
			t.Errorf("a decision changed the books it looked at: %+v", b)
		}
	}
}

func TestRightsAreAllThatRemains(t *testing.T) {
	t.Parallel()
	d := books().Decide(message.Request{Last: mark(3), Lines: lines("A", 0)}, backoffice.Terms{Now: noon()})
	if len(d.Response.Rights) != 1 || d.Response.Rights[0].ActivationID != "B" {
		t.Errorf("rights %v, want B alone", d.Response.Rights)
	}
}

func TestLifetime(t *testing.T) {
	t.Parallel()
	request := message.Request{Last: mark(3)}
	if d := books().Decide(request, backoffice.Terms{Now: noon()}); !d.Response.Expires.IsZero() {
		t.Errorf("expires %s, want never", d.Response.Expires)
	}
	d := books().Decide(request, backoffice.Terms{Now: noon().Add(time.Millisecond), Lifetime: time.Hour})
	if want := noon().Add(time.Hour); !d.Response.Expires.Equal(want) || !d.Response.Issued.Equal(noon()) {
		t.Errorf("issued %s, expires %s", d.Response.Issued, d.Response.Expires)
	}
}
