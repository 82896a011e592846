package media

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// tree is a recorded /proc, /sys and /run.
func tree(t *testing.T, name string) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	system := make(fstest.MapFS)
	for _, f := range archive.Files {
		if target, link := strings.CutPrefix(string(f.Data), "-> "); link {
			system[f.Name] = &fstest.MapFile{Data: []byte(strings.TrimSpace(target)), Mode: fs.ModeSymlink | 0o777}
			continue
		}
		system[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o444}
	}
	return system
}

func TestFind(t *testing.T) {
	probe := func(path string) (place, error) {
		if path == "/media/field/private" {
			return place{}, fs.ErrPermission
		}
		return place{device: 1, size: 100, free: 50}, nil
	}
	found, err := findIn(t.Context(), tree(t, "laptop.txtar"), probe)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range found {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%v|%d|%d", s.Path, s.Label, s.FileSystem, s.ID, s.ReadOnly, s.Size, s.Free))
	}
	want := []string{
		"/media/field/KINGSTON A|KINGSTON|vfat|0951:1666:60A44C413FAE|false|100|50",
		"/media/field/SWITCH|USB Flash Disk|exfat|090c:1000:|true|100|50",
		"/media/field/backup||ext4|0bc2:ab24:NA8F|false|100|50",
		"/media/field/card||vfat||false|100|50",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFindWithoutASystem(t *testing.T) {
	if found, err := findIn(t.Context(), fstest.MapFS{}, probe); !errors.Is(err, fs.ErrNotExist) || found != nil {
		t.Errorf("Find = %v, %v", found, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := findIn(ctx, tree(t, "laptop.txtar"), probe); !errors.Is(err, context.Canceled) {
		t.Errorf("Find = %v", err)
	}
}

func TestFindOnThisSystem(t *testing.T) {
	found, err := Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range found {
		if s.Path == "/" || s.Path == "" {
			t.Errorf("%+v is no stick", s)
		}
	}
}

func TestDescribe(t *testing.T) {
	const sda1 = 8<<8 | 1
	s := newStick("/media/field/KINGSTON A/folder", place{device: sda1, size: 100})
	describeIn(tree(t, "laptop.txtar"), s)
	if s.Label != "KINGSTON" || s.FileSystem != "vfat" || s.ID != "0951:1666:60A44C413FAE" {
		t.Errorf("described as %+v", s)
	}
	const nvme = 259<<8 | 2
	s = newStick("/home/field/folder", place{device: nvme, size: 100})
	describeIn(tree(t, "laptop.txtar"), s)
	if s.Label != "" || s.FileSystem != "ext4" || s.ID != "" {
		t.Errorf("described as %+v", s)
	}
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		`/a\040b`: "/a b", `\011\134`: "\t\\", `\04`: `\04`, `\777`: `\777`, `\08x`: `\08x`, "": "", `a\`: `a\`,
	} {
		if got := unescape(text); got != want {
			t.Errorf("unescape(%q) = %q, want %q", text, got, want)
		}
	}
}
