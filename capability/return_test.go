package capability_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	. "handback/capability"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"
)

// TestEveryStageMeetsEveryFact holds the whole rule book: where each fact
// leads from each stage, "-" where it can't follow.
func TestEveryStageMeetsEveryFact(t *testing.T) {
	var book strings.Builder
	for _, stage := range append([]Stage{StageNone}, Stages()...) {
		r := Return{}
		if stage != StageNone {
			r = at(t, stage)
		}
		fmt.Fprintf(&book, "%s\n", stage)
		for _, n := range vocabulary() {
			next, err := r.With(entryOf(30, n))
			to := "-"
			if err == nil {
				to = next.Stage.String()
			} else if next.Stage != r.Stage || len(next.Entries) != len(r.Entries) {
				t.Errorf("%s + %s: refused and yet changed", stage, n.name)
			}
			if err == nil && next.Problem != nil {
				to += " (" + string(next.Problem.Kind) + ")"
			}
			fmt.Fprintf(&book, "  %-33s %s\n", n.name, to)
		}
	}
	golden.RequireEqual(t, []byte(book.String()))
}

func TestRefusedFactsSayWhy(t *testing.T) {
	tests := []struct {
		stage Stage
		fact  string
		want  error
	}{
		{StageOrdered, "loaded", ErrUnexpected},
		{StageClosed, "intend load", ErrUnexpected},
		{StageLoaded, "read: another device", ErrOtherDevice},
		{StageLoaded, "intend confirmation", ErrUnexpected},
		{StageLoading, "another response loaded", ErrUnexpected},
	}
	for _, tt := range tests {
		_, err := at(t, tt.stage).With(Entry{Fact: factNamed(t, tt.fact)})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s + %s: %v, want %v", tt.stage, tt.fact, err, tt.want)
		}
	}
	if _, err := (Return{}).With(Entry{}); !errors.Is(err, ErrUnexpected) {
		t.Errorf("no fact: %v", err)
	}
}

func TestResponseThatCanNeverBeLoadedIsNotTakenAgain(t *testing.T) {
	for _, end := range [][]string{{"intend load", "load refused for good"}, {"intend load", "loaded", "read: still there"}} {
		r := after(t, append(append([]string{}, usual()[:6]...), end...)...)
		if !r.Rejected(responseFile.SHA256) || r.Response != nil {
			t.Fatalf("after %v: stage %s, response %v", end, r.Stage, r.Response)
		}
		if _, err := r.With(Entry{Fact: factNamed(t, "response found")}); !errors.Is(err, ErrUnexpected) {
			t.Errorf("the same response was taken again: %v", err)
		}
	}
}

// TestAnswerThatCameTooLateTakesANewRequest: the portal would answer the old
// request with the same bytes for ever.
// TestADeclarationSavedAgainDeclaresNobodyDead: the device answered again, and
// its return goes on from where it was.
func TestADeclarationSavedAgainDeclaresNobodyDead(t *testing.T) {
	r := at(t, StageResponseFound)
	for _, name := range []string{"declared dead", "read: still there", "intend load", "load refused for good", "declaration saved", "read: still there"} {
		next, err := r.With(Entry{Fact: factNamed(t, name)})
		if err != nil {
			t.Fatalf("%s at %s: %v", name, r.Stage, err)
		}
		if r = next; name == "declaration saved" && r.Dead() {
			t.Errorf("saved again, and at %s", r.Stage)
		}
	}
	if _, err := r.With(Entry{Fact: factNamed(t, "loaded")}); !errors.Is(err, ErrUnexpected) {
		t.Errorf("a response that is gone was loaded: %v", err)
	}
}

func TestAnswerThatCameTooLateTakesANewRequest(t *testing.T) {
	tests := []struct {
		end  Fact
		want Stage
	}{
		{Refused{Act: ActLoadResponse, Code: WrongHost}, StageAtPortal},
		{Refused{Act: ActLoadResponse, Code: BadSignature}, StageAtPortal},
		{Refused{Act: ActLoadResponse, Code: Stale}, StageOrdered},
		{Refused{Act: ActLoadResponse, Code: ResponseExpired}, StageOrdered},
		{Refused{Act: ActLoadResponse, Code: ClockBehind}, StageResponseFound},
	}
	for _, tt := range tests {
		r, err := after(t, append(usual()[:6:6], "intend load")...).With(Entry{Fact: tt.end})
		if err != nil || r.Stage != tt.want {
			t.Errorf("%+v: stage %s, %v", tt.end, r.Stage, err)
		}
		if gone := tt.want == StageOrdered; (r.Request == nil) != gone || (len(r.Superseded) == 1) != gone {
			t.Errorf("%+v: request %v, superseded %v", tt.end, r.Request, r.Superseded)
		}
	}
}

