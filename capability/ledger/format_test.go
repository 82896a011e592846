package ledger

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"handback/capability"
	"handback/capability/testkit"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"
)

func TestJournalOfAWholeReturn(t *testing.T) {
	golden.RequireEqual(t, journal(t, usual(testID)...))
}

// Whatever this version writes, the journal written first stays readable.
func TestFirstJournalStaysReadable(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "whole-return.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	dir := place(t)
	plant(t, dir, testID, data)
	r, err := openToRead(t, dir).Return(testID)
	if err != nil || r.Stage != capability.StageClosed || r.Closing != capability.ClosedOnClaim || r.Receipt == nil { // it does not say that the receipt was checked
		t.Fatalf("%s, %s, %v", r.Stage, r.Closing, err)
	}
	want, err := readChain(testID, journal(t, usual(testID)...))
	if err != nil || !reflect.DeepEqual(r, want.now) {
		t.Errorf("it says %+v, %v", r, err)
	}
}

func TestAnySequenceOfFactsIsThereAfterReopening(t *testing.T) {
	words := append(usual(testID),
		capability.Refused{Act: capability.ActMakeRequest, Code: capability.CountNotPossible, Text: "no\x1b[2J"},
		capability.Refused{Act: capability.ActLoadResponse, Code: capability.Stale},
		capability.NotDone{Act: capability.ActMakeRequest},
		capability.NotDone{Act: capability.ActLoadResponse},
		capability.NotDone{Act: capability.ActMakeConfirmation},
		capability.LicensesRead{Reading: reading(testHeld)},
		capability.ResponseFound{Artifact: capability.NewArtifact(capability.PortalResponse, []byte("other"), ""), Unasked: true},
		capability.Receipt{Artifact: receiptFile, Answers: "0c", Flagged: "rollback"},
		capability.Uploaded{File: capability.ConfirmationRequest, SHA256: confirmationFile.SHA256},
	)
	parent := place(t)
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(parent, "")
		if err != nil {
			rt.Fatal(err)
		}
		l, _ := open(t, dir)
		want := keep(t, l, testID, opened(testID))
		steps := rapid.SliceOfN(rapid.IntRange(0, 2*len(words)), 0, 60).Draw(rt, "steps")
		for n, step := range steps {
			f := words[step%len(words)]
			if step >= len(words) { // follow the usual way
				f = words[min(len(want.Entries), len(words)-1)]
			}
			r, err := l.Append(testID, entry(n, f))
			if model, refused := want.With(entry(n, f)); (refused == nil) != (err == nil) {
				rt.Fatalf("%s at %s: %v, by the rules %v", f.Kind(), want.Stage, err, refused)
			} else if err == nil && model.Stage != r.Stage {
				rt.Fatalf("%s led to %s, by the rules to %s", f.Kind(), r.Stage, model.Stage)
			} else if err == nil {
				want = r
			}
		}
		l.Close()
		again, err := Open(dir, Options{ReadOnly: true})
		if err != nil {
			rt.Fatal(err)
		}
		defer again.Close()
		if got, err := again.Return(testID); err != nil || !reflect.DeepEqual(got, want) {
			rt.Fatalf("reopened as %+v, %v; was %+v", got, err, want)
		}
	})
}

func FuzzDecodeLine(f *testing.F) {
	var prev capability.Digest
	for _, line := range bytes.SplitAfter(journal(f, usual(testID)...), []byte("\n")) {
		f.Add(prev[:], line)
		prev = capability.DigestOf(line)
	}
	f.Add([]byte{}, []byte("{}\n"))
	f.Fuzz(func(t *testing.T, before, text []byte) {
		var prev capability.Digest
		copy(prev[:], before)
		e, err := decodeLine(prev, text)
		if err != nil {
			return
		}
		again, back, err := encodeEntry(e)
		if err != nil || !reflect.DeepEqual(back, e) {
			t.Fatalf("%s came back as %s, %v", text, again, err)
		}
	})
}

func FuzzReadChain(f *testing.F) {
	whole, begun := journal(f, usual(testID)...), journal(f, usual(testID)[:2]...)
	add := func(e testkit.Edit) { f.Add(e.Of, e.At, e.Cut, e.Piece) }
	add(testkit.Edit{})
	add(testkit.Edit{Of: 1, At: 900, Cut: 1000})
	f.Fuzz(func(t *testing.T, of uint8, at, cut uint16, piece []byte) {
		data := testkit.Edit{Of: of, At: at, Cut: cut, Piece: piece}.Apply(whole, begun)
		c, err := readChain(testID, data)
		if err == nil && (c.size+c.torn != int64(len(data)) || c.now.ID != testID) {
			t.Fatalf("%d and %d of %d bytes, %s", c.size, c.torn, len(data), c.now.ID)
		}
	})
}
