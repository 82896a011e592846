package media

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/testkit"
)

func collect(t testing.TB, s *Stick, limits Limits) *Collection {
	t.Helper()
	c, err := s.Collect(t.Context(), limits, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func paths(found []Found) string {
	var all []string
	for _, f := range found {
		all = append(all, f.Path)
	}
	return strings.Join(all, " ")
}

func reasonOf(c *Collection, path string) Reason {
	for _, s := range c.Skipped {
		if s.Path == path {
			return s.Reason
		}
	}
	return ""
}

// sparse makes a file of zeros that takes no room.
func sparse(t testing.TB, size int64, elem ...string) {
	t.Helper()
	put(t, "", elem...)
	if err := os.Truncate(filepath.Join(elem...), size); err != nil {
		t.Fatal(err)
	}
}

func TestCollectFindsMessagesAnywhere(t *testing.T) {
	root := testkit.Dir(t)
	now := time.Now()
	for i, name := range []string{"HANDBACK/R-1/2-response.bin", "newest.dat", "Download (1)/older", "oldest.bin"} {
		put(t, "text of "+name, root, filepath.FromSlash(name))
		when := now.Add(-time.Duration(i) * time.Hour)
		if i == 0 {
			when = now.Add(-100 * time.Hour)
		}
		if err := os.Chtimes(filepath.Join(root, filepath.FromSlash(name)), when, when); err != nil {
			t.Fatal(err)
		}
	}
	c := collect(t, open(t, root), Limits{})
	want := "HANDBACK/R-1/2-response.bin newest.dat Download (1)/older oldest.bin"
	if got := paths(c.Found); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	for _, f := range c.Found {
		text := "text of " + f.Path
		if string(f.Data) != text || f.Digest != capability.DigestOf([]byte(text)) || f.Size != int64(len(text)) {
			t.Errorf("%s holds %q", f.Path, f.Data)
		}
	}
	if !c.Incomplete.IsZero() || len(c.Skipped) != 0 {
		t.Errorf("%q, skipped %v", c.Incomplete, c.Skipped)
	}
}

func TestCollectSkips(t *testing.T) {
	root := testkit.Dir(t)
	sparse(t, 100<<20, root, "response.bin")
	sparse(t, MaxFile, root, "largest.bin")
	sparse(t, MaxFile+1, root, "larger.bin")
	put(t, "", root, "empty.bin")
	put(t, "in a folder", root, "folder", "response.bin", "inside")
	put(t, "deep", root, "1", "2", "3", "deep.bin")
	put(t, "trash", root, ".Trash-1000", "files", "response.bin")
	put(t, "shadow", root, "._response.bin")
	put(t, "half", root, "~ABCDEFGHIJ.tmp")
	c := collect(t, open(t, root), Limits{Depth: 2})
	if got := paths(c.Found); got != "folder/response.bin/inside largest.bin" && got != "largest.bin folder/response.bin/inside" {
		t.Errorf("found %s", got)
	}
	for path, want := range map[string]Reason{
		"response.bin": TooLarge, "larger.bin": TooLarge, "empty.bin": Empty, "folder/response.bin": NamedLike, "1/2/3": TooDeep,
	} {
		if got := reasonOf(c, path); got != want {
			t.Errorf("%s was skipped as %q, want %q", path, got, want)
		}
	}
	if len(c.Skipped) != 5 {
		t.Errorf("skipped %v", c.Skipped)
	}
}

// counting counts what is opened.
type counting struct {
	volume
	opened int
}

func (c *counting) Open(name string) (handle, error) {
	c.opened++
	return c.volume.Open(name)
}

func manyFiles(t testing.TB, files int) *Stick {
	t.Helper()
	root := testkit.Dir(t)
	for i := range files {
		sparse(t, MaxFile+int64(i)+1, root, fmt.Sprintf("DCIM%d", i/500), fmt.Sprintf("IMG_%05d.JPG", i))
	}
	put(t, "response", root, "DCIM3", "response.bin")
	return open(t, root)
}

func TestCollectAmongFiveThousandFiles(t *testing.T) {
	testkit.Long(t, "five thousand files")
	stick := manyFiles(t, 5000)
	count := &counting{}
	stick.mount = func(path string) (volume, error) {
		v, err := openFolder(path)
		count.volume = v
		return count, err
	}
	c := collect(t, stick, Limits{})
	if paths(c.Found) != "DCIM3/response.bin" || c.Entries != 5011 || count.opened != 1 {
		t.Errorf("found %s, looked at %d, opened %d", paths(c.Found), c.Entries, count.opened)
	}
}

func TestCollectIsBounded(t *testing.T) {
	root := testkit.Dir(t)
	for i := range 50 {
		put(t, "0123456789", root, fmt.Sprintf("file%02d", i))
	}
	tests := map[string]struct {
		limits Limits
		found  int
	}{
		"entries": {Limits{Entries: 20}, 20},
		"reads":   {Limits{Reads: 7}, 7},
		"bytes":   {Limits{Bytes: 55}, 5},
		"time":    {Limits{Time: time.Nanosecond}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := collect(t, open(t, root), tt.limits)
			if len(c.Found) != tt.found || c.Incomplete.IsZero() {
				t.Errorf("found %d, want %d: %q", len(c.Found), tt.found, c.Incomplete)
			}
		})
	}
}

func TestCollectEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	root := testkit.Dir(t)
	put(t, "x", root, "x")
	if _, err := open(t, root).Collect(ctx, Limits{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Collect = %v", err)
	}
}

// vanished is a pulled FAT stick: its folders list as empty, and only a look
// at the file system tells.
type vanished struct {
	volume
	looks int
}

func (v *vanished) List(string, func(fs.DirEntry) error) error { return nil }

func (v *vanished) Stat() (fsInfo, error) {
	if v.looks++; v.looks > 1 {
		return fsInfo{}, numberBroken
	}
	return v.volume.Stat()
}

func TestCollectNoticesThatTheStickIsGone(t *testing.T) {
	stick := open(t, testkit.Dir(t))
	stick.mount = func(path string) (volume, error) {
		v, err := openFolder(path)
		return &vanished{volume: v}, err
	}
	if c, err := stick.Collect(t.Context(), Limits{}, nil); !errors.Is(err, ErrGone) {
		t.Errorf("Collect = %+v, %v", c, err)
	}
}

// broken fails to open or list some names.
type broken struct {
	volume
	names map[string]error
}

func (b *broken) Open(name string) (handle, error) {
	if err := b.names[name]; err != nil {
		return nil, err
	}
	return b.volume.Open(name)
}

func (b *broken) List(dir string, each func(fs.DirEntry) error) error {
	if err := b.names[dir]; err != nil {
		return err
	}
	return b.volume.List(dir, each)
}

func TestCollectGoesAroundBadPlaces(t *testing.T) {
	root := testkit.Dir(t)
	put(t, "a", root, "good")
	put(t, "b", root, "bad")
	put(t, "c", root, "folder", "inside")
	stick := open(t, root)
	names := map[string]error{"bad": numberBroken, "folder": numberDenied}
	stick.mount = func(path string) (volume, error) {
		v, err := openFolder(path)
		return &broken{volume: v, names: names}, err
	}
	c := collect(t, stick, Limits{})
	if paths(c.Found) != "good" || reasonOf(c, "bad") != Unreadable || reasonOf(c, "folder") != Unreadable {
		t.Errorf("found %s, skipped %v", paths(c.Found), c.Skipped)
	}
	for name, err := range map[string]error{".": numberBroken, "good": numberGone} {
		names = map[string]error{name: err}
		if c, err := stick.Collect(t.Context(), Limits{}, nil); !isAny(err, []error{ErrGone, ErrDamaged}) {
			t.Errorf("with a bad %s: %+v, %v", name, c, err)
		}
	}
}

func TestRecordOfACaseMayBeLong(t *testing.T) {
	root := testkit.Dir(t)
	sparse(t, MaxFile+1, root, Folder, "R-7F3K2_X200_SN0042", CaseName)
	sparse(t, MaxSaved+1, root, Folder, "R-7F3K3_X200_SN0042", CaseName)
	sparse(t, MaxFile+1, root, CaseName)
	got := collect(t, open(t, root), Limits{})
	if len(got.Found) != 1 || got.Found[0].Size != MaxFile+1 || len(got.Skipped) != 2 {
		t.Errorf("read %d files and skipped %v", len(got.Found), got.Skipped)
	}
}

// photographs fills a folder with that many files of a message's size.
func photographs(t testing.TB, number int, elem ...string) {
	t.Helper()
	for i := range number {
		put(t, "0123456789", append(elem, fmt.Sprintf("IMG_%05d.JPG", i))...)
	}
}

// TestCollectBeginsWithTheCase: whatever is in front of the case folders, and
// in front of the case's own among them, hides nothing in it.
func TestCollectBeginsWithTheCase(t *testing.T) {
	own := testCase().Dir()
	for name, limits := range map[string]Limits{
		"entries": {Entries: 60}, "reads": {Reads: 5}, "bytes": {Bytes: 60}, "entries, of cases": {Entries: 60, First: own},
	} {
		t.Run(name, func(t *testing.T) {
			root := testkit.Dir(t)
			photographs(t, 300, root)
			photographs(t, 300, root, "AAA")
			if limits.First != "" {
				photographs(t, 300, root, Folder, "AAA")
			}
			put(t, "response", root, filepath.FromSlash(own), "2-response.bin")
			c := collect(t, open(t, root), limits)
			if len(c.Found) == 0 || c.Found[0].Path != own+"/2-response.bin" {
				t.Errorf("found %s", paths(c.Found))
			}
			if c.Incomplete.IsZero() {
				t.Error("nobody says that the look was cut short")
			}
		})
	}
}

func TestCollectSeesEachFileOnce(t *testing.T) {
	root := testkit.Dir(t)
	own := testCase().Dir()
	put(t, "response", root, filepath.FromSlash(own), "2-response.bin")
	put(t, "another", root, "HANDBACK", "R-2", "2-response.bin")
	put(t, "elsewhere", root, "response.bin")
	for _, first := range []string{"", own, "HANDBACK/R-9", "../..", "/"} {
		if c := collect(t, open(t, root), Limits{First: first}); len(c.Found) != 3 || c.Entries != 6 {
			t.Errorf("beginning with %q: %s, looked at %d", first, paths(c.Found), c.Entries)
		}
	}
}

// folded is a volume on which small and large letters are the same.
type folded struct{ volume }

func (f folded) IsFolder(dir string) bool { return f.volume.IsFolder(strings.ToLower(dir)) }

func (f folded) List(dir string, each func(fs.DirEntry) error) error {
	return f.volume.List(strings.ToLower(dir), each)
}

func (f folded) Open(name string) (handle, error) { return f.volume.Open(strings.ToLower(name)) }

func TestCollectSeesEachFileOnceWhereLettersDontCount(t *testing.T) {
	root := testkit.Dir(t)
	put(t, "response", root, "handback", "r-1", "2-response.bin")
	put(t, "elsewhere", root, "response.bin")
	stick := open(t, root)
	stick.mount = func(path string) (volume, error) {
		v, err := openFolder(path)
		return folded{v}, err
	}
	if got := paths(collect(t, stick, Limits{}).Found); got != "HANDBACK/r-1/2-response.bin response.bin" {
		t.Errorf("found %s", got)
	}
}

func BenchmarkCollectAmongFiveThousandFiles(b *testing.B) {
	stick := manyFiles(b, 5000)
	for b.Loop() {
		if c := collect(b, stick, Limits{}); len(c.Found) != 1 {
			b.Fatal(paths(c.Found))
		}
	}
}

// A stick of 20,000 files in 2,000 folders, each of which could be a message.
func BenchmarkCollectTwentyThousandFiles(b *testing.B) {
	const folders, each = 2000, 10
	root := testkit.Dir(b)
	for i := range folders * each {
		put(b, fmt.Sprintf("file %d", i), root, fmt.Sprintf("folder-%d", i/each), fmt.Sprintf("%d.bin", i%each))
	}
	stick := open(b, root)
	told := 0
	for b.Loop() {
		c, err := stick.Collect(b.Context(), Limits{}, func(capability.Progress) { told++ })
		if err != nil || len(c.Found) != folders*each || told == 0 {
			b.Fatalf("found %d, told %d times, %v", len(c.Found), told, err)
		}
	}
	b.ReportMetric(float64(told)/float64(b.N), "progress/op")
}
