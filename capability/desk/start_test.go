package desk_test

import (
	"context"
	"errors"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
)

// stuck is a source of random numbers that repeats itself.
type stuck struct{}

func (stuck) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestIDsAreNotDrawnWithoutEnd: a source that repeats itself, and a person who
// gives up.
func TestIDsAreNotDrawnWithoutEnd(t *testing.T) {
	w := newHarnessWith(t, func(o *desk.Options) { o.Random = stuck{} })
	w.start(capability.Order{})
	other := capability.Reading{
		Device:   capability.Identity{Host: capability.HostID{Type: "ETHERNET", Value: "00AA"}, Model: "X200", Serial: "SN0043"},
		Licenses: []capability.License{{ActivationID: "ACT-1", Feature: "F", Version: "1", Count: 1}},
	}
	if _, err := w.desk.Start(t.Context(), other, capability.ReturnAll(other.Licenses), "", nil); !errors.Is(err, desk.ErrNoID) {
		t.Errorf("got %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.desk.Start(ended, other, capability.ReturnAll(other.Licenses), "", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

func TestOneOpenReturnPerDevice(t *testing.T) {
	w := newHarness(t)
	first := w.start(capability.Order{})
	reading, err := w.desk.Read(t.Context(), w.dev, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.desk.Start(t.Context(), reading, capability.ReturnAll(reading.Licenses), "", nil)
	var open *desk.OpenReturn
	if !errors.As(err, &open) || open.ID != first.ID {
		t.Errorf("a second return was opened: %v", err)
	}
}

func TestTransferWaitsForTheCreditAndThenActivates(t *testing.T) {
	w := newHarness(t)
	reading, err := w.desk.Read(t.Context(), w.dev, nil)
	if err != nil {
		t.Fatal(err)
	}
	replacement := newFakeDevice("X200-SN0077")
	replacement.held = nil
	if _, err := w.desk.Start(t.Context(), reading, capability.ReturnAll(reading.Licenses), "", &w.dev.host); !errors.Is(err, desk.ErrSameDevice) {
		t.Errorf("its own replacement: %v", err)
	}
	if r := credited(t, w, replacement); capability.Next(r).Kind != capability.ActActivate {
		t.Fatalf("after the credit comes %s", capability.Next(r).Kind)
	}
	if _, err := w.do(); !errors.Is(err, capability.ErrOtherDevice) {
		t.Fatalf("activated on the device that gave them back: %v", err)
	}
	w.dev = replacement
	done, err := w.do()
	if err != nil || done.Return.Purpose != capability.ToActivate || done.Return.TransferOf != w.id {
		t.Fatalf("%+v, %v", done.Return, err)
	}
	w.id = done.Return.ID
	w.until(capability.StageRequestSaved)
	w.put("grant.bin", w.portal.answer(t, w.dev.data, reading.Licenses, func(r *message.Response) {
		r.Rights, r.Confirm = reading.Licenses, false
	}))
	if r := w.until(capability.StageClosed); r.Closing != capability.ClosedOnReading || len(w.dev.held) != 2 {
		t.Errorf("closed on %q, holds %v", r.Closing, w.dev.held)
	}
}

var errKilled = errors.New("the program was killed")

// mortal is a ledger whose program is killed once before it notes a kind of
// fact.
type mortal struct {
	desk.Ledger
	before capability.FactKind
}

func (m *mortal) Append(id capability.ReturnID, e capability.Entry) (capability.Return, error) {
	if e.Fact.Kind() == m.before {
		m.before = ""
		return capability.Return{}, errKilled
	}
	return m.Ledger.Append(id, e)
}

// credited is a return for a replacement, up to the credit.
func credited(t *testing.T, w *harness, to *fakeDevice) capability.Return {
	t.Helper()
	reading, err := w.desk.Read(t.Context(), w.dev, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.desk.Start(t.Context(), reading, capability.ReturnAll(reading.Licenses), "broken", &to.host)
	if err != nil {
		t.Fatal(err)
	}
	w.id = r.ID
	w.until(capability.StageRequestSaved)
	w.atPortal("1-return-request.bin", "2-response.bin", nil)
	w.until(capability.StageConfirmationSaved)
	w.atPortal("3-confirmation-request.bin", "4-confirmation-response.bin", nil)
	return w.until(capability.StageClosed)
}

// An activation that was begun and not noted is found before another is begun,
// whatever became of it, unless a person gave it up.
func TestUnitsAreActivatedOnceThoughTheProgramWasKilled(t *testing.T) {
	for name, tt := range map[string]struct {
		then func(t *testing.T, w *harness, back capability.Return)
		same bool
	}{
		"at once": {func(*testing.T, *harness, capability.Return) {}, true},
		"when the activation is over": {func(t *testing.T, w *harness, back capability.Return) {
			w.until(capability.StageRequestSaved)
			w.put("grant.bin", w.portal.answer(t, w.dev.data, back.Before, func(r *message.Response) {
				r.Rights, r.Confirm = back.Before, false
			}))
			w.until(capability.StageClosed)
		}, true},
		"when it was given up": {func(t *testing.T, w *harness, _ capability.Return) {
			if _, err := w.desk.Cancel(t.Context(), w.id, "not yet"); err != nil {
				t.Fatal(err)
			}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newHarnessWith(t, func(o *desk.Options) {
				o.Ledger = &mortal{Ledger: o.Ledger, before: capability.KindTransferred}
			})
			to := newFakeDevice("X200-SN0077")
			to.held = nil
			back := credited(t, w, to)
			w.dev = to
			if _, err := w.do(); !errors.Is(err, errKilled) {
				t.Fatal(err)
			}
			all, err := w.desk.List(t.Context())
			if err != nil || len(all) != 2 || all[0].TransferOf != back.ID {
				t.Fatalf("%+v, %v", all, err)
			}
			begun := all[0].ID
			w.id = begun
			tt.then(t, w, back)

			w.id = back.ID
			done, err := w.do()
			if err != nil || (done.Return.ID == begun) != tt.same || done.Return.TransferOf != back.ID {
				t.Fatalf("it went on with %s after %s, %v", done.Return.ID, begun, err)
			}
			if r := w.now(); r.TransferredTo != done.Return.ID {
				t.Errorf("noted as transferred to %q", r.TransferredTo)
			}
		})
	}
}
