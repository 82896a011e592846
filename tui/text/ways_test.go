package text

import (
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/internal/sample"
)

// TestEveryFactHasItsWords, none of which is its name in the journal.
func TestEveryFactHasItsWords(t *testing.T) {
	for _, f := range []capability.Fact{
		capability.Opened{},
		capability.Intended{},
		capability.Refused{},
		capability.NotDone{},
		capability.RequestMade{},
		capability.Saved{},
		capability.Uploaded{},
		capability.ResponseFound{},
		capability.Loaded{},
		capability.LicensesRead{},
		capability.Receipt{},
		capability.Cancelled{},
		capability.Replaced{},
		capability.Withdrawn{},
		capability.Declared{},
		capability.Decided{},
		capability.Flagged{},
		capability.Transferred{},
	} {
		if got := factText(f); got == "" || got == string(f.Kind()) {
			t.Errorf("%s is told as %q", f.Kind(), got)
		}
	}
}

func TestEveryVerdictCauseAndSuggestionHasItsWords(t *testing.T) {
	seen := map[string]string{}
	unlike := func(name, text string) {
		t.Helper()
		if other, twice := seen[text]; twice || text == "" {
			t.Errorf("%s and %s are both told as %q", name, other, text)
		}
		seen[text] = name
	}
	for _, v := range []desk.Verdict{
		desk.IsRequest, desk.IsConfirmation, desk.IsResponse, desk.IsReceipt, desk.IsLoaded, desk.IsSuperseded, desk.IsDeclaration, desk.IsCase,
		desk.IsStale, desk.IsRejected, desk.IsUseless, desk.IsOtherDevice, desk.IsOtherRequest, desk.IsOtherOwn, desk.IsDamaged, desk.IsTooNew,
		desk.IsBadCase, desk.IsForDevice, desk.IsUnread, desk.IsSomethingElse, desk.IsNoMessage, desk.IsNotLookedInto,
	} {
		unlike(string(v), verdictText(v))
	}
	for _, c := range []capability.Cause{capability.NoAnswer, capability.NoBoot, capability.Destroyed, capability.Stolen, capability.Reimaged} {
		unlike(string(c), Cause(c))
	}
	for _, s := range []desk.Suggestion{desk.GoOn, desk.TakeAnswer, desk.BeginHere, desk.AdoptIt, desk.ReadDevice, desk.TakeCaseIn, desk.NothingToDo, desk.ConnectFirst} {
		unlike(string(s), Suggestion(s))
	}
}

func TestConfirmationIsExplainedBothWays(t *testing.T) {
	asked, unasked := sample.Replay(t, sample.UpTo(8)...), sample.Replay(t, sample.Skipped(8)...)
	if got := Confirmation(asked); !strings.HasPrefix(got, "Required.") {
		t.Error(got)
	}
	if got := Confirmation(unasked); !strings.HasPrefix(got, "Skipped.") || !strings.Contains(got, "never skipped") {
		t.Error(got)
	}
	if got := NextAct(unasked, capability.Next(unasked)); !strings.Contains(got, "not skipped all the same") {
		t.Error(got)
	}
}
