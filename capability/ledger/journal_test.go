package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
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
	dir := stateDir(t)
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
	parent := stateDir(t)
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

// damageOf tells what a ledger finds in a journal of those bytes, by every way
// in which it can be met.
func damageOf(t *testing.T, data []byte) *Damage {
	t.Helper()
	dir := stateDir(t)
	plant(t, dir, testID, data)
	l, _ := open(t, dir)
	_, err := l.Return(testID)
	var d *Damage
	if err != nil && (!errors.As(err, &d) || !errors.Is(err, ErrDamaged) || d.ID != testID) {
		t.Fatalf("got %v", err)
	}
	_, appended := l.Append(testID, entry(3, usual(testID)[3]))
	_, verified := l.Verify(t.Context(), testID)
	all, listed := l.List(t.Context())
	if listed != nil || len(all) != 1 || all[0].ID != testID {
		t.Fatalf("listed %+v, %v", all, listed)
	}
	if d == nil {
		return nil
	}
	for _, err := range []error{appended, verified, all[0].Err} {
		if err == nil || err.Error() != d.Error() {
			t.Errorf("%v and %v of one journal", err, d)
		}
	}
	if now, err := os.ReadFile(filepath.Join(l.Dir(testID), journalName)); err != nil || !bytes.Equal(now, data) {
		t.Errorf("a damaged journal was changed (%v)", err)
	}
	return d
}

func TestDamageIsToldByLineAndNeverMended(t *testing.T) {
	good := journal(t, usual(testID)[:5]...)
	lines := bytes.SplitAfter(good, []byte("\n"))
	other := bytes.SplitAfter(journal(t, opened("R-22222"), usual(testID)[1]), []byte("\n"))
	odd := bytes.Replace(journal(t, opened(testID)), []byte(`"way":"device"`), []byte(`"way":"nowhere"`), 1)
	unended := func(line []byte) []byte { return line[:len(line)-1] }
	join := func(parts ...[]byte) []byte { return slices.Concat(parts...) }
	again := func(prev []byte, text string) []byte {
		return encodeLine(capability.DigestOf(prev), []byte(text))
	}
	tests := []struct {
		name string
		data []byte
		line int
		want error
	}{
		{"line missing", join(lines[0], lines[2], lines[3]), 2, errChain},
		{"first line missing", join(lines[1:]...), 1, errChain},
		{"lines swapped", join(lines[0], lines[2], lines[1]), 2, errChain},
		{"line twice", join(lines[0], lines[1], lines[1]), 3, errChain},
		{"line of another journal", join(lines[0], other[1]), 2, errChain},
		{"journal of another return", other[0], 1, nil},
		{"fact changed", odd, 1, errSum},
		{"cut line that another follows", join(lines[0], lines[1][:40], []byte("\n"), lines[2]), 2, errForm},
		{"empty line", join(lines[0], []byte("\n"), lines[1]), 2, errForm},
		{"carriage return", join(bytes.Replace(lines[0], []byte("\n"), []byte("\r\n"), 1), lines[1]), 1, errForm},
		{"space in a line", join([]byte(" "), lines[0]), 1, errForm},
		{"field added", bytes.Replace(lines[0], []byte(`{"prev"`), []byte(`{"a":1,"prev"`), 1), 1, errForm},
		{"text behind the last line", join(good, []byte("x\n")), 6, errForm},
		{"whole line, then something else", join(good, lines[1][:len(lines[1])-1], []byte("x")), 6, errAfterEnd},
		{"unknown fact", join(lines[0], again(lines[0], `{"at":"2026-03-02T10:40:00Z","kind":"teleported","fact":{}}`)), 2, capability.ErrFactKind},
		{"fact that can't follow", join(lines[0], again(lines[0], `{"at":"2026-03-02T10:40:00Z","kind":"loaded","fact":{}}`)), 2, capability.ErrUnexpected},
		{"empty", nil, 0, errNoFact},
		{"first line torn", lines[0][:len(lines[0])-2], 0, errNoFact},
		{"whole fact of another journal, not ended", join(lines[0], unended(other[1])), 2, errChain},
		{"changed fact, not ended", unended(odd), 1, errSum},
		{"whole fact that can't follow, not ended", join(lines[0], unended(again(lines[0], `{"at":"2026-03-02T10:40:00Z","kind":"loaded","fact":{}}`))), 2, capability.ErrUnexpected},
		{"endless line", bytes.Repeat([]byte("x"), MaxLine+1), 1, ErrTooLarge},
	}
	for _, tt := range tests {
		d := damageOf(t, tt.data)
		if d == nil || d.Line != tt.line || (tt.want != nil && !errors.Is(d, tt.want)) {
			t.Errorf("%s: got %v, want line %d: %v", tt.name, d, tt.line, tt.want)
		}
	}
}

// caseBit tells small letters from large ones in ASCII: what a reader of
// hexadecimal digits or of JSON names may pass over.
const caseBit = 5

func TestEveryFlippedBitIsFoundInItsLine(t *testing.T) {
	t.Parallel()
	good := journal(t, usual(testID)[:3]...)
	line := 1
	for i, b := range good {
		for bit := range 8 {
			if !*everyByte && bit != i%8 && bit != caseBit {
				continue
			}
			bad := bytes.Clone(good)
			bad[i] = b ^ 1<<bit
			_, err := readChain(testID, bad)
			var d *Damage
			if !errors.As(err, &d) || d.Line != line {
				t.Fatalf("bit %d of byte %d (%q), in line %d: %v", bit, i, b, line, err)
			}
		}
		if b == '\n' {
			line++
		}
	}
}

