package capability_test

import (
	"errors"
	"strings"
	"testing"

	. "handback/capability"
)

// online is the way of a return whose files go to the portal by program: without a
// stick, and without a claim.
func online() []string {
	return []string{
		"opened on the device", "intend request", "request made", "request sent", "request answered", "response found",
		"intend load", "loaded", "read: gone", "intend confirmation", "confirmation made", "confirmation sent", "confirmation answered",
	}
}

func TestOnlineReturnIsClosedOnAnAnswerOrOnProof(t *testing.T) {
	way := online()
	if r := after(t, way[:5]...); r.Stage != StageAtPortal || !r.SentFile(ReturnRequest) {
		t.Errorf("answered: %s", r.Stage)
	}
	closed := after(t, way...)
	for _, step := range Plan(closed) {
		if step.Kind == StepSaveRequest || step.Kind == StepSaveConfirmation || step.Claimed {
			t.Errorf("the plan has %+v", step)
		}
	}
	if closed.Stage != StageClosed || closed.Closing != ClosedOnAnswer || !closed.AwaitsProof() {
		t.Errorf("%s on %q", closed.Stage, closed.Closing)
	}
	for fact, want := range map[string]Closing{"receipt": ClosedOnProof, "receipt that nobody could check": ClosedOnAnswer} {
		if r := after(t, append(way, fact)...); r.Closing != want || r.Receipt == nil {
			t.Errorf("%s: closed on %q", fact, r.Closing)
		}
	}
	if r := after(t, append(way, "receipt flagged")...); r.Stage == StageClosed || r.Problem == nil || r.Problem.Kind != ProblemFlagged {
		t.Errorf("the portal credits nothing, and the return is %s", r.Stage)
	}
}

// TestCarriedReceiptIsNotTheAnswer: only what came by program has not been carried.
func TestCarriedReceiptIsNotTheAnswer(t *testing.T) {
	r := after(t, online()...)
	other := receiptFile
	other.SHA256 = DigestOf([]byte("another receipt"))
	now, err := r.With(Entry{Fact: Receipt{Artifact: other, Answers: "0c"}})
	if err != nil || now.Closing != ClosedOnClaim {
		t.Errorf("closed on %q, %v", now.Closing, err)
	}
}

func TestWhatMayHaveArrivedIsNotCancelled(t *testing.T) {
	way := online()[:4]
	for fact, refused := range map[string]bool{"request may have arrived": true, "request did not leave": false, "request refused by the portal": false} {
		r := after(t, append(way[:4:4], fact)...)
		if _, err := r.With(Entry{Fact: Cancelled{}}); (err != nil) != refused {
			t.Errorf("%s: cancelled: %v", fact, err)
		}
		if r.Stage != StageRequestMade {
			t.Errorf("%s: %s", fact, r.Stage)
		}
	}
	if r := after(t, append(way, "request refused by the portal")...); r.Problem == nil || r.Problem.Kind != ProblemPortalRefused {
		t.Errorf("the problem is %v", r.Problem)
	}
}

func TestConfirmationLeavesOnlyAfterTheReading(t *testing.T) {
	for _, stage := range Stages() {
		_, err := at(t, stage).With(Entry{Fact: factNamed(t, "confirmation sent")})
		may := stage == StageConfirmationMade || stage == StageConfirmationSaved
		if may != (err == nil) {
			t.Errorf("%s: %v", stage, err)
		}
	}
}

func TestAnswerBelongsToWhatWasSent(t *testing.T) {
	r := after(t, online()[:4]...)
	for _, name := range []string{"confirmation answered", "request sent"} {
		fact := factNamed(t, name)
		if sent, again := fact.(Sent); again {
			sent.Request = DigestOf([]byte("other bytes"))
			fact = sent
		}
		if _, err := r.With(Entry{Fact: fact}); !errors.Is(err, ErrUnexpected) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStandingByThePortalsWord(t *testing.T) {
	r := after(t, usual()[:4]...)
	if r.PortalStanding() != PortalUnasked {
		t.Errorf("unasked: %q", r.PortalStanding())
	}
	license := func(id ActivationID, consumed int, state LicenseState) PortalLicense {
		return PortalLicense{ActivationID: id, Consumed: consumed, State: state}
	}
	tests := []struct {
		says []PortalLicense
		want PortalStanding
	}{
		{nil, PortalCredited},
		{[]PortalLicense{license("act-1", 10, LicenseGenerated), license("act-2", 1, LicenseGenerated)}, PortalHolds},
		{[]PortalLicense{license("act-1", 10, CopiesDecreasing), license("act-2", 1, WaitingForConfirmation)}, PortalWaits},
		{[]PortalLicense{license("act-1", 3, LicenseGenerated), license("act-2", 1, RemovalPendingConfirmation)}, PortalWaits},
		{[]PortalLicense{license("act-1", 10, CopiesDecreasing), license("act-2", 1, LicenseGenerated)}, PortalHolds},
		{[]PortalLicense{license("act-2", 1, LicenseGenerated), license("act-1", 10, CopiesDecreasing)}, PortalHolds},
		{[]PortalLicense{license("act-1", 3, LicenseGenerated), license("act-2", 0, RemovedFromLicense), license("other", 5, LicenseGenerated)}, PortalCredited},
	}
	for _, tt := range tests {
		now, err := r.With(Entry{Fact: PortalRead{Known: true, Licenses: tt.says}})
		if err != nil || now.PortalStanding() != tt.want || now.Stage != r.Stage {
			t.Errorf("%v: %q at %s, %v", tt.says, now.PortalStanding(), now.Stage, err)
		}
	}
}

// TestReturnThatOthersFinish is closed on the portal's word once the device was heard
// of there: a portal that asks for no confirmation credits before anything is loaded.
func TestReturnThatOthersFinish(t *testing.T) {
	var r Return
	for _, f := range []Fact{
		Opened{ID: "R-7F3K2", Way: FromPortal, Portal: "https://portal.test", Reading: reading(testHeld), Order: testOrder},
		PortalRead{Known: true, LastSync: minute(1)},
		ResponseFound{Artifact: responseFile, Portal: "https://portal.test"},
		PortalRead{Known: true, LastSync: minute(1)},
	} {
		next, err := r.With(Entry{Fact: f})
		if err != nil {
			t.Fatal(err)
		}
		r = next
	}
	if r.Stage != StageResponseFound {
		t.Fatalf("nothing was heard of the device, and the return is %s", r.Stage)
	}
	waits := []PortalLicense{{ActivationID: "act-1", Consumed: 10, State: CopiesDecreasing}}
	if now, err := r.With(Entry{Fact: PortalRead{Known: true, LastSync: minute(9), Licenses: waits}}); err != nil || now.Stage != StageResponseFound {
		t.Errorf("it waits for the confirmation, and the return is %s, %v", now.Stage, err)
	}
	if now, err := r.With(Entry{Fact: PortalRead{Known: true, LastSync: minute(9)}}); err != nil || now.Closing != ClosedOnAnswer {
		t.Errorf("closed on %q, %v", now.Closing, err)
	}
}

func TestExchangeOutOfBounds(t *testing.T) {
	good := exchange(requestFile, ExchangeSending)
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Exchange){
		"state": func(x *Exchange) { x.State = "lost" },
		"key":   func(x *Exchange) { x.Key = Digest{} },
		"times": func(x *Exchange) { x.Times = MaxExchangeTimes + 1 },
		"text":  func(x *Exchange) { x.Text = strings.Repeat("x", MaxText+1) },
	} {
		bad := good
		change(&bad)
		if err := bad.Check(); !errors.Is(err, ErrImplausible) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
