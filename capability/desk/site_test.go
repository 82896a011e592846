package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
)

func TestNothingIsLoadedBeforeTheScanIsOnRecord(t *testing.T) {
	w := newHarnessWith(t, func(o *desk.Options) { o.Site = media.SitePolicy{ScanRecord: true} })
	w.answered()
	r := w.until(capability.StageResponseFound)
	if !w.desk.NeedsScan(r) {
		t.Error("no scan is asked for")
	}
	if _, err := w.do(); !errors.Is(err, desk.ErrNeedsScan) || !errors.Is(err, media.ErrNotAllowed) {
		t.Errorf("loaded without a scan: %v", err)
	}
	if w.dev.last != nil {
		t.Error("the device was given the response")
	}
	for _, bad := range []capability.Scanned{{}, {Who: "kim", Station: "gate 3", When: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)}} {
		if _, err := w.desk.NoteScan(t.Context(), w.id, bad); !errors.Is(err, capability.ErrScan) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	scan := capability.Scanned{Who: "kim", Station: "gate 3", When: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	r, err := w.desk.NoteScan(t.Context(), w.id, scan)
	if err != nil || w.desk.NeedsScan(r) {
		t.Fatalf("after the scan: %v", err)
	}
	w.until(capability.StageLoaded)
}

// A stick with a folder of the name that entered files are shown under is still
// a stick.
func TestOnlyWhatWasTypedNeedsNoScan(t *testing.T) {
	w := newHarnessWith(t, func(o *desk.Options) { o.Site = media.SitePolicy{ScanRecord: true} })
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	answer := w.portal.answer(t, w.carry(), w.now().Before, nil)
	if err := os.Mkdir(filepath.Join(w.dir, "typed"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.put("typed/2-response.bin", answer)
	if r := w.until(capability.StageResponseFound); !w.desk.NeedsScan(r) {
		t.Error("no scan is asked for of a stick")
	}
	if _, err := w.do(); !errors.Is(err, desk.ErrNeedsScan) {
		t.Errorf("loaded without a scan: %v", err)
	}
	other := w.portal.answer(t, w.carry(), w.now().Before, nil)
	done, err := w.enter(capability.PortalResponse, other)
	if err != nil || w.desk.NeedsScan(done.Return) {
		t.Errorf("a scan is asked for of what was typed: %v", err)
	}
}

// wedged is a stick that can't be taken out.
type wedged struct {
	*media.Stick
	out media.Released
}

func (w wedged) Release(context.Context) (media.Released, error) { return w.out, nil }

func TestSiteHasSticksReleased(t *testing.T) {
	for name, tt := range map[string]struct {
		out  media.Released
		want error
	}{
		"released": {media.Released{Synced: true, Unmounted: true}, nil},
		"in use":   {media.Released{Synced: true, Missing: media.ErrBusy}, media.ErrBusy},
		"a folder": {media.Released{Synced: true, Missing: media.ErrNotStick}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newHarnessWith(t, func(o *desk.Options) { o.Site = media.SitePolicy{Release: true} })
			w.start(capability.Order{})
			w.until(capability.StageRequestMade)
			stick, err := media.Open(w.dir)
			if err != nil {
				t.Fatal(err)
			}
			done, err := w.desk.Do(t.Context(), w.id, desk.Means{Stick: wedged{stick, tt.out}}, nil)
			if !errors.Is(err, tt.want) || errors.Is(err, desk.ErrNotReleased) != (tt.want != nil) {
				t.Errorf("the act ended with %v", err)
			}
			if done.Return.Stage != capability.StageRequestSaved || done.Released == nil || *done.Released != tt.out {
				t.Errorf("at %s, released %+v", done.Return.Stage, done.Released)
			}
		})
	}
}

// torn is a stick that is pulled after so many savings.
type torn struct {
	*media.Stick
	left int
}

func (s *torn) SaveAll(ctx context.Context, all []media.CaseFiles, report capability.Report) []media.CaseSaved {
	if s.left--; s.left < 0 {
		return slices.Repeat([]media.CaseSaved{{Err: media.ErrGone}}, len(all))
	}
	return s.Stick.SaveAll(ctx, all, report)
}

// TestStickPulledAfterTheFileWasSaved: the file counts, and the words are not
// those of a file that is not there.
func TestStickPulledAfterTheFileWasSaved(t *testing.T) {
	for left, want := range map[int]capability.Stage{0: capability.StageRequestMade, 1: capability.StageRequestSaved} {
		w := newHarness(t)
		w.start(capability.Order{})
		w.until(capability.StageRequestMade)
		stick, err := media.Open(w.dir)
		if err != nil {
			t.Fatal(err)
		}
		done, err := w.desk.Do(t.Context(), w.id, desk.Means{Stick: &torn{stick, left}}, nil)
		if !errors.Is(err, media.ErrGone) || errors.Is(err, desk.ErrCaseBehind) != (left == 1) || done.Return.Stage != want {
			t.Errorf("after %d savings: %s, %v", left, done.Return.Stage, err)
		}
	}
}
