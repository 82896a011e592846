package tui

import (
	"handback/capability"
	"strings"
	"testing"
)

// TestOnlyWhatTheRulesAllowIsOffered at every stage of the sample.
func TestOnlyWhatTheRulesAllowIsOffered(t *testing.T) {
	carry := codesWayTitle + "," + linesWayTitle + "," + typeWayTitle + ","
	want := map[capability.Stage]string{
		capability.StageOrdered:           cancelTitle + "," + declareTitle,
		capability.StageRequesting:        declareTitle,
		capability.StageRequestSaved:      carry + cancelTitle + "," + replaceTitle(capability.ReturnRequest) + "," + declareTitle,
		capability.StageAtPortal:          carry + replaceTitle(capability.ReturnRequest) + "," + withdrawTitle(capability.ReturnRequest) + "," + declareTitle,
		capability.StageLoading:           declareTitle,
		capability.StageConfirmationSaved: carry + replaceTitle(capability.ConfirmationRequest) + "," + declareTitle,
		capability.StageClosed:            "",
	}
	for stage, titles := range want {
		var got []string
		for _, w := range waysOf(At(t, stage)) {
			got = append(got, w.title)
		}
		if strings.Join(got, ",") != titles {
			t.Errorf("at %s %q are offered", stage, got)
		}
	}
	var dead []string
	for _, w := range waysOf(replay(t, declarationSaved()...)) {
		dead = append(dead, w.title)
	}
	if len(dead) != 1 || dead[0] != decideTitle {
		t.Errorf("of a dead device %q are offered", dead)
	}
}

func TestChangesNameWhatNobodyAskedFor(t *testing.T) {
	r := At(t, capability.StageResponseFound)
	r.Expected = append([]capability.License{{ActivationID: "ACT-NEW", Count: 1}}, left()...)
	r.Expected[2].Count = 1
	var texts []string
	for _, c := range changes(r) {
		texts = append(texts, changeText(c))
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
