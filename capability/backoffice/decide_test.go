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
			{License: capability.License{ActivationID: "A", Count: 5}, State: backoffice.LicenseGenerated},
			{License: capability.License{ActivationID: "B", Count: 1}, State: backoffice.LicenseGenerated},
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

func TestEnroll(t *testing.T) {
	t.Parallel()
	holds := []capability.License{
		{ActivationID: "A", Count: 9}, // known: the books decide
		{ActivationID: "C", Count: 3}, // out of what is available
		{ActivationID: "D", Count: 2}, // a new entitlement
		{ActivationID: "E"},
	}
	b, changes := books().Enroll(holds)
	for id, want := range map[capability.ActivationID][2]int{"A": {7, 2}, "C": {4, 1}, "D": {2, 0}, "E": {0, 0}} {
		if e := b.Entitlements[id]; e.Total != want[0] || e.Available != want[1] {
			t.Errorf("%s: total %d, available %d, want %v", id, e.Total, e.Available, want)
		}
	}
	if len(changes) != 5 { // two entitlements made, three licenses
		t.Errorf("changes %v", changes)
	}
	raised, _ := books().Enroll([]capability.License{{ActivationID: "C", Count: 6}})
	if e := raised.Entitlements["C"]; e.Total != 6 || e.Available != 0 {
		t.Errorf("C: total %d, available %d, want 6 and 0", e.Total, e.Available)
	}
	if again, changes := b.Enroll(holds); len(changes) != 0 || !reflect.DeepEqual(again, b) {
		t.Errorf("enrolling again changed %v", changes)
	}
}
