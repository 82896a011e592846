package screens

import (
	"strings"
	"testing"

	"handback/capability"
	"handback/tui/internal/sample"
	"handback/tui/text"
)

// TestOnlyWhatTheRulesAllowIsOffered at every stage of the sample.
func TestOnlyWhatTheRulesAllowIsOffered(t *testing.T) {
	carry := text.CodesWayTitle + "," + text.LinesWayTitle + "," + text.TypeWayTitle + ","
	want := map[capability.Stage]string{
		capability.StageOrdered:           text.CancelTitle + "," + text.DeclareTitle,
		capability.StageRequesting:        text.DeclareTitle,
		capability.StageRequestSaved:      carry + text.CancelTitle + "," + text.ReplaceTitle(capability.ReturnRequest) + "," + text.DeclareTitle,
		capability.StageAtPortal:          carry + text.ReplaceTitle(capability.ReturnRequest) + "," + text.WithdrawTitle(capability.ReturnRequest) + "," + text.DeclareTitle,
		capability.StageLoading:           text.DeclareTitle,
		capability.StageConfirmationSaved: carry + text.ReplaceTitle(capability.ConfirmationRequest) + "," + text.DeclareTitle,
		capability.StageClosed:            "",
	}
	for stage, titles := range want {
		var got []string
		for _, w := range waysOf(sample.At(t, stage)) {
			got = append(got, w.title)
		}
		if strings.Join(got, ",") != titles {
			t.Errorf("at %s %q are offered", stage, got)
		}
	}
	var dead []string
	for _, w := range waysOf(sample.Replay(t, sample.DeclarationSaved()...)) {
		dead = append(dead, w.title)
	}
	if len(dead) != 1 || dead[0] != text.DecideTitle {
		t.Errorf("of a dead device %q are offered", dead)
	}
}

func TestChangesNameWhatNobodyAskedFor(t *testing.T) {
	r := sample.At(t, capability.StageResponseFound)
	r.Expected = append([]capability.License{{ActivationID: "ACT-NEW", Count: 1}}, sample.Left()...)
	r.Expected[2].Count = 1
	var texts []string
	for _, c := range changes(r) {
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
