package ledger

import (
	"bytes"
	"crypto/sha256"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
)

func TestListIsTheSameWithAndWithoutItsCache(t *testing.T) {
	dir := stateDir(t)
	name := filepath.Join(dir, indexName)
	l, _ := open(t, dir)
	for n, id := range ids(worthSaving + 1) {
		plant(t, dir, id, journal(t, usual(id)[:1+n%13]...))
	}
	want := list(t, l) // writes the cache, being long
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	caches := map[string][]byte{
		"good": good, "cut": good[:len(good)-1], "empty": {}, "another form": append([]byte("x"), good...),
		"flipped byte": bytes.Replace(good, []byte("X200"), []byte("X201"), 1), "none": nil,
	}
	for what, data := range caches {
		os.Remove(name)
		if data != nil {
			if err := os.WriteFile(name, data, fileMode); err != nil {
				t.Fatal(err)
			}
		}
		if got := list(t, openToRead(t, dir)); !reflect.DeepEqual(got, want) {
			t.Errorf("cache %s: the list differs", what)
		}
	}
}

func TestListReadsOnlyWhatChanged(t *testing.T) {
	dir := stateDir(t)
	all := ids(3)
	l, _ := open(t, dir)
	for _, id := range all {
		keep(t, l, id, usual(id)[:2]...)
	}
	l.Close() // writes the cache, of what it wrote itself

	again, _ := open(t, dir)
	reads := &listening{disk: again.disk}
	again.disk = reads
	list(t, again)
	if len(reads.names) != 1 || reads.names[0] != indexName {
		t.Errorf("it read %v", reads.names)
	}
	plant(t, dir, all[1], journal(t, usual(all[1])[:5]...))
	reads.names = nil
	if got := list(t, again); len(reads.names) != 1 || got[0].ID != all[1] || got[0].Stage != capability.StageAtPortal {
		t.Errorf("it read %v and lists %+v", reads.names, got[0])
	}
}

// single is a disk on which the cache is written by one at a time.
type single struct {
	disk
	writers atomic.Int32
	crowd   atomic.Bool
}

func (d *single) Create(name string) (file, error) {
	if d.writers.Add(1) > 1 {
		d.crowd.Store(true)
	}
	runtime.Gosched()
	return d.disk.Create(name)
}

func (d *single) Rename(from, to string) error {
	d.writers.Add(-1)
	return d.disk.Rename(from, to)
}

