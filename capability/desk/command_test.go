package desk_test

import (
	"errors"
	"testing"

	"handback/capability"
	"handback/capability/desk"
)

// TestEveryCutLeadsToOneOutcome cuts the line once at each point, asks the
// device, and goes on to the end.
func TestEveryCutLeadsToOneOutcome(t *testing.T) {
	tests := []struct {
		name  string
		at    capability.Stage // where the cut waits
		cut   cut
		then  capability.Stage // where the cut leaves the return
		asked capability.Stage // what the device's answer makes of it
		makes int
	}{
		{"request never sent", capability.StageOrdered, beforeMake, capability.StageRequesting, capability.StageOrdered, 2},
		{"request made, answer lost", capability.StageOrdered, afterMake, capability.StageRequesting, capability.StageRequestMade, 2},
		{"request not fetched", capability.StageOrdered, duringFetch, capability.StageRequesting, capability.StageRequestMade, 2},
		{"response never arrived", capability.StageResponseFound, beforeLoad, capability.StageLoading, capability.StageResponseFound, 2},
		{"response loaded, answer lost", capability.StageResponseFound, afterLoad, capability.StageLoading, capability.StageLoaded, 2},
		{"confirmation never sent", capability.StageVerified, beforeMake, capability.StageConfirming, capability.StageVerified, 2},
		{"confirmation made, answer lost", capability.StageVerified, afterMake, capability.StageConfirming, capability.StageConfirmationMade, 2},
	}
	for _, mute := range []bool{false, true} {
		for _, tt := range tests {
			name := tt.name
			if mute {
				name += ", by a device that can't tell its last response"
			}
			t.Run(name, func(t *testing.T) {
				w := newHarness(t)
				w.dev.mute = mute
				w.start(capability.Order{})
				if tt.at > capability.StageRequestSaved {
					w.until(capability.StageRequestSaved)
					w.atPortal("1-return-request.bin", "2-response.bin", nil)
				}
				w.until(tt.at)
				w.dev.cut = tt.cut
				_, err := w.do()
				if !errors.Is(err, errCable) || w.now().Stage != tt.then {
					t.Fatalf("after the cut: stage %s, %v", w.now().Stage, err)
				}
				if act := capability.Next(w.now()); act.Kind != capability.ActAskDevice {
					t.Fatalf("the next act is %s", act.Kind)
				}
				done, err := w.do()
				if err != nil || done.Return.Stage != tt.asked {
					t.Fatalf("after asking: stage %s, %v", done.Return.Stage, err)
				}
				w.finish()
				if w.dev.makes != tt.makes || w.dev.loads != 1 {
					t.Errorf("%d requests were made and %d responses loaded", w.dev.makes, w.dev.loads)
				}
			})
		}
	}
}

// finish plays the rest with all at hand.
func (w *harness) finish() {
	w.t.Helper()
	if r, _ := w.advance(); r.Stage == capability.StageRequestSaved {
		w.atPortal("1-return-request.bin", "2-response.bin", nil)
	}
	w.advance()
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	if r, _ := w.advance(); r.Stage != capability.StageClosed {
		w.t.Fatalf("ended at %s", r.Stage)
	}
}

func TestCutWhileReadingChangesNothing(t *testing.T) {
	w := newHarness(t)
	w.answered()
	w.until(capability.StageLoaded)
	w.dev.cut = duringRead
	if _, err := w.do(); !errors.Is(err, errCable) || w.now().Stage != capability.StageLoaded {
		t.Fatalf("stage %s, %v", w.now().Stage, err)
	}
	w.finish()
}

