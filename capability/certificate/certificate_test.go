package certificate

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"handback/capability"

	"github.com/charmbracelet/x/exp/golden"
)

func TestText(t *testing.T) {
	for name, facts := range cases() {
		t.Run(name, func(t *testing.T) {
			text, err := stateOf(t, facts...).Text()
			if err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, text)
		})
	}
}

func TestJSON(t *testing.T) {
	for name, facts := range cases() {
		t.Run(name, func(t *testing.T) {
			text, err := stateOf(t, facts...).JSON()
			if err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, text)
		})
	}
}

func TestJSONReadsBackAsTheSameCertificate(t *testing.T) {
	for name, facts := range cases() {
		c := stateOf(t, facts...)
		text, err := c.JSON()
		var back Certificate
		if err = errors.Join(err, json.Unmarshal(text, &back)); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, c.withLists()) {
			t.Errorf("%s: became %+v", name, back)
		}
	}
}

func TestOnlyAClosedReturnIsCertified(t *testing.T) {
	for name, facts := range cases() {
		r := replayed(t, facts...)
		c, err := State(r, testHash, time.Time{}, "kim")
		if closed := r.Stage == capability.StageClosed; err != nil || closed != c.Finished {
			t.Errorf("%s, at stage %s: finished %v, %v", name, r.Stage, c.Finished, err)
		}
	}
	for name, want := range map[string]string{"not finished": "NOT FINISHED", "cancelled": "CANCELLED"} {
		if c := stateOf(t, cases()[name]...); !strings.Contains(c.Title, want) || c.Finished || c.RestsOn != "" {
			t.Errorf("%s: title %q, finished %v, rests on %q", name, c.Title, c.Finished, c.RestsOn)
		}
	}
}

func TestNoCertificateWithoutARecord(t *testing.T) {
	r := replayed(t, cases()["proof"]...)
	if _, err := State(r, capability.Digest{}, time.Time{}, "kim"); !errors.Is(err, ErrNoRecord) {
		t.Errorf("without the last hash: %v", err)
	}
	if _, err := State(capability.Return{}, testHash, time.Time{}, "kim"); !errors.Is(err, ErrNoRecord) {
		t.Errorf("without a journal: %v", err)
	}
}

func TestActivationIsCalledOne(t *testing.T) {
	f := opened()
	f.Purpose = capability.ToActivate
	f.Order.Lines = []capability.Line{{ActivationID: "act-1", Count: 12}}
	c := stateOf(t, f)
	want := Line{ActivationID: "act-1", Feature: "imaging", Held: 10, Remains: 12, Comes: 2}
	if c.Title != "State of activation: NOT FINISHED" || len(c.Order) != 1 || c.Order[0] != want {
		t.Errorf("%q, %+v", c.Title, c.Order)
	}
}

func TestLabelIsNoReading(t *testing.T) {
	f := opened()
	f.Way = capability.FromLabel
	if c := stateOf(t, f); c.Before != nil {
		t.Errorf("a label counts as %+v", c.Before)
	}
}

func TestReplacedAndRejectedFilesSayWhatTheyCountFor(t *testing.T) {
	facts := append(saved(false)[:7:7], capability.Refused{Act: capability.ActLoadResponse, Code: capability.Stale})
	files := stateOf(t, facts...).Files
	if len(files) != 2 || files[0].Standing != Superseded || files[1].Standing != Rejected {
		t.Errorf("%+v", files)
	}
}