// Long lists at the same time each save the cache.
func TestIndexIsSavedByOneAtATime(t *testing.T) {
	dir := stateDir(t)
	plant(t, dir, testID, journal(t, opened(testID)))
	var warnings bytes.Buffer
	l, err := Open(dir, Options{Log: slog.New(slog.NewTextHandler(&warnings, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d := &single{disk: l.disk}
	l.disk = d
	rec, err := readRecord(d, testID)
	if err != nil {
		t.Fatal(err)
	}
	var lists sync.WaitGroup
	for range 16 {
		lists.Go(func() {
			for range 10 {
				l.index.note(rec)
				l.saveIndex()
			}
		})
	}
	lists.Wait()
	if d.crowd.Load() || warnings.Len() > 0 {
		t.Errorf("written by several at once: %t; %s", d.crowd.Load(), &warnings)
	}
	if data, err := read(l.disk, indexName, maxIndex); err != nil {
		t.Error(err)
	} else if _, err := decodeIndex(currentRules(), data); err != nil {
		t.Error(err)
	}
}

// otherRules are the rules but for what comes of a return that is meets.
func otherRules(is func(r capability.Return, s Summary) bool) capability.Digest {
	return rulesDigest(func(r capability.Return) Summary {
		s := summarize(r)
		if is(r, s) {
			s.Licenses++
		}
		return s
	})
}

// The digest of the rules rests on every word that they can say, and on every
// kind of fact.
func TestOtherRulesHaveAnotherDigest(t *testing.T) {
	testkit.Long(t, "a digest of all rules for each word")
	ours := rulesDigest(summarize)
	if again := otherRules(func(capability.Return, Summary) bool { return false }); again != ours {
		t.Errorf("the same rules are %s and %s", ours, again)
	}
	differ := func(what any, is func(r capability.Return, s Summary) bool) {
		t.Helper()
		if otherRules(is) == ours {
			t.Errorf("%v comes about otherwise, and the digest is the same", what)
		}
	}
	for _, stage := range capability.Stages() {
		differ(stage, func(_ capability.Return, s Summary) bool { return s.Stage == stage })
	}
	for _, act := range []capability.ActKind{
		capability.ActMakeRequest, capability.ActSaveRequest, capability.ActUploadRequest, capability.ActFetchResponse,
		capability.ActLoadResponse, capability.ActCheckLicenses, capability.ActMakeConfirmation, capability.ActSaveConfirmation,
		capability.ActUploadConfirmation, capability.ActDeclare, capability.ActSaveDeclaration, capability.ActRecordDecision,
		capability.ActActivate, capability.ActAskDevice, capability.ActNothing,
	} {
		differ(act, func(_ capability.Return, s Summary) bool { return s.Act == act })
	}
	for _, problem := range []capability.ProblemKind{
		capability.ProblemRefused, capability.ProblemStillThere, capability.ProblemPartly, capability.ProblemBackAgain, capability.ProblemFlagged,
		capability.ProblemWithout, capability.ProblemLate, capability.ProblemAlive, capability.ProblemDeclined,
	} {
		differ(problem, func(_ capability.Return, s Summary) bool { return s.Problem == problem })
	}
	for _, closing := range []capability.Closing{
		capability.ClosedOnProof, capability.ClosedOnClaim, capability.ClosedOnTrust, capability.ClosedOnReading, capability.ClosedOnDecision,
	} {
		differ(closing, func(_ capability.Return, s Summary) bool { return s.Closing == closing })
	}
	for _, kind := range []capability.FactKind{
		capability.KindOpened, capability.KindIntended, capability.KindRefused, capability.KindNotDone, capability.KindRequestMade,
		capability.KindSaved, capability.KindUploaded, capability.KindResponseFound, capability.KindLoaded, capability.KindLicensesRead,
		capability.KindReceipt, capability.KindCancelled, capability.KindReplaced, capability.KindWithdrawn, capability.KindDeclared,
		capability.KindDecided, capability.KindScanned, capability.KindFlagged, capability.KindTransferred, capability.KindTakenIn, capability.KindSetAside,
	} {
		differ(kind, func(r capability.Return, _ Summary) bool { return r.Entries[len(r.Entries)-1].Fact.Kind() == kind })
	}
}

func TestIndexOfOtherRulesIsNotBelieved(t *testing.T) {
	dir := stateDir(t)
	plant(t, dir, testID, journal(t, usual(testID)[:6]...))
	now, err := statJournal(openToRead(t, dir).disk, testID)
	if err != nil {
		t.Fatal(err)
	}
	said := map[capability.ReturnID]indexed{testID: {now, Summary{ID: testID, Stage: capability.StageClosed}}}
	others := otherRules(func(_ capability.Return, s Summary) bool { return s.Stage == capability.StageVerified })
	for rules, want := range map[capability.Digest]capability.Stage{
		rulesDigest(summarize): capability.StageClosed, others: capability.StageResponseFound,
	} {
		data, err := encodeIndex(rules, said)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, indexName), data, fileMode); err != nil {
			t.Fatal(err)
		}
		if all := list(t, openToRead(t, dir)); len(all) != 1 || all[0].Stage != want {
			t.Errorf("listed %+v, want %s", all, want)
		}
	}
}

func TestIndexKeepsWholeSummaries(t *testing.T) {
	device := reading(nil).Device
	device.Keys = []capability.PublicKey{{1}}
	want := Summary{
		ID: testID, Stage: capability.StageClosed, Act: capability.ActNothing, Device: device, Licenses: 2, Step: 5, Steps: 9, Way: capability.FromDevice,
		Purpose: capability.ToActivate, Closing: capability.ClosedOnProof, Problem: capability.ProblemLate, Flags: 3, Declared: true, Portal: capability.PortalWaits,
		TransferOf: "R-22222", Observed: Observed{At: entry(1, nil).At, Clock: device.Clock, Mark: &capability.Mark{}, Serials: []string{"SN0042"}},
		TakenIn: true, OpenedAt: entry(0, nil).At, ChangedAt: entry(2, nil).At,
		Debt: capability.DebtWaiting, OwedSince: entry(1, nil).At, ClosedAt: entry(2, nil).At,
	}
	for field, value := range reflect.ValueOf(want).Fields() {
		if value.IsZero() != (field.Name == "Err") { // what can't be read is not in the index
			t.Errorf("the field %s is not tried", field.Name)
		}
	}
	data, err := encodeIndex(capability.Digest{}, map[capability.ReturnID]indexed{testID: {Summary: want}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decodeIndex(capability.Digest{}, data); err != nil || !reflect.DeepEqual(got[testID].Summary, want) {
		t.Errorf("%+v came back as %+v, %v", want, got, err)
	}
}

func FuzzDecodeIndex(f *testing.F) {
	rules := rulesDigest(summarize)
	data, err := encodeIndex(rules, map[capability.ReturnID]indexed{
		testID: {Summary: Summary{ID: testID, Stage: capability.StageLoaded, Device: reading(nil).Device}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data[sha256.Size:])
	f.Fuzz(func(t *testing.T, body []byte) {
		_, _ = decodeIndex(rules, append(indexSum(rules, body), body...)) // it must end, and not panic
	})
}
