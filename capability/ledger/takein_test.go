package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
)

// caseOf gives facts as they came in a case, signed by a known colleague or by
// nobody.
func caseOf(signer string, facts ...capability.Fact) []capability.Entry {
	all := make([]capability.Entry, len(facts))
	for n, f := range facts {
		all[n] = entry(n, f)
		all[n].From = &capability.Origin{Case: capability.DigestOf([]byte("case")), Signer: signer}
	}
	return all
}

func note() capability.Entry {
	return entry(40, capability.TakenIn{Case: capability.DigestOf([]byte("case")), Whose: []string{"lee"}, Confirmation: capability.ConfirmationUnknown})
}

func TestTakingInBringsWhatIsNewHere(t *testing.T) {
	facts := usual(testID)
	tests := []struct {
		name          string
		signer        string
		first, second int // facts of the case, taken in one after the other
		want          error
		after         int // facts, with those that say that it was taken in
		stage         capability.Stage
	}{
		{"hearsay", "", 13, 0, nil, 14, capability.StageTakenIn},
		{"a colleague's", "lee", 13, 0, nil, 14, capability.StageClosed},
		{"more hearsay", "", 3, 9, nil, 11, capability.StageTakenIn},
		{"more of a colleague's", "lee", 3, 9, nil, 11, capability.StageVerified},
		{"the same again", "", 5, 5, ErrNothingNew, 6, capability.StageTakenIn},
		{"an older one", "lee", 9, 3, ErrNothingNew, 10, capability.StageVerified},
	}
	for _, tt := range tests {
		l, _ := open(t, stateDir(t))
		got, err := l.TakeIn(caseOf(tt.signer, facts[:tt.first]...), note())
		if err == nil && tt.second > 0 {
			var again capability.Return
			if again, err = l.TakeIn(caseOf(tt.signer, facts[:tt.second]...), note()); err == nil {
				got = again
			}
		}
		if !errors.Is(err, tt.want) || len(got.Entries) != tt.after || got.Stage != tt.stage {
			t.Errorf("%s: %d facts at %s, %v", tt.name, len(got.Entries), got.Stage, err)
		}
		if r, err := l.Return(testID); err != nil || !reflect.DeepEqual(r, got) {
			t.Errorf("%s: says %+v, holds %+v, %v", tt.name, got, r, err)
		}
		again := openToRead(t, filepath.Dir(filepath.Dir(l.Dir(testID))))
		if r, err := again.Return(testID); err != nil || r.Stage != tt.stage {
			t.Errorf("%s: read again it is at %s, %v", tt.name, r.Stage, err)
		}
	}
}

// Nothing of somebody else's joins what was opened here, signed or not.
func TestReturnThatWasOpenedHereStaysItsOwn(t *testing.T) {
	facts := usual(testID)
	for _, signer := range []string{"", "lee"} {
		l, d := open(t, stateDir(t))
		keep(t, l, testID, facts[:5]...)
		before := stateOf(l)
		d.log = nil
		scan := capability.Uploaded{File: capability.ReturnRequest, SHA256: requestFile.SHA256, Note: "planted"}
		for name, there := range map[string][]capability.Entry{
			"the next facts": caseOf(signer, facts[:9]...), "a claim": caseOf(signer, append(facts[:5:5], scan)...),
		} {
			_, err := l.TakeIn(there, note())
			var fork *Fork
			if !errors.As(err, &fork) || fork.Common != 5 || len(fork.Ours) != 0 || len(fork.Theirs) != len(there)-5 {
				t.Errorf("%s, signed by %q: %v", name, signer, err)
			}
		}
		if _, err := l.TakeIn(caseOf(signer, facts[:3]...), note()); !errors.Is(err, ErrNothingNew) {
			t.Errorf("an older case, signed by %q: %v", signer, err)
		}
		if got := stateOf(l); len(d.log) != 0 || !reflect.DeepEqual(got, before) {
			t.Errorf("signed by %q: it changed the record: %v", signer, d.log)
		}
	}
}

