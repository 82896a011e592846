package capability_test

import (
	"testing"

	. "handback/capability"

	"pgregory.net/rapid"
)

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
