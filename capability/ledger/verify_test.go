package ledger

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
)

// TestExportIsTheWholeRecord: its journal reads back as the return, a torn line
// left out, and every file is there; what is damaged is not given away.
func TestExportIsTheWholeRecord(t *testing.T) {
	dir := testkit.Dir(t)
	l, _ := open(t, dir)
	keep(t, l, testID, usual(testID)...)
	for a, data := range map[capability.Artifact][]byte{
		requestFile: requestData, responseFile: responseData, confirmationFile: confirmationData, receiptFile: receiptData,
	} {
		if err := l.Put(testID, a, data); err != nil {
			t.Fatal(err)
		}
	}
	journal := filepath.Join(l.Dir(testID), journalName)
	whole, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(journal, append(bytes.Clone(whole), `{"prev":"`...), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := l.Export(t.Context(), testID)
	if err != nil || !bytes.Equal(c.Journal, whole) || len(c.Files) != 4 || !bytes.Equal(c.Files[receiptFile.SHA256], receiptData) {
		t.Fatalf("%d bytes, %d files, %v", len(c.Journal), len(c.Files), err)
	}
	r, last, err := ReadJournal(testID, c.Journal)
	if err != nil || last != c.LastHash || r.Stage != c.Return.Stage {
		t.Errorf("%s, %s, %v", r.Stage, last, err)
	}
	if _, _, err := ReadJournal(testID, append(bytes.Clone(whole), '{')); !errors.Is(err, ErrDamaged) {
		t.Errorf("a torn line: %v", err)
	}
	if err := os.Remove(filepath.Join(l.Dir(testID), FileName(receiptFile))); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Export(t.Context(), testID); !errors.Is(err, ErrDamaged) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := l.Export(t.Context(), capability.ReturnID("R-22222")); !errors.Is(err, ErrNoReturn) {
		t.Error(err)
	}
}

// The chain alone can't show that lines were cut off the end: who kept the head
// can.
func TestHeadTellsWhetherLinesWereCutOff(t *testing.T) {
	facts := usual(testID)
	whole := journal(t, facts...)
	dir := testkit.Dir(t)
	plant(t, dir, testID, journal(t, facts[:4]...))
	head, err := openToRead(t, dir).Head(testID)
	if err != nil || head.Facts != 4 {
		t.Fatalf("%+v, %v", head, err)
	}
	rewritten := append(facts[:3:3], capability.Saved{File: capability.ReturnRequest, SHA256: requestFile.SHA256, Stick: "OTHER"})
	tests := map[string]struct {
		data  []byte
		after int
		err   error
	}{
		"as it was":             {journal(t, facts[:4]...), 0, nil},
		"it went on":            {whole, len(facts) - 4, nil},
		"a line was cut off":    {journal(t, facts[:3]...), 0, ErrCut},
		"a line was rewritten":  {journal(t, rewritten...), 0, ErrCut},
		"it went on from there": {journal(t, append(rewritten, facts[4])...), 0, ErrCut},
		"torn behind the head":  {append(journal(t, facts[:4]...), `{"prev":"`...), 0, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := testkit.Dir(t)
			plant(t, dir, testID, tt.data)
			l := openToRead(t, dir)
			for _, copied := range []string{head.Hash.String(), head.String(), strings.ToLower(head.String()[:19]), strings.ReplaceAll(head.String(), " ", "-"), "\t" + head.String() + "\r\n"} {
				after, err := l.Since(testID, copied)
				if !errors.Is(err, tt.err) || after != tt.after {
					t.Errorf("%q: %d after, %v", copied, after, err)
				}
			}
		})
	}
}

func TestSinceTakesOnlyHeads(t *testing.T) {
	dir := testkit.Dir(t)
	plant(t, dir, testID, journal(t, usual(testID)...))
	l := openToRead(t, dir)
	for _, text := range []string{"", "3F2A 9C01 D4BE 77A", "3F2A 9C01 D4BE 77AG", strings.Repeat("0", 65), "\x1b[31m0000000000000000"} {
		if _, err := l.Since(testID, text); !errors.Is(err, ErrHead) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := l.Since("R-22222", strings.Repeat("0", 16)); !errors.Is(err, ErrNoReturn) {
		t.Errorf("no such return: %v", err)
	}
}
