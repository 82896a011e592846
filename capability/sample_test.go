package capability_test

import (
	"strings"
	"testing"
	"time"

	. "handback/capability"
)

var (
	testHost  = HostID{Type: "PUBLISHER_DEFINED", Value: "X200-SN0042"}
	testHeld  = []License{{ActivationID: "act-1", Feature: "imaging", Version: "2.0", Count: 10}, {ActivationID: "act-2", Feature: "dose", Version: "1.1", Count: 1}}
	testOrder = Order{Lines: []Line{{ActivationID: "act-1", Count: 3}, {ActivationID: "act-2"}}}
	testLeft  = []License{{ActivationID: "act-1", Feature: "imaging", Version: "2.0", Count: 3}}

	requestFile      = Artifact{Kind: ReturnRequest, Size: 812, SHA256: DigestOf([]byte("request")), MessageID: "0a"}
	responseFile     = Artifact{Kind: PortalResponse, Size: 640, SHA256: DigestOf([]byte("response")), MessageID: "0b"}
	confirmationFile = Artifact{Kind: ConfirmationRequest, Size: 512, SHA256: DigestOf([]byte("confirmation")), MessageID: "0c"}
	receiptFile      = Artifact{Kind: PortalReceipt, Size: 600, SHA256: DigestOf([]byte("receipt")), MessageID: "0d"}
)

var (
	testEvidence    = Evidence{Cause: NoBoot, Serial: "SN0042", Host: testHost, Source: "label", Who: "kim"}
	declarationFile = Artifact{Kind: DeclarationFile, Size: 400, SHA256: DigestOf([]byte("declaration"))}
)

// marked is a reading of a device that processed a response since.
func marked(held []License, seq uint64) Reading {
	r := reading(held)
	r.Device.Last = &Mark{Seq: seq, SHA256: DigestOf([]byte("by other hands"))}
	return r
}

func reading(held []License) Reading {
	return Reading{Device: Identity{Vendor: "Acme", Model: "X200", Serial: "SN0042", Host: testHost}, Licenses: held}
}

// named is a fact with a word for what it says.
type named struct {
	name string
	fact Fact
}

// byTelling begins the names of facts that come with a case that nobody known
// signed.
const byTelling = "told: "

// entryOf is a fact as it is noted.
func entryOf(minutes int, n named) Entry {
	e := Entry{At: minute(minutes), By: "kim", Fact: n.fact}
	if strings.HasPrefix(n.name, byTelling) {
		e.From = &Origin{Case: DigestOf([]byte("case"))}
	}
	return e
}