func TestTornLastLineCountsAsNeverWritten(t *testing.T) {
	good := journal(t, usual(testID)[:3]...)
	keptSize := bytes.LastIndexByte(good[:len(good)-1], '\n') + 1
	for end := keptSize + 1; end < len(good)-1; end++ {
		for _, zeros := range []int{0, 700} { // some file systems give zeros for what was lost
			c, err := readChain(testID, append(bytes.Clone(good[:end]), make([]byte, zeros)...))
			if err != nil || len(c.now.Entries) != 2 || c.size != int64(keptSize) || c.torn != int64(end-keptSize+zeros) {
				t.Fatalf("cut at %d and %d zeros: %d facts, %d bytes, %d torn, %v", end, zeros, len(c.now.Entries), c.size, c.torn, err)
			}
		}
	}
}

// Without its last byte a journal says no less than with it: nobody can take
// back its last fact, such as the one that closed it, by cutting that off.
func TestLastFactCountsWithoutItsLineEnd(t *testing.T) {
	facts := usual(testID)
	whole, more := journal(t, facts...), journal(t, append(facts, capability.Flagged{Flag: capability.FlagClock})...)
	for _, zeros := range []int{0, 700} {
		dir := stateDir(t)
		plant(t, dir, testID, append(bytes.Clone(whole[:len(whole)-1]), make([]byte, zeros)...))
		l, _ := open(t, dir)
		r, err := l.Return(testID)
		if err != nil || r.Stage != capability.StageClosed {
			t.Errorf("%d zeros: stage %s, %v", zeros, r.Stage, err)
		}
		lastLine := whole[bytes.LastIndexByte(whole[:len(whole)-1], '\n')+1:]
		c, _ := l.Verify(t.Context(), testID) // its files are missing
		if !c.Unended || c.Torn != int64(zeros) || c.LastHash != capability.DigestOf(lastLine) {
			t.Errorf("%d zeros: %+v", zeros, c)
		}
		if _, err := l.Append(testID, entry(len(facts), capability.Flagged{Flag: capability.FlagClock})); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(l.Dir(testID), journalName)); err != nil || !bytes.Equal(got, more) {
			t.Errorf("%d zeros: the journal is\n%s, %v", zeros, got, err)
		}
	}
}

func TestAppendReplacesATornLine(t *testing.T) {
	dir := stateDir(t)
	good := journal(t, usual(testID)[:3]...)
	plant(t, dir, testID, good[:len(good)-20])
	l, _ := open(t, dir)
	if c, err := l.Verify(t.Context(), testID); err != nil || c.Torn == 0 || c.Facts != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := l.Append(testID, entry(2, usual(testID)[2])); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(l.Dir(testID), journalName))
	if err != nil || !bytes.Equal(got, good) {
		t.Errorf("the journal is\n%s, %v", got, err)
	}
}

func TestTooManyFactsAreDamage(t *testing.T) {
	c := chain{now: capability.Return{Entries: make([]capability.Entry, MaxFacts)}}
	if err := c.add(testID, nil); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestLinksAndOddFilesAreNotFollowed(t *testing.T) {
	outside := stateDir(t)
	plant(t, outside, testID, journal(t, opened(testID)))
	target := filepath.Join(outside, returnsName, string(testID))
	tests := []struct {
		name string
		make func(folder string) error
	}{
		{"return is a link", func(folder string) error { return os.Symlink(target, folder) }},
		{"return is a file", func(folder string) error { return os.WriteFile(folder, nil, fileMode) }},
		{"journal is a link", func(folder string) error {
			return errors.Join(os.Mkdir(folder, dirMode), os.Symlink(filepath.Join(target, journalName), filepath.Join(folder, journalName)))
		}},
		{"journal is a folder", func(folder string) error { return os.MkdirAll(filepath.Join(folder, journalName), dirMode) }},
		{"journal is missing", func(folder string) error { return os.Mkdir(folder, dirMode) }},
	}
	for _, tt := range tests {
		l, _ := open(t, stateDir(t))
		if err := tt.make(l.Dir(testID)); err != nil {
			t.Skip(err) // Windows wants a privilege for links
		}
		_, err := l.Return(testID)
		all, listed := l.List(t.Context())
		if !errors.Is(err, ErrDamaged) || listed != nil || len(all) != 1 || !errors.Is(all[0].Err, ErrDamaged) {
			t.Errorf("%s: %v; listed %+v, %v", tt.name, err, all, listed)
		}
		if _, err := l.Create(entry(0, opened(testID))); !errors.Is(err, ErrExists) {
			t.Errorf("%s: made anew: %v", tt.name, err)
		}
	}
}

func TestDamageSaysWhere(t *testing.T) {
	d := &Damage{ID: testID, File: journalName, Line: 4, Err: fmt.Errorf("odd")}
	if text := d.Error(); !strings.Contains(text, "R-7F3K2/journal.jsonl line 4: odd") {
		t.Error(text)
	}
}
