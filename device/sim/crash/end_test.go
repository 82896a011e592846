package crash

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
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
	"handback/device/sim"
)

// end is all that counts when a return is over. It is the same whatever
// happened on the way.
type end struct {
	Loads, Makes int64 // responses that the device processed, requests that it made
	Seq          uint64
	Licenses     []capability.License
	Books        backoffice.Snapshot // without times, message IDs and digests
	Files        []string            // in the ledger and on the stick; IDs and digests left out
}

func (w *world) end(ctx context.Context) (end, error) {
	if err := w.whole(ctx, capability.StageClosed); err != nil {
		return end{}, err
	}
	if err := w.office.Audit(ctx); err != nil {
		return end{}, err
	}
	books, err := w.office.Snapshot(ctx, 1000)
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
	v := w.device.Vault()
	files, err := w.files()
	return end{
		Loads: w.did.Loads.Load(), Makes: w.did.Makes.Load(), Seq: v.Last.Seq,
		Licenses: v.Licenses, Books: books, Files: files,
	}, err
}

// whole checks the journal and the files of the only return. At what stage it
// is counts unless stage is 0; before the first fact there is no return.
func (w *world) whole(ctx context.Context, stage capability.Stage) (err error) {
	l, err := ledger.Open(filepath.Join(w.dir, stateDir), ledger.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	all, err := l.List(ctx)
	switch {
	case err != nil:
		return err
	case len(all) > 1 || len(all) == 0 && stage != 0:
		return fmt.Errorf("there are %d returns", len(all))
	case len(all) == 0:
		return nil
	case all[0].Err != nil:
		return all[0].Err
	case stage != 0 && all[0].Stage != stage:
		return fmt.Errorf("it ended at %s", all[0].Stage)
	}
	check, err := l.Verify(ctx, all[0].ID)
	if err == nil && check.Torn > 0 {
		err = errors.New("the journal ends in a torn line")
	}
	return errors.Join(err, w.caseFits(l, stage))
}

// Names that the next run cleans up or nobody looks at: unfinished files, the
// cache of the ledger.
var (
	unfinished = regexp.MustCompile(`(^|/)(\.new|~[0-9A-Z]+\.tmp|index\.cbor)$`)
	varying    = regexp.MustCompile(`R-[0-9A-Z]{5}|-[0-9a-f]{8,}`)
)

func (w *world) files() (names []string, err error) {
	for _, dir := range []string{stateDir, stickDir} {
		err = errors.Join(err, filepath.WalkDir(filepath.Join(w.dir, dir), func(path string, entry fs.DirEntry, err error) error {
			name := filepath.ToSlash(strings.TrimPrefix(path, w.dir))
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
func checkEnd(t *testing.T, way capability.Way, e end) {
	makes, orders := int64(2), ordered().Lines
	if way == capability.FromPortal {
		makes, orders = 1, orders[1:]
	}
	if e.Loads != 1 || e.Makes != makes || e.Seq != 1 {
		t.Errorf("%d responses were processed, the last is number %d; %d requests were made", e.Loads, e.Seq, e.Makes)
	}
	if len(e.Books.Waiting) != 0 || len(e.Books.Credits) != len(orders) {
		t.Errorf("%d removals wait and %d are credited", len(e.Books.Waiting), len(e.Books.Credits))
	}
	for i, line := range orders {
		held := capability.CountOf(sim.DefaultLicenses(), line.ActivationID)
		if got := e.Books.Credits[i]; got.ActivationID != line.ActivationID || got.Count != held-line.Count {
			t.Errorf("credited %+v for %+v", got, line)
		}
		if got := capability.CountOf(e.Licenses, line.ActivationID); got != line.Count {
			t.Errorf("the device holds %d of %s", got, line.ActivationID)
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
