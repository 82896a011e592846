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

// statRecorded stands for the kernel's answers about the recorded mounts.
func statRecorded(name string) (fsInfo, error) {
	switch path.Base(name) {
	case "private":
		return fsInfo{}, fs.ErrPermission
	case "WORN":
		return fsInfo{}, syscall.EIO
	}
	return fsInfo{device: 1, size: 100, free: 50}, nil
}

func recorded(t testing.TB, name string) finder { return finder{tree(t, name), statRecorded} }

// listText is what a person would see of a list.
func listText(list []Stick) string {
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
			if err != nil || listText(found) != string(want) {
				t.Errorf("found\n%swant\n%s%v", listText(found), want, err)
			}
		})
	}
}

func TestWhatIsNotReadyIsNotLookedThrough(t *testing.T) {
	for _, s := range []State{Unmounted, Locked, Blank, Denied, Failing} {
		stick := newStick(t.TempDir(), fsInfo{})
		stick.State = s
		if _, err := stick.Collect(t.Context(), Limits{}, nil); err == nil {
			t.Errorf("a stick that is %s was collected", s)
		}
	}
}

func TestPluggedWithoutASystem(t *testing.T) {
	f := finder{fstest.MapFS{}, statRecorded}
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
		s := newStick(tt.path, fsInfo{device: 1, size: 100})
		recorded(t, tt.machine).describe(s, tt.path)
		got := strings.Join([]string{s.Label, s.FileSystem, s.Identity.Serial, s.Identity.Volume, s.Device}, "|")
		if got != tt.want || s.Folder != tt.folder {
			t.Errorf("%s on %s: %s, folder %v", tt.path, tt.machine, got, s.Folder)
		}
	}
	blind := finder{fstest.MapFS{"proc/self/mountinfo": recorded(t, "laptop").system.(fstest.MapFS)["proc/self/mountinfo"]}, statRecorded}
	s := newStick("/home/field", fsInfo{})
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
	f := finder{os.DirFS(dir), statRecorded}
	for b.Loop() {
		if found, err := f.plugged(b.Context()); err != nil || len(found) < 5 {
			b.Fatal(found, err)
		}
	}
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		`/a\040b`: "/a b", `\011\134`: "\t\\", `\04`: `\04`, `\777`: `\777`, `\08x`: `\08x`, "": "", `a\`: `a\`,
	} {
		if got := unoctal(text); got != want {
			t.Errorf("unoctal(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestUnhex(t *testing.T) {
	for text, want := range map[string]string{
		`A\x20B`: "A B", `\xc3\xa9`: "é", `\xff`: `\xff`, `\x2`: `\x2`, `\xzz`: `\xzz`, "": "", `\`: `\`,
	} {
		if got := unhex(text); got != want {
			t.Errorf("unhex(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSystemPoint(t *testing.T) {
	for point, want := range map[string]bool{
		"/": true, "/boot/efi": true, "/home": true, "/etc/hosts": true, "/run/live/medium": true, "/var/lib/docker/overlay2/x": true,
		"/home/kim/stick": false, "/media/kim/boot": false, "/mnt": false, "/run/media/kim/A": false, "/bootstick": false,
	} {
		if got := isSystemPoint(point); got != want {
			t.Errorf("isSystemPoint(%q) = %v", point, got)
		}
	}
}

func TestMediumDiffersForEachStickThatIsPutIn(t *testing.T) {
	const sda1, whole = "8:1", "sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host4/target4:0:0/4:0:0:0/block/sda"
	system := tree(t, "laptop")
	first, attached := readMedium(system, sda1)
	if !attached || first == "" {
		t.Fatalf("medium %q, attached %v", first, attached)
	}
	if again, _ := readMedium(system, sda1); again != first {
		t.Errorf("the same one is %q, then %q", first, again)
	}
	system[whole+"/diskseq"].Data = []byte("31\n")
	if back, _ := readMedium(system, sda1); back == first {
		t.Error("a stick that was pulled and put back is not noticed")
	}
	delete(system, whole+"/diskseq") // an older kernel
	first, _ = readMedium(system, sda1)
	system["run/udev/data/b"+sda1].Data = []byte("E:ID_FS_UUID=FFFF-FFFF\n")
	if other, _ := readMedium(system, sda1); other == first {
		t.Error("another stick is not noticed")
	}
	for name := range system {
		if strings.HasPrefix(name, whole) {
			delete(system, name)
		}
	}
	if _, attached := readMedium(system, sda1); attached {
		t.Error("a pulled stick is attached")
	}
}

func TestUnlockedStickThatWasPulledIsNotAttached(t *testing.T) {
	system := tree(t, "encrypted")
	if _, attached := readMedium(system, "253:1"); !attached {
		t.Fatal("it is not attached at first")
	}
	for name := range system {
		if strings.Contains(name, "/usb1/1-1/") {
			delete(system, name)
		}
	}
	if _, attached := readMedium(system, "253:1"); attached {
		t.Error("the stick below was pulled, and it is still attached")
	}
}

// everyLink has all links lead to one target, and follows none by itself.
type everyLink struct {
	fstest.MapFS
	target string
}

func (e everyLink) ReadLink(string) (string, error) { return e.target, nil }

func FuzzSystemTexts(f *testing.F) {
	f.Add("90 22 8:1 / /media/A\\040B rw - vfat /dev/sda1 rw\n", "E:ID_FS_LABEL_ENC=A\\x20B\n", "../devices/usb1/1-1/block/sda", "99")
	f.Add("90 22 0:44 /@ /x rw - btrfs /dev/sda rw\n", "E:ID_FS_USAGE=crypto\nE:=\n", "../../../..", "18446744073709551615")
	f.Fuzz(func(t *testing.T, mountinfo, udev, link, size string) {
		system := fstest.MapFS{
			"proc/self/mountinfo":                      {Data: []byte(mountinfo)},
			"proc/swaps":                               {Data: []byte(mountinfo)},
			"run/udev/data/b8:1":                       {Data: []byte(udev)},
			"sys/block/sda":                            {},
			"sys/devices/usb1/1-1/idVendor":            {Data: []byte(udev)},
			"sys/devices/usb1/1-1/block/sda/dev":       {Data: []byte("8:1")},
			"sys/devices/usb1/1-1/block/sda/size":      {Data: []byte(size)},
			"sys/devices/usb1/1-1/block/sda/removable": {Data: []byte("1")},
			"sys/devices/usb1/1-1/block/sda/holders/a": {},
		}
		look := finder{everyLink{system, link}, statRecorded}
		found, err := look.plugged(t.Context())
		for _, s := range found {
			if s.Size < 0 || s.State == Ready && s.Path == "" {
				t.Fatalf("%+v, %v", s, err)
			}
		}
		look.describe(newStick("/media", fsInfo{}), "/media")
	})
}