// vocabulary is every fact in every meaning that the rules tell apart.
func vocabulary() []named {
	return []named{
		{"opened on the device", Opened{ID: "R-7F3K2", Way: FromDevice, Reading: reading(testHeld), Order: testOrder}},
		{"opened in the portal", Opened{ID: "R-7F3K2", Way: FromPortal, Reading: reading(testHeld), Order: testOrder}},
		{"intend request", Intended{Act: ActMakeRequest}},
		{"intend load", Intended{Act: ActLoadResponse}},
		{"intend confirmation", Intended{Act: ActMakeConfirmation}},
		{"request refused", Refused{Act: ActMakeRequest, Code: CountNotPossible}},
		{"load refused for now", Refused{Act: ActLoadResponse, Code: Busy}},
		{"load refused for good", Refused{Act: ActLoadResponse, Code: WrongHost}},
		{"confirmation refused", Refused{Act: ActMakeConfirmation, Code: Busy}},
		{"request not done", NotDone{Act: ActMakeRequest}},
		{"load not done", NotDone{Act: ActLoadResponse}},
		{"confirmation not done", NotDone{Act: ActMakeConfirmation}},
		{"request made", RequestMade{Artifact: requestFile}},
		{"confirmation made", RequestMade{Artifact: confirmationFile}},
		{"request saved", Saved{File: ReturnRequest, SHA256: requestFile.SHA256, Stick: "KINGSTON"}},
		{"confirmation saved", Saved{File: ConfirmationRequest, SHA256: confirmationFile.SHA256, Stick: "KINGSTON"}},
		{"request uploaded", Uploaded{File: ReturnRequest, SHA256: requestFile.SHA256}},
		{"confirmation uploaded", Uploaded{File: ConfirmationRequest, SHA256: confirmationFile.SHA256}},
		{"response found", ResponseFound{Artifact: responseFile, Answers: "0a"}},
		{"loaded", Loaded{Mark: Mark{Seq: 2, SHA256: responseFile.SHA256}}},
		{"another response loaded", Loaded{Mark: Mark{Seq: 2, SHA256: requestFile.SHA256}}},
		{"read: gone", LicensesRead{Reading: reading(testLeft)}},
		{"read: still there", LicensesRead{Reading: reading(testHeld)}},
		{"read: another device", LicensesRead{Reading: Reading{Device: Identity{Host: HostID{Type: "STRING", Value: "other"}}}}},
		{"receipt", Receipt{Artifact: receiptFile, Answers: "0c", Credited: []ActivationID{"act-1", "act-2"}, Checked: &Checked{Source: KeyConfigured}}},
		{"receipt that nobody could check", Receipt{Artifact: receiptFile, Answers: "0c", Credited: []ActivationID{"act-1", "act-2"}}},
		{"receipt of another", Receipt{Artifact: receiptFile, Answers: "ff"}},
		{"receipt flagged", Receipt{Artifact: receiptFile, Answers: "0c", Flagged: "rollback"}},
		{"read: gone by other hands", LicensesRead{Reading: marked(testLeft, 7)}},
		{"read: there, and moved on", LicensesRead{Reading: marked(testHeld, 7)}},
		{"cancelled", Cancelled{}},
		{"request replaced", Replaced{File: ReturnRequest}},
		{"confirmation replaced", Replaced{File: ConfirmationRequest}},
		{"response replaced", Replaced{File: PortalResponse}},
		{"request claim withdrawn", Withdrawn{File: ReturnRequest}},
		{"confirmation claim withdrawn", Withdrawn{File: ConfirmationRequest}},
		{"declared dead", Declared{Evidence: testEvidence, Declaration: declarationFile}},
		{"another declared dead", Declared{Evidence: Evidence{Cause: Stolen, Serial: "1", Who: "kim", Host: HostID{Type: "STRING", Value: "other"}}}},
		{"declaration saved", Saved{File: DeclarationFile, SHA256: declarationFile.SHA256, Stick: "KINGSTON"}},
		{"made obsolete", Decided{Outcome: MadeObsolete, Who: "lee"}},
		{"declined", Decided{Outcome: Declined, Who: "lee"}},
		{"scanned", Scanned{Who: "kim", Station: "gate 3", When: time.Unix(1_700_000_000, 0).UTC()}},
		{"scanned by nobody", Scanned{Station: "gate 3", When: time.Unix(1_700_000_000, 0).UTC()}},
		{"transferred", Transferred{To: "R-88888"}},
		{"flagged", Flagged{Flag: FlagClock, Text: "the clock went back"}},
		{"taken in", TakenIn{Case: DigestOf([]byte("case")), Facts: 1, Whose: []string{"lee"}, Confirmation: ConfirmationUnknown}},
		{"set aside", SetAside{Reason: "planted"}},
		{"request sent", Sent{exchange(requestFile, ExchangeSending)}},
		{"request may have arrived", Answered{exchange(requestFile, ExchangeUncertain)}},
		{"request did not leave", Answered{exchange(requestFile, ExchangeNotSent)}},
		{"request refused by the portal", Answered{exchange(requestFile, ExchangeRefused)}},
		{"request answered", Answered{exchange(requestFile, ExchangeAnswered)}},
		{"confirmation sent", Sent{exchange(confirmationFile, ExchangeSending)}},
		{"confirmation answered", Answered{exchange(confirmationFile, ExchangeAnswered)}},
		{"portal read: waiting", PortalRead{Portal: "https://portal.test", Known: true, Licenses: []PortalLicense{{ActivationID: "act-1", Consumed: 10, State: CopiesDecreasing}}}},
		{byTelling + "opened on the device", Opened{ID: "R-7F3K2", Way: FromDevice, Reading: reading(testHeld), Order: testOrder}},
		{byTelling + "receipt", Receipt{Artifact: receiptFile, Answers: "0c", Checked: &Checked{Source: KeyConfigured}}},
	}
}

// usual is the way of facts of a return that meets no trouble.
func usual() []string {
	return []string{
		"opened on the device", "intend request", "request made", "request saved", "request uploaded", "response found",
		"intend load", "loaded", "read: gone", "intend confirmation", "confirmation made", "confirmation saved", "receipt",
	}
}

// exchange is the exchange of a file with a portal, in a state.
func exchange(a Artifact, state ExchangeState) Exchange {
	x := Exchange{File: a.Kind, Request: a.SHA256, Key: DigestOf([]byte(a.MessageID)), Portal: "https://portal.test", State: state, Times: 1}
	if state == ExchangeAnswered {
		x.Response = map[ArtifactKind]Digest{ReturnRequest: responseFile.SHA256, ConfirmationRequest: receiptFile.SHA256}[a.Kind]
	}
	return x
}

func factNamed(t testing.TB, name string) Fact {
	t.Helper()
	return wordNamed(t, name).fact
}

func wordNamed(t testing.TB, name string) named {
	t.Helper()
	for _, n := range vocabulary() {
		if n.name == name {
			return n
		}
	}
	t.Fatalf("no fact %q", name)
	return named{}
}

func after(t testing.TB, names ...string) Return {
	t.Helper()
	var r Return
	for i, name := range names {
		next, err := r.With(entryOf(i, wordNamed(t, name)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r = next
	}
	return r
}

func minute(n int) time.Time {
	return time.Date(2026, 3, 2, 10, 40+n, 0, 0, time.UTC)
}

// at gives a return as it is at a stage.
func at(t testing.TB, stage Stage) Return {
	t.Helper()
	ways := [][]string{
		usual(), append(usual()[:4:4], "cancelled"), append(usual()[:4:4], "declared dead", "declaration saved"),
		{byTelling + "opened on the device", "taken in", "set aside"},
	}
	for _, way := range ways {
		for n := 1; n <= len(way); n++ {
			if r := after(t, way[:n]...); r.Stage == stage {
				return r
			}
		}
	}
	t.Fatalf("no way meets %s", stage)
	return Return{}
}
