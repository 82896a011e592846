package crash

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device/sim"
)

// end is all that counts when a return is over. It is the same whatever
// happened on the way.
type end struct {
	Devices []deviceEnd
	Books   backoffice.Snapshot // without times, message IDs and digests
	Files   []string            // in the ledger and on the stick; IDs and digests left out
	Rests   []rest              // of the returns, the oldest first
}

// rest is what a return rests on.
type rest struct {
	Closing  capability.Closing
	TakenIn  int // times
	SetAside int
}

type deviceEnd struct {
	Loads, Makes int64 // responses that it processed, requests that it made
	Seq          uint64
	Licenses     []capability.License
}

func (tr *trial) end(ctx context.Context) (end, error) {
	if err := tr.whole(ctx, capability.StageClosed); err != nil {
		return end{}, err
	}
	if err := tr.office.Audit(ctx); err != nil {
		return end{}, err
	}
	books, err := tr.office.Snapshot(ctx, 1000)
	if err != nil {
		return end{}, err
	}
	for i := range books.Credits {
		books.Credits[i].At = time.Time{}
	}
	for i := range books.Events {
		e := &books.Events[i]
		e.At, e.Request, e.Text = time.Time{}, nil, ""
	}
	if tr.course == twoAtOnce {
		inOneOrder(&books)
	}
	e := end{Books: books}
	for _, u := range tr.devices {
		v := u.Vault()
		e.Devices = append(e.Devices, deviceEnd{
			Loads: u.did.Loads.Load(), Makes: u.did.Makes.Load(), Seq: v.Last.Seq, Licenses: v.Licenses,
		})
	}
	if e.Rests, err = tr.rests(ctx); err != nil {
		return e, err
	}
	e.Files, err = tr.files()
	return e, err
}

func (tr *trial) rests(ctx context.Context) (rests []rest, err error) {
	l, err := ledger.Open(filepath.Join(tr.dir, stateDir), ledger.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	all, err := l.List(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b ledger.Summary) int { return a.OpenedAt.Compare(b.OpenedAt) })
	for _, s := range all {
		r, err := l.Return(s.ID)
		if err != nil {
			return nil, err
		}
		is := rest{Closing: r.Closing, TakenIn: len(r.Sources)}
		for _, e := range r.Entries {
			if e.Fact.Kind() == capability.KindSetAside {
				is.SetAside++
			}
		}
		rests = append(rests, is)
	}
	return rests, nil
}

// whole checks the journals and the files of all returns. At what stage they
// are counts, and how many, unless stage is 0; before the first fact there is
// none.
func (tr *trial) whole(ctx context.Context, stage capability.Stage) (err error) {
	l, err := ledger.Open(filepath.Join(tr.dir, stateDir), ledger.Options{ReadOnly: true})
	if none := new(ledger.NoLedger); stage == 0 && errors.As(err, &none) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	all, err := l.List(ctx)
	if most := tr.course.returns(); err == nil && (len(all) > most || len(all) < most && stage != 0) {
		err = fmt.Errorf("there are %d returns", len(all))
	}
	if err != nil {
		return err
	}
	for _, s := range all {
		switch {
		case s.Err != nil:
			return s.Err
		case stage != 0 && s.Stage != stage:
			return fmt.Errorf("%s ended at %s", s.ID, s.Stage)
		}
		check, broken := l.Verify(ctx, s.ID)
		if broken == nil && (check.Torn > 0 || check.Unended) {
			broken = errors.New("the journal doesn't end with a whole line")
		}
		err = errors.Join(err, broken)
	}
	if tr.course == twoAtOnce {
		err = errors.Join(err, tr.apart(ctx, l))
	}
	return errors.Join(err, tr.casesFit(l, stage))
}

// Names that the next run cleans up or nobody looks at: unfinished files, the
// cache of the ledger.
var (
	unfinished = regexp.MustCompile(`(^|/)(\.new|~[0-9A-Z]+\.tmp|index\.cbor)$`)
	varying    = regexp.MustCompile(`R-[0-9A-Z]{5}|-[0-9a-f]{8,}`)
)

func (tr *trial) files() (names []string, err error) {
	for _, dir := range []string{stateDir, stickDir} {
		err = errors.Join(err, filepath.WalkDir(filepath.Join(tr.dir, dir), func(path string, entry fs.DirEntry, err error) error {
			name := filepath.ToSlash(strings.TrimPrefix(path, tr.dir))
			if err == nil && !entry.IsDir() && !unfinished.MatchString(name) {
				names = append(names, varying.ReplaceAllString(name, "*"))
			}
			return err
		}))
	}
	slices.Sort(names)
	return names, err
}

