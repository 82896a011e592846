package capability_test

import (
	"testing"
	"time"

	. "handback/capability"
)

func TestOdditiesAreSeen(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	known := Known{Mark: &Mark{Seq: 3}, Clock: noon, Serials: []string{"SN0042"}}
	tests := []struct {
		name string
		now  Identity
		want []FlagKind
	}{
		{"as before", Identity{Serial: "SN0042", Clock: noon, Last: &Mark{Seq: 3}}, nil},
		{"moved on", Identity{Serial: "SN0042", Clock: noon.Add(time.Hour), Last: &Mark{Seq: 9}}, nil},
		{"a clock that drifts", Identity{Serial: "SN0042", Clock: noon.Add(-time.Minute), Last: &Mark{Seq: 3}}, nil},
		{"no clock", Identity{Serial: "SN0042", Last: &Mark{Seq: 3}}, nil},
		{"restored from an image", Identity{Serial: "SN0042", Clock: noon, Last: &Mark{Seq: 2}}, []FlagKind{FlagRollback}},
		{"set back to the factory's state", Identity{Serial: "SN0042", Clock: noon}, []FlagKind{FlagRollback}},
		{"another unit", Identity{Serial: "SN0043", Clock: noon, Last: &Mark{Seq: 3}}, []FlagKind{FlagClone}},
		{"clock set back", Identity{Serial: "SN0042", Clock: noon.Add(-time.Hour), Last: &Mark{Seq: 3}}, []FlagKind{FlagClock}},
	}
	for _, tt := range tests {
		odd := Oddities(known, tt.now)
		var got []FlagKind
		for _, f := range odd {
			got = append(got, f.Flag)
		}
		if len(got) != len(tt.want) || len(got) > 0 && got[0] != tt.want[0] {
			t.Errorf("%s: %v, want %v", tt.name, odd, tt.want)
		}
	}
	if odd := Oddities(Known{}, Identity{Serial: "SN0001"}); odd != nil {
		t.Errorf("an unknown device is odd: %v", odd)
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