func TestTakenInCaseThatBothWentOnWithIsAFork(t *testing.T) {
	facts := usual(testID)
	l, _ := open(t, stateDir(t))
	if _, err := l.TakeIn(caseOf("lee", facts[:6]...), note()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(testID, entry(41, facts[6])); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		there  []capability.Entry
		common int
	}{
		{"both went on", caseOf("lee", append(facts[:6:6], capability.Replaced{File: capability.PortalResponse})...), 6},
		{"another return of that ID", caseOf("", func() capability.Fact { f := opened(testID); f.Reason = "other"; return f }()), 0},
	}
	for _, tt := range tests {
		_, err := l.Compare(tt.there)
		var fork *Fork
		if !errors.Is(err, ErrForked) || !errors.As(err, &fork) || fork.Common != tt.common || len(fork.Ours) == 0 || fork.Error() == "" {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// A case can come without the messages that it names: that is no damage, unless
// they were noted here.
func TestFilesThatNeverCameWithACaseAreNoDamage(t *testing.T) {
	for _, signer := range []string{"", "lee"} {
		l, _ := open(t, stateDir(t))
		if _, err := l.TakeIn(caseOf(signer, usual(testID)[:6]...), note()); err != nil {
			t.Fatal(err)
		}
		if err := l.Put(testID, requestFile, requestData); err != nil {
			t.Fatal(err)
		}
		c, err := l.Verify(t.Context(), testID)
		if err != nil || c.Files != 1 || len(c.Missing) != 0 || !slices.Equal(c.NeverCame, []string{FileName(responseFile)}) {
			t.Errorf("signed by %q: %+v, %v", signer, c, err)
		}
	}
	l, _ := open(t, stateDir(t))
	if _, err := l.TakeIn(caseOf("lee", usual(testID)[:5]...), note()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(testID, entry(41, usual(testID)[5])); err != nil {
		t.Fatal(err)
	}
	if c, err := l.Verify(t.Context(), testID); !errors.Is(err, ErrDamaged) || len(c.Missing) != 1 || len(c.NeverCame) != 1 {
		t.Errorf("found here, and lost: %+v, %v", c, err)
	}
}

func TestSetAsideIsEndedByTakingInAgain(t *testing.T) {
	facts := usual(testID)
	l, _ := open(t, stateDir(t))
	if _, err := l.TakeIn(caseOf("", facts[:6]...), note()); err != nil {
		t.Fatal(err)
	}
	r, err := l.Append(testID, entry(41, capability.SetAside{}))
	if err != nil || r.Open() {
		t.Fatalf("set aside it is at %s, %v", r.Stage, err)
	}
	r, err = l.TakeIn(caseOf("", facts[:6]...), note())
	if err != nil || r.Stage != capability.StageTakenIn || len(r.Sources) != 2 {
		t.Errorf("taken in again it is at %s, %v", r.Stage, err)
	}
}

func TestCaseThatCantBeIsRefusedWhole(t *testing.T) {
	facts := usual(testID)
	tests := []struct {
		name  string
		there []capability.Entry
		want  error
	}{
		{"no fact", []capability.Entry{{}}, capability.ErrUnexpected},
		{"no beginning", caseOf("", facts[1:]...), capability.ErrUnexpected},
		{"a colleague's, a fact is missing", caseOf("lee", append(facts[:2:2], facts[3:]...)...), capability.ErrUnexpected},
		{"escape from the folder", caseOf("", opened("../../x")), capability.ErrReturnID},
		{"without an origin", entriesOf(facts[:3]...), capability.ErrUnexpected},
	}
	for _, tt := range tests {
		l, d := open(t, stateDir(t))
		if _, err := l.TakeIn(tt.there, note()); !errors.Is(err, tt.want) || len(d.log) != 0 {
			t.Errorf("%s: %v; wrote %v", tt.name, err, d.log)
		}
	}
}

// entriesOf gives facts as a journal of here has them.
func entriesOf(facts ...capability.Fact) []capability.Entry {
	all := make([]capability.Entry, len(facts))
	for n, f := range facts {
		all[n] = entry(n, f)
	}
	return all
}

func TestReaderComparesAndTakesNothingIn(t *testing.T) {
	dir := stateDir(t)
	facts := usual(testID)
	plant(t, dir, testID, journal(t, facts[:4]...))
	l := openToRead(t, dir)
	if got, err := l.Compare(caseOf("", facts[:3]...)); err != nil || got.New != 0 || len(got.Return.Entries) != 4 {
		t.Errorf("an older case: %+v, %v", got, err)
	}
	if got, err := l.Compare(caseOf("", opened("R-22222"))); err != nil || got.New != 1 || got.Return.Stage != capability.StageNone {
		t.Errorf("an unknown case: %+v, %v", got, err)
	}
	if _, err := l.TakeIn(caseOf("", opened("R-22222")), note()); !errors.Is(err, ErrReadOnly) {
		t.Errorf("an unknown case: %v", err)
	}
}

// Hearsay is no memory of a device; what a known colleague saw is.
func TestHearsayFeedsNoMemory(t *testing.T) {
	for signer, marks := range map[string]bool{"": false, "lee": true} {
		l, _ := open(t, stateDir(t))
		planted := usual(testID)
		forged := reading(testLeft)
		forged.Device.Serial, forged.Device.Last = "SN6666", &capability.Mark{Seq: 999_999, SHA256: responseFile.SHA256}
		planted[8] = capability.LicensesRead{Reading: forged}
		if _, err := l.TakeIn(caseOf(signer, planted[:9]...), note()); err != nil {
			t.Fatal(err)
		}
		m, err := l.DeviceHistory(t.Context(), forged.Device.Host)
		if err != nil || len(m.Returns) != 1 || (m.Mark != nil) != marks || (len(m.Serials) > 0) != marks || (m.Reading != nil) != marks {
			t.Errorf("signed by %q: %+v, %v", signer, m, err)
		}
	}
}

// takeInMoments are those at which taking six facts in can be cut where some
// are here already.
func takeInMoments(t *testing.T, here int) []int {
	facts := usual(testID)
	l, d := open(t, stateDir(t))
	takeSome(t, l, here)
	d.took = nil
	if _, err := l.TakeIn(caseOf("lee", facts[:6]...), note()); err != nil {
		t.Fatal(err)
	}
	return d.moments()
}

func takeSome(t *testing.T, l *Ledger, n int) {
	t.Helper()
	if n == 0 {
		return
	}
	if _, err := l.TakeIn(caseOf("lee", usual(testID)[:n]...), note()); err != nil {
		t.Fatal(err)
	}
}

func TestCutTakingInIsCompletedByTheNext(t *testing.T) {
	t.Parallel()
	testkit.Long(t, "a ledger for each moment")
	facts := usual(testID)
	for _, here := range []int{0, 3} {
		lengths := map[int]int{}
		for _, left := range takeInMoments(t, here) {
			dir := stateDir(t)
			l, d := open(t, dir)
			takeSome(t, l, here)
			d.left, d.forever = left, true
			_, err := l.TakeIn(caseOf("lee", facts[:6]...), note())
			l.Close()
			again, _ := open(t, dir)
			r, _ := again.Return(testID)
			lengths[len(told(r.Entries))]++
			if len(told(r.Entries)) < here || err == nil && len(told(r.Entries)) != 6 {
				t.Fatalf("cut at %d: %d facts, %v", left, len(r.Entries), err)
			}
			got, completed := again.TakeIn(caseOf("lee", facts[:6]...), note())
			if errors.Is(completed, ErrNothingNew) {
				completed = nil
			}
			if completed != nil || len(told(got.Entries)) != 6 || got.Stage != capability.StageResponseFound {
				t.Fatalf("cut at %d, taken in again: %+v, %v", left, got, completed)
			}
			again.Close()
			if err == nil {
				break
			}
		}
		if here == 0 && (lengths[0] == 0 || lengths[6] == 0 || len(lengths) != 2) {
			t.Errorf("an unknown return was there in part: %v", lengths)
		}
		if here == 3 && (lengths[3] == 0 || lengths[6] == 0) {
			t.Errorf("cuts left %v", lengths)
		}
	}
}

func TestJournalOfManyFactsIsReadInATimeThatGrowsWithIt(t *testing.T) {
	// Doubling the facts must not quadruple what is allocated.
	allocated := func(n int) float64 {
		facts := []capability.Fact{opened(testID)}
		for range n {
			facts = append(facts, capability.Flagged{Flag: capability.FlagClock, Text: "x"})
		}
		text := journal(t, facts...)
		return testing.AllocsPerRun(1, func() {
			c, err := readChain(testID, text)
			if err != nil || len(c.now.Flags) != n {
				t.Fatal(err)
			}
		})
	}
	if small, large := allocated(500), allocated(2000); large > 4.5*small {
		t.Errorf("%.0f allocations for 500 facts, %.0f for 2,000", small, large)
	}
}

// A file that a case from elsewhere names and that did not come is no damage;
// one that was kept here and is gone is.
func TestFilesThatNeverCameAreToldApart(t *testing.T) {
	facts := usual(testID)
	l, _ := open(t, stateDir(t))
	if _, err := l.TakeIn(caseOf("lee", facts[:5]...), note()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(testID, entry(41, facts[5])); err != nil {
		t.Fatal(err)
	}
	if err := l.Put(testID, responseFile, responseData); err != nil {
		t.Fatal(err)
	}
	c, err := l.Verify(t.Context(), testID)
	if err != nil || len(c.NeverCame) != 1 || c.NeverCame[0] != FileName(requestFile) || c.Files != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if err := os.Remove(filepath.Join(l.Dir(testID), FileName(responseFile))); err != nil {
		t.Fatal(err)
	}
	if c, err := l.Verify(t.Context(), testID); !errors.Is(err, ErrDamaged) || len(c.Missing) != 1 || len(c.NeverCame) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}
