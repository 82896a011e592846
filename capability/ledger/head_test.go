package ledger

import (
	"errors"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
)

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
