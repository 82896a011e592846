package screens

import (
	"strings"
	"testing"

	"handback/capability"
	"handback/tui/internal/sample"
	"handback/tui/text"
)

func TestChangesNameWhatNobodyAskedFor(t *testing.T) {
	r := sample.At(t, capability.StageResponseFound)
	r.Expected = append([]capability.License{{ActivationID: "ACT-NEW", Count: 1}}, sample.Left()...)
	r.Expected[2].Count = 1
	var texts []string
	changed, _ := r.Changes()
	for _, c := range changed {
		texts = append(texts, text.Change(c))
	}
	all := strings.Join(texts, "\n")
	for _, want := range []string{
		"ACT-DOPPLER-7Q4M  Color Doppler: holds 1 -> 0 remain\n", "ACT-EXPORT-2K9T  Image Export: holds 5 -> 3 remain\n",
		"ACT-DOSE-9XW3  Dose Report: holds 2 -> 1 remain (NOBODY ASKED FOR THIS)", "ACT-NEW: holds 0 -> 1 then (NOBODY ASKED FOR THIS)",
	} {
		if !strings.Contains(all+"\n", want) {
			t.Errorf("%q is missing in\n%s", want, all)
		}
	}
}
