package media

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// tree is a recorded /proc, /sys and /run. A name that ends with a slash is a
// folder, whose lines are "file text" or "link -> target".
func tree(t testing.TB, name string) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	system := make(fstest.MapFS)
	for _, f := range archive.Files {
		if !strings.HasSuffix(f.Name, "/") {
			system[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o444}
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			file, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			made := &fstest.MapFile{Data: []byte(text + "\n"), Mode: 0o444}
			if target, link := strings.CutPrefix(text, "-> "); link {
				made = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
			}
			system[path.Join(f.Name, file)] = made
		}
	}
	return system
}

// probeRecorded stands for the kernel's answers about the recorded mounts.
func probeRecorded(name string) (place, error) {
	switch path.Base(name) {
	case "private":
		return place{}, fs.ErrPermission
	case "WORN":
		return place{}, syscall.EIO
	}
	return place{device: 1, size: 100, free: 50}, nil
}

func recorded(t testing.TB, name string) finder { return finder{tree(t, name), probeRecorded} }

// shown is what a person would see of a list.
func shown(list []Stick) string {
	var out strings.Builder
	for _, s := range list {
		out.WriteString(shownStick(s) + "\n")
	}
	return out.String()
}

// TestPluggedOnRecordedMachines holds each recorded machine to the file "want"
// beside its trees.
func TestPluggedOnRecordedMachines(t *testing.T) {
	for _, name := range []string{
		"laptop", "reader", "twins", "encrypted", "btrfs", "container", "live", "unmounted",
	} {
		t.Run(name, func(t *testing.T) {
			f := recorded(t, name)
			found, err := f.plugged(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want, err := fs.ReadFile(f.system, "want")
			if err != nil || shown(found) != string(want) {
				t.Errorf("found\n%swant\n%s%v", shown(found), want, err)
			}
		})
	}
}

func TestWhatIsNotReadyIsNotLookedThrough(t *testing.T) {
	for _, s := range []State{Unmounted, Locked, Blank, Denied, Failing} {
		stick := newStick(t.TempDir(), place{})
		stick.State = s
		if _, err := stick.Collect(t.Context(), Limits{}, nil); err == nil {
			t.Errorf("a stick that is %s was collected", s)
		}
	}
}

func TestPluggedWithoutASystem(t *testing.T) {
	f := finder{fstest.MapFS{}, probeRecorded}
	if found, err := f.plugged(t.Context()); !errors.Is(err, fs.ErrNotExist) || found != nil {
		t.Errorf("plugged = %v, %v", found, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := recorded(t, "laptop").plugged(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("plugged = %v", err)
	}
}

func TestFindOnThisSystem(t *testing.T) {
	found, err := new(Finder).Plugged(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range found {
		if s.Path == "/" || s.Path == "" && s.State == Ready {
			t.Errorf("%+v is no stick", s)
		}
	}
}

func TestDescribe(t *testing.T) {
	for _, tt := range []struct {
		machine, path, want string
		folder              bool
	}{
		{"laptop", "/media/field/KINGSTON A/folder", "KINGSTON A|vfat|60A44C413FAE|1A2B-3C4D|/dev/sda1", false},
		{"laptop", "/media/field/KINGSTON", "|ext4|||", true},
		{"laptop", "/home/field", "|ext4|||", true},
		{"laptop", "/media/field/share/outbox", "|cifs|||", true},
		{"laptop", "/mnt/sub", "|ext4|NA8F||/dev/sdc1", false},
		{"btrfs", "/run/media/kim/T7/x", "T7|btrfs|S5SXNS0R|uuid-of-t7|/dev/sda1", false},
		{"btrfs", "/home/kim", "|btrfs|||", true},
		{"container", "/stick", "|vfat|PART||/dev/sdb1", false},
		{"encrypted", "/media/kim/SAFE", "SAFE|ext4|4C530000|uuid-of-safe|/dev/dm-1", false},
	} {
		s := newStick(tt.path, place{device: 1, size: 100})
		recorded(t, tt.machine).describe(s, tt.path)
		got := strings.Join([]string{s.Label, s.FileSystem, s.Identity.Serial, s.Identity.Volume, s.Device}, "|")
		if got != tt.want || s.Folder != tt.folder {
			t.Errorf("%s on %s: %s, folder %v", tt.path, tt.machine, got, s.Folder)
		}
	}
	blind := finder{fstest.MapFS{"proc/self/mountinfo": recorded(t, "laptop").system.(fstest.MapFS)["proc/self/mountinfo"]}, probeRecorded}
	s := newStick("/home/field", place{})
	if blind.describe(s, "/home/field"); s.Folder {
		t.Error("without sysfs, it claims to know that a folder lies on no stick")
	}
}

// BenchmarkPlugged is what the look of each second costs here.
func BenchmarkPlugged(b *testing.B) {
	var f Finder
	for b.Loop() {
		if _, err := f.Plugged(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPluggedOnALaptop is the same on the recorded laptop, written to a
// disk.
func BenchmarkPluggedOnALaptop(b *testing.B) {
	dir := b.TempDir()
	if err := os.CopyFS(dir, tree(b, "laptop")); err != nil {
		b.Fatal(err)
	}
	f := finder{os.DirFS(dir), probeRecorded}
	for b.Loop() {
		if found, err := f.plugged(b.Context()); err != nil || len(found) < 5 {
			b.Fatal(found, err)
		}
	}
}
