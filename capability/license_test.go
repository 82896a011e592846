package capability_test

import (
	"encoding/json"
	"strings"
	"testing"

	. "handback/capability"
)

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
