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
		for _, w := range waysOf(Env{}, sample.At(t, stage)) {
			got = append(got, w.title)
		}
		if strings.Join(got, ",") != titles {
			t.Errorf("at %s %q are offered", stage, got)
		}
	}
	var dead []string
	for _, w := range waysOf(Env{}, sample.Replay(t, sample.DeclarationSaved()...)) {
		dead = append(dead, w.title)
	}
	if len(dead) != 1 || dead[0] != text.DecideTitle {
		t.Errorf("of a dead device %q are offered", dead)
	}
}
