package certificate

import (
	"testing"
	"time"

	"handback/capability"
)

var (
	testHost  = capability.HostID{Type: "PUBLISHER_DEFINED", Value: "X200-SN0042"}
	testClock = time.Date(2026, 3, 2, 9, 39, 58, 0, time.UTC)
	testHash  = capability.DigestOf([]byte("the last line\n"))

	testHeld = []capability.License{
		{ActivationID: "act-1", Feature: "imaging", Version: "2.0", Count: 10},
		{ActivationID: "act-2", Feature: "dose <µGy>", Version: "1.1", Count: 1, Expires: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
		{ActivationID: "act-3", Feature: "export", Version: "1.0", Count: 2},
	}
	testLeft = []capability.License{{ActivationID: "act-1", Feature: "imaging", Version: "2.0", Count: 3}, testHeld[2]}

	requestFile      = file(capability.ReturnRequest, "0a")
	responseFile     = file(capability.PortalResponse, "0b")
	confirmationFile = file(capability.ConfirmationRequest, "0c")
	receiptFile      = file(capability.PortalReceipt, "0d")
	declarationFile  = file(capability.DeclarationFile, "")
)

func file(kind capability.ArtifactKind, id string) capability.Artifact {
	return capability.NewArtifact(kind, []byte("bytes of the "+kind), id)
}

func reading(held []capability.License, seq uint64) capability.Reading {
	return capability.Reading{Licenses: held, Device: capability.Identity{
		Vendor: "Acme", Model: "X200", Serial: "SN0042", Firmware: "4.1", Host: testHost, Clock: testClock,
		Last: &capability.Mark{Seq: seq},
	}}
}

func opened() capability.Opened {
	return capability.Opened{
		ID: "R-7F3K2", Way: capability.FromDevice, Reading: reading(testHeld, 1), Reason: "device sold",
		Order: capability.Order{Lines: []capability.Line{{ActivationID: "act-1", Count: 3}, {ActivationID: "act-2"}}},
	}
}

// saved is the facts until the confirmation is on a stick; unasked when the
// response says that none is needed, and then they end with the reading.
func saved(unasked bool) []capability.Fact {
	facts := []capability.Fact{
		opened(),
		capability.Intended{Act: capability.ActMakeRequest},
		capability.RequestMade{Artifact: requestFile},
		capability.Saved{File: capability.ReturnRequest, SHA256: requestFile.SHA256, Stick: "KINGSTON", Path: "HANDBACK/1-return-request.bin"},
		capability.Uploaded{File: capability.ReturnRequest, SHA256: requestFile.SHA256, Note: "ticket 7"},
		capability.ResponseFound{Artifact: responseFile, Path: "2-response.bin", Answers: "0a", Seq: 2, Unasked: unasked},
		capability.Intended{Act: capability.ActLoadResponse},
		capability.Loaded{Mark: capability.Mark{Seq: 2, SHA256: responseFile.SHA256}},
		capability.LicensesRead{Reading: reading(testLeft, 2)},
	}
	if unasked {
		return facts
	}
	return append(facts,
		capability.Intended{Act: capability.ActMakeConfirmation},
		capability.RequestMade{Artifact: confirmationFile},
		capability.Saved{File: capability.ConfirmationRequest, SHA256: confirmationFile.SHA256, Stick: "KINGSTON"},
	)
}

// cases are returns of every kind that a certificate tells apart.
func cases() map[string][]capability.Fact {
	uploaded := capability.Uploaded{File: capability.ConfirmationRequest, SHA256: confirmationFile.SHA256, Note: "by mail"}
	receipt := capability.Receipt{Checked: &capability.Checked{Source: capability.KeyConfigured}, Artifact: receiptFile, Path: "4.bin", Answers: "0c", Credited: []capability.ActivationID{"act-1", "act-2"}}
	declared := capability.Declared{Declaration: declarationFile, Evidence: capability.Evidence{
		Cause: capability.NoBoot, Serial: "SN0042", Host: testHost, Source: "label", Who: "lee", Photo: "photo 12", Remarks: "burned",
	}}
	dead := []capability.Fact{
		opened(), declared,
		capability.Saved{File: capability.DeclarationFile, SHA256: declarationFile.SHA256, Stick: "KINGSTON"},
		capability.Decided{Outcome: capability.MadeObsolete, Who: "pat", Reference: "mail of 3 March"},
	}
	replaced := []capability.Fact{capability.Replaced{File: capability.ReturnRequest, Reason: "stick lost"}}
	return map[string][]capability.Fact{
		"proof": append(saved(false), receipt),
		"claim": append(saved(false), uploaded),
		"withdrawn claim": append(saved(false), uploaded,
			capability.Withdrawn{File: capability.ConfirmationRequest, Reason: "it was the wrong file"}, receipt),
		"trust":        saved(true),
		"decision":     dead,
		"alive":        append(dead[:4:4], capability.LicensesRead{Reading: reading(testHeld, 1)}),
		"flagged":      append(saved(false), receipt, capability.Flagged{Flag: capability.FlagClock, Text: "the device's clock went back by 3 days"}),
		"not finished": append(saved(false)[:5:5], replaced...),
		"cancelled":    append(saved(false)[:3:3], capability.Cancelled{Reason: "sale called off"}),
	}
}

func replayed(t testing.TB, facts ...capability.Fact) capability.Return {
	t.Helper()
	entries := make([]capability.Entry, len(facts))
	for n, f := range facts {
		entries[n] = capability.Entry{At: time.Date(2026, 3, 2, 10, 40+n, 0, 5000, time.UTC), By: "kim", Fact: f}
	}
	if len(entries) > 8 {
		entries[8].By = "lou"
	}
	r, err := capability.Replay(entries)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func stateOf(t testing.TB, facts ...capability.Fact) Certificate {
	t.Helper()
	issued := time.Date(2026, 3, 3, 9, 0, 0, 0, time.FixedZone("", 3600))
	c, err := State(replayed(t, facts...), testHash, issued, "kim")
	if err != nil {
		t.Fatal(err)
	}
	return c
}
