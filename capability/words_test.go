package capability_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	. "handback/capability"

	"pgregory.net/rapid"
)

func TestReturnIDIsReadAsPeopleTypeIt(t *testing.T) {
	for _, typed := range []string{"R-7F3K2", "r-7f3k2", " 7f3k2 "} {
		if id, err := ParseReturnID(typed); err != nil || id != "R-7F3K2" {
			t.Errorf("%q: %q, %v", typed, id, err)
		}
	}
	for _, typed := range []string{"", "R-", "R-7F3K", "R-7F3K22", "R-7F3O2", "R-7F3I2", "../..", "R-7F/K2"} {
		if id, err := ParseReturnID(typed); !errors.Is(err, ErrReturnID) {
			t.Errorf("%q was taken as %q", typed, id)
		}
	}
}

func TestEveryDrawnReturnIDIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, err := NewReturnID(bytes.NewReader(rapid.SliceOfN(rapid.Byte(), 5, 5).Draw(t, "random")))
		if err != nil || id.Check() != nil {
			t.Fatalf("%q: %v, %v", id, err, id.Check())
		}
	})
	if _, err := NewReturnID(strings.NewReader("abc")); err == nil {
		t.Error("an ID from too little randomness")
	}
}

func TestHostIDForm(t *testing.T) {
	h, err := ParseHostID("ETHERNET/0050C2A1B2C3")
	if err != nil || h != (HostID{Type: "ETHERNET", Value: "0050C2A1B2C3"}) || h.String() != "ETHERNET/0050C2A1B2C3" {
		t.Errorf("%v, %v", h, err)
	}
	bad := []string{"", "ETHERNET", "/x", "ETHERNET/", "A/b c", "A/\x1b[2J", "A/" + strings.Repeat("x", MaxHostValue+1)}
	for _, text := range bad {
		if h, err := ParseHostID(text); !errors.Is(err, ErrHostID) {
			t.Errorf("%q was taken as %v", text, h)
		}
	}
}

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

func TestLicensesAreBounded(t *testing.T) {
	tests := []struct {
		name string
		all  []License
		ok   bool
	}{
		{"usual", testHeld, true},
		{"none", nil, true},
		{"twice", []License{{ActivationID: "a"}, {ActivationID: "a"}}, false},
		{"no ID", []License{{}}, false},
		{"escape in the ID", []License{{ActivationID: "a\x1b[2J"}}, false},
		{"negative", []License{{ActivationID: "a", Count: -1}}, false},
		{"endless name", []License{{ActivationID: "a", Feature: strings.Repeat("x", MaxText+1)}}, false},
		{"too many", make([]License, MaxLicenses+1), false},
	}
	for _, tt := range tests {
		if err := CheckLicenses(tt.all); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestLicenseJSONIsTheDocumentedForm(t *testing.T) {
	data, err := json.Marshal(testHeld[0])
	want := `{"activation_id":"act-1","feature":"imaging","version":"2.0","count":10,"expires":"permanent"}`
	if err != nil || string(data) != want {
		t.Errorf("%s, %v", data, err)
	}
}

func TestPlanShowsWhenAndOnWhoseWord(t *testing.T) {
	r := after(t, usual()[:5]...) // up to the claim that the request was uploaded
	steps := Plan(r)
	if len(steps) != 9 || steps[2].State != StepDone || steps[3].State != StepNext || steps[4].State != StepTodo {
		t.Fatalf("%+v", steps)
	}
	if steps[0].At != minute(0) || steps[2].At != minute(3) {
		t.Errorf("done at %v and %v", steps[0].At, steps[2].At)
	}
	closed := after(t, append(usual()[:12], "confirmation uploaded")...)
	last := Plan(closed)[8]
	if last.State != StepDone || !last.Claimed {
		t.Errorf("a claim is shown as %+v", last)
	}
	if first := Plan(after(t, "opened in the portal"))[0]; first.Kind != StepRemoved || first.State != StepDone {
		t.Errorf("started in the portal: %+v", first)
	}
}
