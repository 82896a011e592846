package text

import (
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/evident"
	"handback/capability/media"
	"handback/tui/internal/sample"
)

func TestClosed(t *testing.T) {
	facts := sample.Facts()
	confirmation := sample.File(capability.ConfirmationRequest, 512)
	claimed := append(facts[:12:12], capability.Uploaded{File: confirmation.Kind, SHA256: confirmation.SHA256})
	tests := map[string]capability.Return{
		"closed R-7F3K2 on proof: 2 licenses credited":                                                          sample.Replay(t, facts...),
		"closed R-7F3K2 on a claim: 2 licenses returned; only a person says that the confirmation was uploaded": sample.Replay(t, claimed...),
	}
	for want, r := range tests {
		if got := Closed(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	last := capability.Plan(sample.Replay(t, claimed...))[8]
	if got := StepLine(capability.ToReturn, last); !strings.HasPrefix(got, "[said] 9") || !strings.HasSuffix(got, "claimed") {
		t.Errorf("a claim looks like %q", got)
	}
}

func TestWordsOfAReturnThatWasSetBackClaimNoCredit(t *testing.T) {
	r := capability.Return{ID: "R-7F3K2", Stage: capability.StageClosed, Closing: capability.ClosedOnTrust}
	usual := Closed(r) + Closing(r)
	r.Flags = []capability.Flagged{{Flag: capability.FlagRollback, Text: "set back"}}
	if odd := Closed(r) + Closing(r); strings.Contains(odd, "credits the licenses") || odd == usual {
		t.Errorf("it says %q", odd)
	}
}

// What was read back is said to have been on the stick only where that is sure.
func TestSavedTextSaysWhenItIsNotSure(t *testing.T) {
	done := desk.Done{Act: capability.Act{Kind: capability.ActSaveRequest}, Saved: []media.Saved{{FromStick: true}, {FromStick: false}}}
	if text := Done(done); !strings.Contains(text, "from memory") {
		t.Errorf("not sure: %s", text)
	}
	done.Released = &media.Released{Unmounted: true}
	if text := Done(done); strings.Contains(text, "from memory") {
		t.Errorf("released: %s", text)
	}
	done.Released, done.Saved[1].FromStick = nil, true
	if text := Done(done); strings.Contains(text, "from memory") {
		t.Errorf("sure: %s", text)
	}
}

// TestReadingALicenseSaysWhatWasSeen: of a case that was taken in, the device
// may hold all that it held.
func TestReadingALicenseSaysWhatWasSeen(t *testing.T) {
	held := []capability.License{{ActivationID: "ACT-1", Count: 5}}
	check := capability.Act{Kind: capability.ActCheckLicenses}
	for _, tt := range []struct {
		r    capability.Return
		want string
	}{
		{capability.Return{Stage: capability.StageAtPortal, Before: held}, "The licenses were read: the device holds 1 license."},
		{capability.Return{Stage: capability.StageAtPortal, Before: []capability.License{}}, "The licenses were read: the device holds no license."},
		{capability.Return{Stage: capability.StageRequestSaved, Before: nil, After: held}, "The licenses were read: the device holds 1 license."},
		{capability.Return{Stage: capability.StageVerified, Before: held, After: []capability.License{}}, "The licenses were read again: what was returned is gone."},
		{capability.Return{Stage: capability.StageClosed, Before: held, After: []capability.License{}}, "The licenses were read again: what was returned is gone."},
		{capability.Return{Stage: capability.StageVerified, Purpose: capability.ToActivate, After: held}, "The licenses were read again: what was ordered is there."},
	} {
		if got := Done(desk.Done{Act: check, Return: tt.r}); got != tt.want {
			t.Errorf("at %s: %s", tt.r.Stage, got)
		}
	}
}

func TestMendedResponseIsToldAsThat(t *testing.T) {
	response := sample.File(capability.PortalResponse, 640)
	fact := capability.ResponseFound{Artifact: response, Seq: 1, Mended: string(evident.Hex)}
	r := sample.Replay(t, append(sample.UpTo(5), fact)...)
	want := "repaired: the file held the message coded as hexadecimal digits"
	done := Done(desk.Done{Act: capability.Act{Kind: capability.ActFetchResponse}, Return: r, Incomplete: capability.CutShort{Time: 30 * time.Second}})
	if !strings.Contains(done, want) || !strings.Contains(done, "Handback did not look through the whole stick: it took more than 30s.") {
		t.Error(done)
	}
	if got := factText(fact); !strings.Contains(got, "repaired it: the file held the message coded as hexadecimal digits") {
		t.Error(got)
	}
	if got := Mended(sample.Replay(t, sample.UpTo(6)...)); got != "" {
		t.Errorf("of a whole one: %q", got)
	}
}