// checkEnd says what the end of an undisturbed return has to be: everything
// ordered is gone, by one response, and credited once.
func checkEnd(t *testing.T, c course, e end) {
	makes, orders := int64(2), ordered().Lines
	switch c {
	case fromPortal:
		makes, orders = 1, orders[1:]
	case fromCase: // the colleague made the request
		makes = 1
	}
	for _, r := range e.Rests {
		want := rest{Closing: capability.ClosedOnProof}
		switch {
		case c == fromCase:
			want.TakenIn, want.SetAside = 2, 1
		case c == toOther && r.Closing == capability.ClosedOnReading: // the activation
			want.Closing = r.Closing
		}
		if r != want {
			t.Errorf("it rests on %+v, want %+v", r, want)
		}
	}
	if c == twoAtOnce {
		checkBoth(t, e)
		return
	}
	d := e.Devices[0]
	if d.Loads != 1 || d.Makes != makes || d.Seq != 1 {
		t.Errorf("%d responses were processed, the last is number %d; %d requests were made", d.Loads, d.Seq, d.Makes)
	}
	if len(e.Books.Waiting) != 0 || len(e.Books.Credits) != len(orders) {
		t.Errorf("%d removals wait and %d are credited", len(e.Books.Waiting), len(e.Books.Credits))
	}
	for i, line := range orders {
		held := capability.CountOf(sim.DefaultLicenses(), line.ActivationID)
		if got := e.Books.Credits[i]; got.ActivationID != line.ActivationID || got.Count != held-line.Count {
			t.Errorf("credited %+v for %+v", got, line)
		}
		if got := capability.CountOf(d.Licenses, line.ActivationID); got != line.Count {
			t.Errorf("the device holds %d of %s", got, line.ActivationID)
		}
		if c != toOther {
			continue
		}
		if got := capability.CountOf(e.Devices[1].Licenses, line.ActivationID); got != held-line.Count {
			t.Errorf("the replacement holds %d of %s", got, line.ActivationID)
		}
	}
}

// differs compares the parts of two ends, as JSON.
func (e end) differs(want end) map[string]string {
	parts := make(map[string]string)
	got, other := reflect.ValueOf(e), reflect.ValueOf(want)
	for i := range got.NumField() {
		a, b := encoded(got.Field(i)), encoded(other.Field(i))
		if a != b {
			parts[got.Type().Field(i).Name] = fmt.Sprintf("%s, want %s", a, b)
		}
	}
	return parts
}

func encoded(v reflect.Value) string {
	text, err := json.Marshal(v.Interface())
	return fmt.Sprint(string(text), err)
}

// casesFit checks the cases on the stick, from which another laptop would go
// on: the ledger has all of their facts, and at the end they lack none but what
// came after the last file was made.
func (tr *trial) casesFit(l *ledger.Ledger, stage capability.Stage) error {
	found, err := filepath.Glob(filepath.Join(tr.dir, stickDir, media.Folder, "R-*", "return*.json"))
	if err == nil && stage != 0 && len(found) != tr.course.cases() {
		err = fmt.Errorf("cases on the stick: %v", found)
	}
	confirmed := 0
	for _, name := range found {
		r, unfit := caseFits(l, name)
		if r.Purpose == capability.ToActivate || r.Confirmation != nil {
			confirmed++
		}
		err = errors.Join(err, unfit)
	}
	if err == nil && stage == capability.StageClosed && confirmed != tr.course.returns() {
		err = fmt.Errorf("%d of the cases on the stick are whole", confirmed)
	}
	return err
}

func caseFits(l *ledger.Ledger, name string) (r capability.Return, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return r, err
	}
	var c struct {
		Entries []capability.Entry `json:"journal"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return r, fmt.Errorf("the case on the stick: %w", err)
	}
	if r, err = capability.Replay(c.Entries); err != nil {
		return r, fmt.Errorf("the case on the stick: %w", err)
	}
	for n := range c.Entries {
		c.Entries[n].From = &capability.Origin{Case: capability.DigestOf(data)}
	}
	got, err := l.Compare(c.Entries)
	notYet := r.Entries[0].By == colleague && got.Return.Stage == capability.StageNone
	if err == nil && got.New > 0 && !notYet {
		err = fmt.Errorf("%d of its facts are not in the ledger", got.New)
	}
	if err != nil {
		err = fmt.Errorf("the case on the stick: %w", err)
	}
	return r, err
}