func TestConfirmationFallsWhenTheLicensesAreBack(t *testing.T) {
	r := after(t, append(usual()[:12], "read: still there")...)
	if r.Stage != StageResponseFound || r.Confirmation != nil || r.Problem.Kind != ProblemBackAgain {
		t.Fatalf("stage %s, confirmation %v, problem %v", r.Stage, r.Confirmation, r.Problem)
	}
}

func TestWhatAClosedReturnRestsOn(t *testing.T) {
	proof := at(t, StageClosed)
	claim := after(t, append(usual()[:12], "confirmation uploaded")...)
	late := after(t, append(usual()[:12], "confirmation uploaded", "receipt")...)
	unchecked := after(t, append(usual()[:12], "receipt that nobody could check")...)
	upgraded := after(t, append(usual()[:12], "receipt that nobody could check", "receipt")...)
	if proof.Closing != ClosedOnProof || len(proof.Credited) != 2 {
		t.Errorf("proof: %s, %v", proof.Closing, proof.Credited)
	}
	if claim.Closing != ClosedOnClaim || claim.Credited != nil {
		t.Errorf("claim: %s, %v", claim.Closing, claim.Credited)
	}
	if late.Closing != ClosedOnProof || late.Receipt == nil {
		t.Errorf("a receipt after the claim: %s", late.Closing)
	}
	if unchecked.Closing != ClosedOnClaim || unchecked.Receipt == nil || !unchecked.AwaitsProof() {
		t.Errorf("a receipt that nobody could check: %s", unchecked.Closing)
	}
	if upgraded.Closing != ClosedOnProof || upgraded.AwaitsProof() {
		t.Errorf("checked later: %s", upgraded.Closing)
	}
	if r, err := proof.With(Entry{Fact: factNamed(t, "receipt that nobody could check")}); err == nil || r.Closing != ClosedOnProof {
		t.Errorf("one that nobody could check, after the proof: %s, %v", r.Closing, err)
	}
}

// A receipt is one for the confirmation that it answers, and for none that takes
// its place.
func TestReceiptFallsWithItsConfirmation(t *testing.T) {
	unchecked := append(usual()[:12:12], "receipt that nobody could check")
	r := after(t, append(unchecked[:13:13], "confirmation replaced")...)
	if r.Receipt != nil || r.ReceiptChecked != nil || r.Credited != nil || r.Confirmation != nil || r.Stage != StageVerified {
		t.Errorf("replaced: at %s with the receipt %v, credited %v", r.Stage, r.Receipt, r.Credited)
	}
	if r := after(t, append(unchecked, "confirmation claim withdrawn")...); r.Receipt == nil || r.Stage != StageConfirmationSaved {
		t.Errorf("a claim that is taken back takes the receipt along: at %s", r.Stage)
	}
}

func TestAReadableResponseOutweighsTheConfiguredPolicy(t *testing.T) {
	for _, c := range []struct {
		found    ResponseFound
		required bool
	}{
		{ResponseFound{Artifact: responseFile, Seq: 7}, true},
		{ResponseFound{Artifact: responseFile, Seq: 7, Unasked: true}, false},
		{ResponseFound{Artifact: responseFile}, false}, // can't be read: the policy counts
	} {
		r := after(t, usual()[:5]...)
		r.Policy = ConfirmationSkipped
		r, err := r.With(Entry{Fact: c.found})
		if err != nil || r.ConfirmationRequired() != c.required {
			t.Errorf("response %d, unasked %t: required %t, %v", c.found.Seq, c.found.Unasked, r.ConfirmationRequired(), err)
		}
	}
}

func TestSkippedConfirmationClosesOnlyAfterTheReading(t *testing.T) {
	found := ResponseFound{Artifact: responseFile, Answers: "0a", Unasked: true}
	r, err := after(t, usual()[:5]...).With(Entry{Fact: found})
	for _, name := range []string{"intend load", "loaded", "read: gone"} {
		if err != nil || r.Stage == StageClosed {
			t.Fatalf("before %q: stage %s, %v", name, r.Stage, err)
		}
		r, err = r.With(Entry{Fact: factNamed(t, name)})
	}
	if r.Stage != StageClosed || r.Closing != ClosedOnTrust {
		t.Errorf("stage %s, closed on %q", r.Stage, r.Closing)
	}
	for _, s := range Plan(r) {
		if s.Kind == StepMakeConfirmation {
			t.Error("the plan asks for a confirmation that nobody wants")
		}
	}
}

