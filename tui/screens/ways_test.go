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
	carry := text.CodesWayTitle.String() + "," + text.LinesWayTitle.String() + "," + text.TypeWayTitle.String() + ","
	want := map[capability.Stage]string{
		capability.StageOrdered:           text.CancelTitle.String() + "," + text.DeclareTitle.String(),
		capability.StageRequesting:        text.DeclareTitle.String(),
		capability.StageRequestSaved:      carry + text.CancelTitle.String() + "," + text.ReplaceTitle(capability.ReturnRequest) + "," + text.DeclareTitle.String(),
		capability.StageAtPortal:          carry + text.ReplaceTitle(capability.ReturnRequest) + "," + text.WithdrawTitle(capability.ReturnRequest) + "," + text.DeclareTitle.String(),
		capability.StageLoading:           text.DeclareTitle.String(),
		capability.StageConfirmationSaved: carry + text.ReplaceTitle(capability.ConfirmationRequest) + "," + text.DeclareTitle.String(),
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
	if len(dead) != 1 || dead[0] != text.DecideTitle.String() {
		t.Errorf("of a dead device %q are offered", dead)
	}
}
