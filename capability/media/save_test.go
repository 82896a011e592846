package media

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
)

func open(t testing.TB, dir string) *Stick {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// save saves and returns the names under which the files lie.
func save(t testing.TB, s *Stick, files ...File) []Saved {
	t.Helper()
	saved, err := s.Save(t.Context(), testCase(), files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func content(t testing.TB, elem ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(elem...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func put(t testing.TB, text string, elem ...string) {
	t.Helper()
	name := filepath.Join(elem...)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSaveOnAFolder(t *testing.T) {
	root := testkit.Dir(t)
	dir := filepath.Join(root, "HANDBACK", "R-7F3K2_X200_SN0042")
	put(t, "half", dir, "~ABCDEFGHIJ.tmp")
	var told []capability.Progress
	saved, err := open(t, root).Save(t.Context(), testCase(), testFiles(), func(p capability.Progress) { told = append(told, p) })
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range testFiles() {
		if got := content(t, dir, f.Name); got != string(f.Data) || saved[i].Digest != capability.DigestOf(f.Data) {
			t.Errorf("%s holds %d bytes", f.Name, len(got))
		}
		if saved[i].Kept || saved[i].Path != "HANDBACK/R-7F3K2_X200_SN0042/"+f.Name {
			t.Errorf("saved %+v", saved[i])
		}
	}
	if last := told[len(told)-1]; last.Done != last.Total || last.Total == 0 {
		t.Errorf("the last progress was %+v", last)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(testFiles())+1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestSaveTwiceKeeps(t *testing.T) {
	root := testkit.Dir(t)
	stick := open(t, root)
	save(t, stick, testFiles()...)
	before, err := os.Stat(filepath.Join(root, testCase().Dir(), Manifest))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range save(t, stick, testFiles()...) {
		if !s.Kept {
			t.Errorf("%s was written again", s.Name)
		}
	}
	after, err := os.Stat(filepath.Join(root, testCase().Dir(), Manifest))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the manifest was written again: %v", err)
	}
}

func TestSaveNeverOverwrites(t *testing.T) {
	request := func(text string) File { return File{Name: "1-return-request.bin", Data: []byte(text)} }
	state := func(text string) File { return File{Name: "return.json", Data: []byte(text), Replace: true} }
	root := testkit.Dir(t)
	dir := filepath.Join(root, testCase().Dir())
	stick := open(t, root)
	steps := []struct {
		file File
		want string // the name
		kept bool
	}{
		{request("one"), "1-return-request.bin", false},
		{request("two"), "1-return-request-2.bin", false},
		{request("three"), "1-return-request-3.bin", false},
		{request("two"), "1-return-request-2.bin", true},
		{request("one"), "1-return-request.bin", true},
		{state("a"), "return.json", false},
		{state("b"), "return.json", false},
		{state("b"), "return.json", true},
	}
	for _, st := range steps {
		got := save(t, stick, st.file)[0]
		if got.Name != st.want || got.Kept != st.kept {
			t.Errorf("%s %q became %s, kept %v", st.file.Name, st.file.Data, got.Name, got.Kept)
		}
		if text := content(t, dir, st.want); text != string(st.file.Data) {
			t.Errorf("%s holds %q, want %q", st.want, text, st.file.Data)
		}
	}
}

func TestSaveBesideOthers(t *testing.T) {
	root := testkit.Dir(t)
	dir := filepath.Join(root, testCase().Dir())
	if err := os.MkdirAll(filepath.Join(dir, "a.bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, "", dir, "b.bin") // what a pulled stick leaves of a file
	put(t, strings.Repeat("x", MaxFile+10), dir, "c.bin")
	saved := save(t, open(t, root),
		File{Name: "a.bin", Data: []byte("a")}, File{Name: "b.bin", Data: []byte("b")}, File{Name: "c.bin", Data: []byte("c")})
	for i, want := range []string{"a-2.bin", "b.bin", "c-2.bin"} {
		if saved[i].Name != want {
			t.Errorf("file %d became %s, want %s", i, saved[i].Name, want)
		}
	}
}

func TestSaveRefusesBadFiles(t *testing.T) {
	file := func(name string, size int) []File { return []File{{Name: name, Data: make([]byte, size)}} }
	tests := map[string]struct {
		files []File
		want  error // nil: any
	}{
		"path":      {file("../x.bin", 1), ErrName},
		"manifest":  {file("sha256sums", 1), ErrName},
		"temporary": {file("~x.tmp", 1), ErrName},
		"twice":     {append(file("a.bin", 1), file("A.bin", 1)...), ErrName},
		"empty":     {file("a.bin", 0), nil},
		"too large": {file("a.bin", MaxSaved+1), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			root := testkit.Dir(t)
			_, err := open(t, root).Save(t.Context(), testCase(), tt.files, nil)
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("Save = %v, want %v", err, tt.want)
			}
			if entries, _ := os.ReadDir(root); len(entries) != 0 {
				t.Errorf("the stick holds %v", entries)
			}
		})
	}
}

func TestSaveEndsWithItsContext(t *testing.T) {
	root := testkit.Dir(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	files := testFiles()
	report := func(p capability.Progress) {
		if strings.HasSuffix(p.What, files[1].Name) {
			cancel()
		}
	}
	saved, err := open(t, root).Save(ctx, testCase(), files, report)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("Save = %v", err)
	}
	entries, err := os.ReadDir(filepath.Join(root, testCase().Dir()))
	if err != nil || len(entries) != len(saved) {
		t.Errorf("%d files were saved, the folder holds %v, %v", len(saved), entries, err)
	}
}

func TestSaveRoomIsCheckedFirst(t *testing.T) {
	root := testkit.Dir(t)
	stick := open(t, root)
	stick.mount = func(path string) (volume, error) {
		v, err := openFolder(path)
		return &small{volume: v, free: 4000}, err
	}
	_, err := stick.Save(t.Context(), testCase(), testFiles(), nil)
	var full *FullError
	if !errors.Is(err, ErrFull) || !errors.As(err, &full) || full.Free != 4000 || full.Needed <= 4000 {
		t.Errorf("Save = %v", err)
	}
	if entries, _ := os.ReadDir(root); len(entries) != 0 {
		t.Errorf("the stick holds %v", entries)
	}
}

// small is a volume with little room.
type small struct {
	volume
	free int64
}

func (s *small) Stat() (fsInfo, error) {
	p, err := s.volume.Stat()
	p.size, p.free = 1<<20, s.free
	return p, err
}

func TestAllNamesAreTaken(t *testing.T) {
	root := testkit.Dir(t)
	for n := 1; n <= maxNumber; n++ {
		put(t, "another", root, testCase().Dir(), numbered("1-return-request.bin", n))
	}
	saved, err := open(t, root).Save(t.Context(), testCase(), testFiles(), nil)
	if !errors.Is(err, ErrTaken) || errors.Is(err, ErrName) || len(saved) != 0 {
		t.Errorf("saved %v: %v", saved, err)
	}
}

func BenchmarkSave(b *testing.B) {
	stick := open(b, b.TempDir())
	for i := 0; b.Loop(); i++ {
		c := testCase()
		c.Serial = fmt.Sprintf("SN%d", i)
		if _, err := stick.Save(b.Context(), c, testFiles(), nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSaveKept(b *testing.B) {
	stick := open(b, b.TempDir())
	save(b, stick, testFiles()...)
	for b.Loop() {
		save(b, stick, testFiles()...)
	}
}

// TestSaveInAnyFolder: beside a file somewhere on the stick, and without a list of
// digests, which could be somebody else's.
func TestSaveInAnyFolder(t *testing.T) {
	root := testkit.Dir(t)
	put(t, "request", root, "from", "plant 2", "request.bin")
	s := open(t, root)
	saved, err := s.SaveIn(t.Context(), "from/plant 2", []File{{Name: "response.bin", Data: []byte("response")}}, nil)
	if err != nil || len(saved) != 1 || saved[0].Path != "from/plant 2/response.bin" {
		t.Fatalf("%+v, %v", saved, err)
	}
	if got := content(t, root, "from", "plant 2", "response.bin"); got != "response" {
		t.Errorf("%q", got)
	}
	if _, err := os.Stat(filepath.Join(root, "from", "plant 2", Manifest)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a list of digests: %v", err)
	}
	for _, outside := range []string{"..", "../x", "/x", "a/../../b", ""} {
		if _, err := s.SaveIn(t.Context(), outside, []File{{Name: "response.bin", Data: []byte("x")}}, nil); !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", outside, err)
		}
	}
}