func TestHostileTextObeysNobody(t *testing.T) {
	f := opened()
	f.Reason = "\x1b[2J\u009b31m\u202eevil" + strings.Repeat("x", 4000)
	f.Reading.Device.Vendor = "Acme\r\nDEVICE 🔥"
	c := stateOf(t, f)
	c.IssuedBy = "a\x7fb"
	text, err := c.Text()
	data, jsonErr := c.JSON()
	if err = errors.Join(err, jsonErr); err != nil {
		t.Fatal(err)
	}
	for _, out := range [][]byte{text, data} {
		if bad := bytes.IndexFunc(out, func(r rune) bool { return r != '\n' && (r < ' ' || r > '~') }); bad >= 0 {
			t.Errorf("byte %d is %q", bad, out[bad])
		}
	}
	for line := range strings.Lines(string(text)) {
		if len(line) > width+1 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
	var back Certificate
	if err := json.Unmarshal(data, &back); err != nil || back.Reason != f.Reason || back.Device.Vendor != f.Reading.Device.Vendor {
		t.Errorf("JSON lost something: %q, %v", back.Reason, err)
	}
}

// What nobody known saw is in the history as hearsay, and nowhere else.
func TestNothingIsCertifiedOfHearsay(t *testing.T) {
	forged := reading([]capability.License{{ActivationID: "act-9", Feature: "FORGED", Version: "1.0", Count: 4}}, 999_999)
	forged.Device.Serial, forged.Device.Vendor, forged.Device.Model, forged.Device.Firmware = "FORGED", "FORGED", "FORGED", "FORGED"
	begun := opened()
	begun.Reading, begun.Reason, begun.Order = forged, "FORGED", capability.ReturnAll(forged.Licenses)
	facts := saved(false)
	facts[0], facts[8] = begun, capability.LicensesRead{Reading: forged}
	facts = append(facts, capability.Scanned{Who: "FORGED", Station: "FORGED", When: testClock}, capability.Flagged{Flag: capability.FlagClone, Text: "FORGED"})
	var entries []capability.Entry
	for _, f := range facts {
		entries = append(entries, capability.Entry{At: testClock, By: "FORGED", From: &capability.Origin{Case: testHash}, Fact: f})
	}
	entries = append(entries, capability.Entry{At: testClock, By: "kim", Fact: capability.TakenIn{Case: testHash, Whose: []string{"FORGED"}}})
	seen := capability.Entry{At: testClock, By: "kim", Fact: capability.LicensesRead{Reading: reading(testHeld, 1)}}
	for name, all := range map[string][]capability.Entry{"taken in": entries, "read": append(entries[:len(entries):len(entries)], seen)} {
		r, err := capability.Replay(all)
		if err != nil {
			t.Fatal(err)
		}
		c, err := State(r, testHash, testClock, "kim")
		if err != nil {
			t.Fatal(err)
		}
		text, err := c.Text()
		if err != nil || !bytes.HasPrefix(text, []byte("FACTS WERE TAKEN IN")) {
			t.Errorf("%s: it begins with %.60q, %v", name, text, err)
		}
		if c.Device.Host != testHost || (c.Device.Serial == "SN0042") != (name == "read") {
			t.Errorf("%s: the device is %+v", name, c.Device)
		}
		c.Sources, c.History = nil, nil // these say that it is hearsay
		data, err := json.Marshal(c)
		if err != nil || bytes.Contains(data, []byte("FORGED")) || bytes.Contains(data, []byte("999999")) || bytes.Contains(data, []byte("act-9")) {
			t.Errorf("%s: %s, %v", name, data, err)
		}
	}
}

// A receipt that nobody could check may be anybody's: it credits nothing here.
func TestUncheckedReceiptCreditsNothing(t *testing.T) {
	receipt := capability.Receipt{Artifact: receiptFile, Answers: "0c", Credited: []capability.ActivationID{"act-1", "act-2"}}
	c := stateOf(t, append(saved(false), receipt)...)
	if c.RestsOn != capability.ClosedOnClaim || c.Credited != nil || c.Checked != nil {
		t.Errorf("it rests on %q, credited %v", c.RestsOn, c.Credited)
	}
	receipt.Checked = &capability.Checked{Source: capability.KeyConfigured}
	if c := stateOf(t, append(saved(false), receipt)...); c.RestsOn != capability.ClosedOnProof || len(c.Credited) != 2 {
		t.Errorf("checked, it rests on %q, credited %v", c.RestsOn, c.Credited)
	}
}
