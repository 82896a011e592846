package desk_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
)

// forger is a portal with a key that nobody knows.
func forger() *fakePortal {
	return &fakePortal{key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{66}, ed25519.SeedSize)), seq: 7}
}

// confirmed brings a return to where the portal waits for its confirmation.
func (w *harness) confirmed() {
	w.t.Helper()
	w.giveBack()
}

func TestReceiptThatThePortalDidNotSignIsRefusedByName(t *testing.T) {
	w := newHarness(t)
	w.confirmed()
	w.put("thanks.bin", forger().answer(t, w.dev.data, nil, nil))
	_, err := w.do()
	var missing *desk.Missing
	if !errors.As(err, &missing) || classOf(missing.Found, "thanks.bin") != desk.IsForged {
		t.Fatalf("%v", err)
	}
	for _, f := range missing.Found {
		if f.Class == desk.IsForged && (f.About == "" || !f.Concerns()) {
			t.Errorf("it says only %q", f.About)
		}
	}
	if r := w.now(); !r.Open() {
		t.Errorf("closed on %q", r.Closing)
	}
}

func TestReceiptThatNobodyCanCheckClosesOnAClaimUntilAKeyComes(t *testing.T) {
	var options desk.Options
	w := newHarnessWith(t, func(o *desk.Options) { o.PortalKeys = nil; options = *o })
	w.confirmed()
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	r := w.until(capability.StageClosed)
	if r.Closing != capability.ClosedOnClaim || r.Receipt == nil || r.ReceiptChecked != nil || !r.AwaitsProof() {
		t.Fatalf("closed on %q, checked %v", r.Closing, r.ReceiptChecked)
	}
	options.PortalKeys = w.portal.keys()
	w.desk = desk.New(options)
	p, err := w.desk.Where(t.Context(), desk.Means{}, nil)
	if err != nil || len(p.Proved) != 1 {
		t.Errorf("%v, %v", p.Proved, err)
	}
	r = w.now()
	if r.Closing != capability.ClosedOnProof || r.ReceiptChecked == nil || r.ReceiptChecked.Source != capability.KeyConfigured {
		t.Errorf("with the key it is closed on %q", r.Closing)
	}
}

func TestReceiptAfterAClaimUpgradesIt(t *testing.T) {
	for name, take := range map[string]func(*harness){
		"next": func(w *harness) { w.advance() },
		"where": func(w *harness) {
			if p := w.where(); len(p.Proved) != 1 || p.Proved[0] != w.id {
				w.t.Errorf("proved %v", p.Proved)
			}
		},
	} {
		w := newHarness(t)
		w.confirmed()
		if r, err := w.desk.ClaimUploaded(t.Context(), w.id, "by telephone"); err != nil || r.Closing != capability.ClosedOnClaim {
			t.Fatalf("closed on %q, %v", r.Closing, err)
		}
		w.put("thanks.bin", forger().answer(t, w.dev.data, nil, nil))
		if w.advance(); w.now().Closing != capability.ClosedOnClaim {
			t.Fatalf("%s: a forged receipt made it %q", name, w.now().Closing)
		}
		w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
		take(w)
		if r := w.now(); r.Closing != capability.ClosedOnProof || len(r.Credited) != 2 {
			t.Errorf("%s: closed on %q", name, r.Closing)
		}
	}
}

func TestDeviceTellsWhoseResponsesItLoads(t *testing.T) {
	w := newHarnessWith(t, func(o *desk.Options) { o.PortalKeys = nil })
	w.dev.keys = w.portal.keys()
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.put("forged.bin", forger().answer(t, w.dev.data, w.dev.held, nil))
	var missing *desk.Missing
	if _, err := w.do(); !errors.As(err, &missing) || classOf(missing.Found, "forged.bin") != desk.IsForged {
		t.Fatalf("%v", err)
	}
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	if r := w.until(capability.StageResponseFound); r.ResponseChecked == nil || r.ResponseChecked.Source != capability.KeyOfDevice {
		t.Errorf("checked with %+v", r.ResponseChecked)
	}
	w.until(capability.StageConfirmationSaved)
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	if r := w.until(capability.StageClosed); r.Closing != capability.ClosedOnProof {
		t.Errorf("closed on %q", r.Closing)
	}
}