// walk applies random facts and calls see for each that was accepted.
func walk(t *rapid.T, see func(name string, before, now Return)) {
	all := vocabulary()
	r, err := Return{}.With(Entry{Fact: all[0].fact})
	if err != nil {
		t.Fatal(err)
	}
	// Each draw either follows the usual way from here or leaves it.
	steps := rapid.SliceOfN(rapid.IntRange(0, 3*len(all)), 1, 60).Draw(t, "steps")
	for _, n := range steps {
		var pick named
		if n < len(all) {
			pick = all[n]
		} else if pick = leading(r, all); pick.fact == nil {
			continue
		}
		next, err := r.With(entryOf(1, pick))
		if err != nil {
			continue
		}
		see(pick.name, r, next)
		r = next
	}
}

// leading is the first fact that leads on from r.
func leading(r Return, all []named) named {
	for _, n := range all {
		if next, err := r.With(entryOf(1, n)); err == nil && next.Stage > r.Stage {
			return n
		}
	}
	return named{}
}

func TestStageGoesBackOnlyByAFactThatSaysSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		walk(t, func(name string, before, now Return) {
			if now.Stage >= before.Stage {
				return
			}
			switch fact := now.Entries[len(now.Entries)-1].Fact.(type) {
			case Refused, NotDone, Replaced, Withdrawn:
			case ResponseFound:
				if before.Stage != StageCancelled {
					t.Fatalf("a response led from %s back to %s", before.Stage, now.Stage)
				}
			case LicensesRead:
				if now.Problem == nil && !before.Dead() {
					t.Fatalf("a reading led from %s back to %s", before.Stage, now.Stage)
				}
			case Receipt:
				if fact.Flagged == "" {
					t.Fatalf("a good receipt led from %s back to %s", before.Stage, now.Stage)
				}
			default:
				t.Fatalf("%s led from %s back to %s", name, before.Stage, now.Stage)
			}
		})
	})
}

func TestConfirmationNeverPrecedesAVerifiedReading(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		verified := false
		walk(t, func(_ string, _, now Return) {
			switch fact := now.Entries[len(now.Entries)-1].Fact.(type) {
			case Loaded:
				verified = false
			case LicensesRead:
				verified = now.Order.MetBy(fact.Reading.Licenses)
			case Intended:
				if fact.Act == ActMakeConfirmation && !verified {
					t.Fatal("the confirmation was begun before a verified reading")
				}
			}
			if now.Open() && !now.Dead() && now.Confirmation != nil && !verified {
				t.Fatalf("at %s there is a confirmation and no verified reading", now.Stage)
			}
		})
	})
}

// TestReopenedReturnKnowsWhatWasReadAfterItsEnd: the licenses came there again while
// the return was closed on a claim, which is withdrawn.
func TestReopenedReturnKnowsWhatWasReadAfterItsEnd(t *testing.T) {
	r := after(t, "opened on the device", "read: gone by other hands", "intend confirmation", "confirmation made", "confirmation uploaded",
		"read: still there", "confirmation claim withdrawn")
	if r.Confirmation != nil || r.Stage >= StageLoaded || r.Problem == nil || r.Problem.Kind != ProblemBackAgain {
		t.Errorf("at %s, %+v, with the confirmation %v", r.Stage, r.Problem, r.Confirmation)
	}
}

func TestReplayGivesTheSameReturn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		walk(t, func(_ string, _, now Return) {
			again, err := Replay(now.Entries)
			if err != nil || again.Stage != now.Stage || again.Closing != now.Closing || len(again.Entries) != len(now.Entries) {
				t.Fatalf("replayed to %s, was %s: %v", again.Stage, now.Stage, err)
			}
		})
	})
}

func TestUsualWayIsWhatNextNames(t *testing.T) {
	for _, stage := range Stages() {
		act := Next(at(t, stage))
		if (act.Kind == ActNothing) != !stage.Open() {
			t.Errorf("at %s the next act is %s", stage, act.Kind)
		}
		if stage.OutcomeUnknown() != (act.Kind == ActAskDevice) {
			t.Errorf("at %s the next act is %s", stage, act.Kind)
		}
		if (act.Kind == ActLoadResponse || act.Need == NeedsPortal && act.File != PortalResponse) == act.CanBeUndone {
			t.Errorf("%s: can be undone is %v", act.Kind, act.CanBeUndone)
		}
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