func TestRefusalsLeadToTheRightPlace(t *testing.T) {
	tests := []struct {
		at   capability.Stage
		code capability.RefusalCode
		then capability.Stage
	}{
		{capability.StageOrdered, capability.CountNotPossible, capability.StageOrdered},
		{capability.StageOrdered, capability.Busy, capability.StageOrdered},
		{capability.StageResponseFound, capability.StorageFull, capability.StageResponseFound},
		{capability.StageResponseFound, capability.ClockBehind, capability.StageResponseFound},
		{capability.StageResponseFound, capability.BadSignature, capability.StageAtPortal},
		{capability.StageResponseFound, capability.Stale, capability.StageOrdered},
		{capability.StageResponseFound, capability.ResponseExpired, capability.StageOrdered},
		{capability.StageResponseFound, capability.AlreadyLoaded, capability.StageLoaded},
		{capability.StageVerified, capability.Busy, capability.StageVerified},
	}
	for _, tt := range tests {
		t.Run(tt.at.String()+" "+tt.code.String(), func(t *testing.T) {
			w := newHarness(t)
			w.start(capability.Order{})
			if tt.at > capability.StageRequestSaved {
				w.until(capability.StageRequestSaved)
				w.atPortal("1-return-request.bin", "2-response.bin", nil)
			}
			w.until(tt.at)
			w.dev.refuse = &capability.Refusal{Code: tt.code}
			_, err := w.do()
			if tt.code != capability.AlreadyLoaded && !errors.Is(err, w.dev.refuse) {
				t.Errorf("the refusal was not told: %v", err)
			}
			if got := w.now(); got.Stage != tt.then {
				t.Errorf("stage %s, want %s", got.Stage, tt.then)
			}
		})
	}
}

func TestResponseWithoutEffectIsNotLoadedTwice(t *testing.T) {
	w := newHarness(t)
	w.dev.opaque = true // nobody can see beforehand that it takes nothing away
	w.start(capability.Order{})
	w.advance()
	request := w.dev.data
	held := w.now().Before
	w.put("response.bin", append([]byte("VENDOR"), w.portal.answer(t, append([]byte("VENDOR"), stripped(request)...), held, keepAll(held))...))
	w.takes(w.seen("response.bin"), nil)
	w.until(capability.StageLoaded)
	if _, err := w.do(); !errors.Is(err, desk.ErrStillThere) {
		t.Fatalf("got %v", err)
	}
	if r := w.now(); r.Stage != capability.StageOrdered {
		t.Errorf("stage %s", r.Stage)
	}
	r, need := w.advance()
	if r.Stage != capability.StageRequestSaved || need != capability.NeedsPortal || w.dev.loads != 1 || w.dev.makes != 2 {
		t.Errorf("stage %s needs %s after %d loads and %d requests", r.Stage, need, w.dev.loads, w.dev.makes)
	}
}

// TestWhatIsKnownIsNoDoubt: a command that was never sent, and one that the
// device says no to in the protocol's words, lead back to the stage before.
func TestWhatIsKnownIsNoDoubt(t *testing.T) {
	for _, at := range []capability.Stage{capability.StageOrdered, capability.StageResponseFound, capability.StageVerified} {
		w := newHarness(t)
		w.start(capability.Order{})
		if at > capability.StageRequestSaved {
			w.until(capability.StageRequestSaved)
			w.atPortal("1-return-request.bin", "2-response.bin", nil)
		}
		w.until(at)
		w.dev.unsent = true
		if _, err := w.do(); !errors.Is(err, errCable) || errors.As(err, new(*desk.OutcomeUnknown)) || w.now().Stage != at {
			t.Errorf("not sent: stage %s, want %s: %v", w.now().Stage, at, err)
		}
		w.dev.refuse = &capability.Refusal{Code: capability.InvalidValue, Said: "invalid value (rc 3)"}
		_, err := w.do()
		p := w.now().Problem
		if errors.As(err, new(*desk.OutcomeUnknown)) || w.now().Stage != at || p == nil || p.Said != "invalid value (rc 3)" {
			t.Errorf("a no: stage %s, want %s, problem %+v: %v", w.now().Stage, at, p, err)
		}
		w.dev.refuse = nil
		w.finish()
		if w.dev.makes != 2 || w.dev.loads != 1 {
			t.Errorf("%d requests were made and %d responses loaded", w.dev.makes, w.dev.loads)
		}
	}
}
