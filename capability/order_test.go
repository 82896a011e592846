package capability_test

import (
	"errors"
	"testing"

	. "handback/capability"
)

func TestOrderIsCheckedAgainstWhatTheDeviceHolds(t *testing.T) {
	tests := []struct {
		name  string
		lines []Line
		ok    bool
	}{
		{"all of one", []Line{{"act-1", 0}}, true},
		{"three of ten remain", []Line{{"act-1", 3}, {"act-2", 0}}, true},
		{"nothing", nil, false},
		{"all remain", []Line{{"act-1", 10}}, false},
		{"more remain than there are", []Line{{"act-1", 11}}, false},
		{"below nothing", []Line{{"act-1", -1}}, false},
		{"not held", []Line{{"act-9", 0}}, false},
		{"twice", []Line{{"act-1", 0}, {"act-1", 3}}, false},
		{"too many", make([]Line, MaxLicenses+1), false},
	}
	for _, tt := range tests {
		err := Order{Lines: tt.lines}.Check(testHeld)
		if (err == nil) != tt.ok || (err != nil && !errors.Is(err, ErrOrder)) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestReturnAllLeavesNothing(t *testing.T) {
	o := ReturnAll(append([]License{{ActivationID: "empty"}}, testHeld...))
	if err := o.Check(testHeld); err != nil || len(o.Lines) != 2 {
		t.Fatalf("%v: %v", o, err)
	}
	if o.MetBy(testLeft) || !o.MetBy(nil) || !testOrder.MetBy(testLeft) || testOrder.MetBy(testHeld) {
		t.Error("what is left is judged wrongly")
	}
}

func TestActivationGoesTheSameWayWithoutConfirmation(t *testing.T) {
	order := Order{Lines: []Line{{ActivationID: "act-2", Count: 2}}}
	facts := []Fact{
		Opened{ID: "R-88888", Way: FromDevice, Purpose: ToActivate, Reading: reading(testLeft), Order: order, TransferOf: "R-7F3K2"},
		Intended{Act: ActMakeRequest},
		RequestMade{Artifact: requestFile},
		Saved{File: ReturnRequest, SHA256: requestFile.SHA256},
		ResponseFound{Artifact: responseFile, Answers: "0a"},
		Intended{Act: ActLoadResponse},
		Loaded{Mark: Mark{Seq: 1, SHA256: responseFile.SHA256}},
		LicensesRead{Reading: reading([]License{{ActivationID: "act-2", Count: 2}})},
	}
	var entries []Entry
	for i, f := range facts {
		entries = append(entries, Entry{At: minute(i), Fact: f})
	}
	r, err := Replay(entries)
	if err != nil || r.Closing != ClosedOnReading || len(Plan(r)) != 6 {
		t.Errorf("closed on %q, %d steps, %v", r.Closing, len(Plan(r)), err)
	}
	for _, bad := range []Order{{}, {Lines: []Line{{"act-1", 3}}}, {Lines: []Line{{"act-2", 1}, {"act-2", 2}}}, {Lines: []Line{{"", 1}}}} {
		if err := bad.CheckActivation(testLeft); err == nil {
			t.Errorf("%v was taken for an activation", bad)
		}
	}
}

func TestTransferIsTheNextActOnceTheCreditIsThere(t *testing.T) {
	opened := factNamed(t, "opened on the device").(Opened)
	opened.Replacement = &HostID{Type: "STRING", Value: "new-unit"}
	r, err := Return{}.With(Entry{Fact: opened})
	for _, name := range usual()[1:] {
		if err != nil || Next(r).Kind == ActActivate {
			t.Fatalf("before %s: %s, %v", name, Next(r).Kind, err)
		}
		r, err = r.With(Entry{Fact: factNamed(t, name)})
	}
	if err != nil || Next(r).Kind != ActActivate {
		t.Fatalf("closed, next is %s, %v", Next(r).Kind, err)
	}
	claimed := r
	claimed.Closing, claimed.Receipt = ClosedOnClaim, nil
	if act := Next(claimed); act.Kind != ActUploadConfirmation || act.Need != NeedsPortal {
		t.Errorf("on a claim alone the next act is %s", act.Kind)
	}
	r, err = r.With(Entry{Fact: Transferred{To: "R-88888"}})
	if err != nil || Next(r).Kind != ActNothing {
		t.Errorf("transferred, next is %s, %v", Next(r).Kind, err)
	}
}

func TestDifferenceNamesWhatNobodyAskedFor(t *testing.T) {
	after := []License{{ActivationID: "act-1", Count: 3}, {ActivationID: "act-9", Feature: "extra", Count: 1}}
	order := Order{Lines: []Line{{ActivationID: "act-1", Count: 3}}}
	want := []Change{
		{ActivationID: "act-1", Feature: "imaging", Before: 10, After: 3, Asked: true},
		{ActivationID: "act-2", Feature: "dose", Before: 1, After: 0},
		{ActivationID: "act-9", Feature: "extra", Before: 0, After: 1},
	}
	got := Difference(testHeld, after, order)
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	more := []License{{ActivationID: "act-1", Count: 1}, testHeld[1]}
	if got := Difference(testHeld, more, order); len(got) != 1 || got[0].Asked {
		t.Errorf("two units more than asked are not named: %+v", got)
	}
	if r := ReductionOf(testHeld, after); len(r.Lines) != 2 || r.Lines[0].Count != 3 || r.Lines[1].Count != 0 {
		t.Errorf("taken away: %+v", r)
	}
}