// A device that trusts the key of an accomplice has his receipts believed only
// where the portal's own key is not known.
func TestLyingDeviceProvesNothingWhereThePortalsKeyIsConfigured(t *testing.T) {
	liar := forger()
	for name, tt := range map[string]struct {
		keys  []capability.PublicKey
		class desk.Class
	}{
		"configured": {newHarness(t).portal.keys(), desk.IsForged},
		"no key":     {nil, desk.IsReceipt},
	} {
		w := newHarnessWith(t, func(o *desk.Options) { o.PortalKeys = tt.keys })
		w.dev.keys = append(liar.keys(), w.portal.keys()...)
		w.confirmed()
		w.put("thanks.bin", liar.answer(t, w.dev.data, nil, nil))
		if got := classOf(w.where().Findings, "thanks.bin"); got != tt.class {
			t.Errorf("%s: the receipt is %q", name, got)
		}
		if w.advance(); w.now().Open() != (tt.keys != nil) {
			t.Errorf("%s: closed on %q", name, w.now().Closing)
		}
	}
}

// What the device trusts is good for a response, beside a configured key.
func TestResponseThatTheDeviceTrustsIsTakenBesideAConfiguredKey(t *testing.T) {
	liar := forger()
	w := newHarness(t)
	w.dev.keys = liar.keys()
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	w.put("2-response.bin", liar.answer(t, w.dev.data, nil, nil))
	if r := w.until(capability.StageResponseFound); r.ResponseChecked == nil || r.ResponseChecked.Source != capability.KeyOfDevice {
		t.Errorf("checked with %+v", r.ResponseChecked)
	}
}

// Each kind of response is taken for what it is.
func TestResponsesAreToldApart(t *testing.T) {
	tests := map[string]struct {
		edit func(*message.Response)
		want desk.Class
	}{
		"answers and carries out":    {func(*message.Response) {}, desk.IsResponse},
		"carries out, unasked":       {func(r *message.Response) { r.Answers = nil }, desk.IsResponse},
		"answers, and does not":      {func(r *message.Response) { r.Rights = newFakeDevice("x").held }, desk.IsUseless},
		"a removal that it began":    {func(r *message.Response) { r.Answers = nil; keepOnly("ACT-1", 4)(r) }, desk.IsRemoval},
		"changes nothing":            {func(r *message.Response) { r.Answers = nil; r.Rights = newFakeDevice("x").held }, desk.IsNothing},
		"answers another, and not":   {func(r *message.Response) { r.Answers = &message.ID{9}; keepOnly("ACT-1", 4)(r) }, desk.IsOtherRequest},
		"answers another, and all":   {func(r *message.Response) { r.Answers = &message.ID{9} }, desk.IsResponse},
		"for another device, signed": {func(r *message.Response) { r.Host.Value = "OTHER" }, desk.IsOtherDevice},
	}
	for name, tt := range tests {
		w := newHarness(t)
		w.start(capability.Order{})
		w.until(capability.StageRequestSaved)
		w.atPortal("1-return-request.bin", "2-response.bin", tt.edit)
		p := w.where()
		if got := classOf(p.Findings, "2-response.bin"); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// A confirmation that takes the place of another waits for a receipt of its
// own, whatever is on the stick for the older one.
func TestReceiptOfAReplacedConfirmationIsNotTakenAgain(t *testing.T) {
	w := newHarnessWith(t, func(o *desk.Options) { o.PortalKeys = nil })
	w.confirmed()
	w.put("thanks.bin", forger().answer(t, w.dev.data, nil, nil))
	if r := w.until(capability.StageClosed); r.Closing != capability.ClosedOnClaim || r.Receipt == nil {
		t.Fatalf("closed on %q with the receipt %v", r.Closing, r.Receipt)
	}
	if _, err := w.desk.Replace(t.Context(), w.id, "whose receipt was it?"); err != nil {
		t.Fatal(err)
	}
	w.until(capability.StageConfirmationSaved)
	var missing *desk.Missing
	if _, err := w.do(); !errors.As(err, &missing) || missing.Need != capability.NeedsPortal {
		t.Errorf("%v", err)
	}
}

// A receipt that was checked, and does not credit what was ordered, is noted
// once, however often it is looked for.
func TestReceiptIsNotedOnce(t *testing.T) {
	w := newHarness(t)
	w.answered()
	second := w.another()
	second.takeIn()
	second.until(capability.StageConfirmationSaved)
	second.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", func(r *message.Response) { r.Notes = nil })
	closed := second.until(capability.StageClosed)
	if closed.Closing != capability.ClosedOnClaim || closed.ReceiptChecked == nil {
		t.Fatalf("closed on %q, checked %v", closed.Closing, closed.ReceiptChecked)
	}
	for range 2 {
		second.where()
		second.advance()
	}
	if now := second.now(); len(now.Entries) != len(closed.Entries) {
		t.Errorf("%d facts more", len(now.Entries)-len(closed.Entries))
	}
}
