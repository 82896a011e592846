package ledger

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/testkit"
)

const testID capability.ReturnID = "R-7F3K2"

var (
	requestData      = []byte("the request's bytes")
	responseData     = []byte("the response's bytes")
	confirmationData = []byte("the confirmation's bytes")
	receiptData      = []byte("the receipt's bytes")

	requestFile      = capability.NewArtifact(capability.ReturnRequest, requestData, "0a")
	responseFile     = capability.NewArtifact(capability.PortalResponse, responseData, "0b")
	confirmationFile = capability.NewArtifact(capability.ConfirmationRequest, confirmationData, "0c")
	receiptFile      = capability.NewArtifact(capability.PortalReceipt, receiptData, "0d")

	testHeld = []capability.License{
		{ActivationID: "act-1", Feature: "imaging", Version: "2.0", Count: 10},
		{ActivationID: "act-2", Feature: "dose <µGy>", Version: "1.1", Count: 1, Expires: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
	}
	testLeft  = []capability.License{{ActivationID: "act-1", Feature: "imaging", Version: "2.0", Count: 3}}
	testOrder = capability.Order{Lines: []capability.Line{{ActivationID: "act-1", Count: 3}, {ActivationID: "act-2"}}}
)

func reading(held []capability.License) capability.Reading {
	return capability.Reading{Licenses: held, Device: capability.Identity{
		Vendor: "Acme", Model: "X200", Serial: "SN0042", Firmware: "4.1",
		Host:  capability.HostID{Type: "PUBLISHER_DEFINED", Value: "X200-SN0042"},
		Clock: time.Date(2026, 3, 2, 10, 39, 58, 0, time.UTC),
		Last:  &capability.Mark{Seq: 1, SHA256: capability.DigestOf(nil)},
	}}
}

func opened(id capability.ReturnID) capability.Opened {
	return capability.Opened{ID: id, Way: capability.FromDevice, Reading: reading(testHeld), Order: testOrder, Reason: "device sold"}
}

// usual is the facts of a whole return that meets no trouble.
func usual(id capability.ReturnID) []capability.Fact {
	return []capability.Fact{
		opened(id),
		capability.Intended{Act: capability.ActMakeRequest},
		capability.RequestMade{Artifact: requestFile},
		capability.Saved{File: capability.ReturnRequest, SHA256: requestFile.SHA256, Stick: "KINGSTON", Path: "HANDBACK/1-return-request.bin"},
		capability.Uploaded{File: capability.ReturnRequest, SHA256: requestFile.SHA256, Note: "ticket 7"},
		capability.ResponseFound{Artifact: responseFile, Path: "2-response.bin", Answers: "0a", Seq: 2, Licenses: testLeft},
		capability.Intended{Act: capability.ActLoadResponse},
		capability.Loaded{Mark: capability.Mark{Seq: 2, SHA256: responseFile.SHA256}},
		capability.LicensesRead{Reading: reading(testLeft)},
		capability.Intended{Act: capability.ActMakeConfirmation},
		capability.RequestMade{Artifact: confirmationFile},
		capability.Saved{File: capability.ConfirmationRequest, SHA256: confirmationFile.SHA256, Stick: "KINGSTON"},
		capability.Receipt{Artifact: receiptFile, Path: "4.bin", Answers: "0c", Credited: []capability.ActivationID{"act-1", "act-2"}},
	}
}

func entry(n int, f capability.Fact) capability.Entry {
	return capability.Entry{At: time.Date(2026, 3, 2, 10, 40+n, 0, 5000, time.UTC), By: "kim", Fact: f}
}

// journal is the bytes that a journal of those facts has.
func journal(t testing.TB, facts ...capability.Fact) []byte {
	t.Helper()
	var all []byte
	var prev capability.Digest
	for n, f := range facts {
		text, _, err := encodeEntry(entry(n, f))
		if err != nil {
			t.Fatal(err)
		}
		line := encodeLine(prev, text)
		prev = capability.DigestOf(line)
		all = append(all, line...)
	}
	return all
}

// plant puts a journal of those bytes where a ledger in dir looks for it.
func plant(t testing.TB, dir string, id capability.ReturnID, data []byte) {
	t.Helper()
	folder := filepath.Join(dir, returnsName, string(id))
	if err := os.MkdirAll(folder, dirMode); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, journalName), data, fileMode); err != nil {
		t.Fatal(err)
	}
}

// open gives a ledger that writes but doesn't wait for the disk.
func open(t testing.TB, dir string) (*Ledger, *faulty) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, returnsName), dirMode); err != nil {
		t.Fatal(err)
	}
	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	d := &faulty{disk: l.disk, left: never}
	l.disk = d
	return l, d
}

func openToRead(t testing.TB, dir string) *Ledger {
	t.Helper()
	l, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// keep writes those facts through l.
func keep(t testing.TB, l *Ledger, id capability.ReturnID, facts ...capability.Fact) capability.Return {
	t.Helper()
	var r capability.Return
	for n, f := range facts {
		var err error
		if n == 0 {
			r, err = l.Create(entry(n, f))
		} else {
			r, err = l.Append(id, entry(n, f))
		}
		if err != nil {
			t.Fatalf("fact %d, %s: %v", n, f.Kind(), err)
		}
	}
	return r
}

// stateDir is a state folder that others can't write in, whatever the umask.
func stateDir(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(testkit.Dir(t), "state")
	if err := os.Mkdir(dir, dirMode); err != nil {
		t.Fatal(err)
	}
	return dir
}
