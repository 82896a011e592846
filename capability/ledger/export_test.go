package ledger

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
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
