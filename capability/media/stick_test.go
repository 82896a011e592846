package media

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
)

func TestOpen(t *testing.T) {
	root := testkit.Dir(t)
	put(t, "x", root, "file")
	s := open(t, root)
	if s.Path != root || s.Size <= 0 || s.Free <= 0 || s.ReadOnly {
		t.Errorf("Open = %+v", s)
	}
	if _, err := Open(filepath.Join(root, "file")); !errors.Is(err, ErrNotStick) {
		t.Errorf("a file: %v", err)
	}
	if _, err := Open(filepath.Join(root, "nothing")); !errors.Is(err, ErrNoFolder) || errors.Is(err, ErrGone) {
		t.Errorf("nothing: %v", err)
	}
}

func TestEveryActNoticesThatTheStickIsGone(t *testing.T) {
	root := filepath.Join(testkit.Dir(t), "stick")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	stick := open(t, root)
	if err := os.Remove(root); err != nil {
		t.Fatal(err)
	}
	_, errSave := stick.Save(t.Context(), testCase(), testFiles(), nil)
	_, errCollect := stick.Collect(t.Context(), Limits{}, nil)
	_, errRead := stick.Read(t.Context(), "a", capability.Digest{})
	_, errRelease := stick.Release(t.Context())
	for i, err := range []error{errSave, errCollect, errRead, errRelease} {
		if !errors.Is(err, ErrGone) {
			t.Errorf("act %d: %v", i, err)
		}
	}
}

func TestSaveNotesAnotherFileSystem(t *testing.T) {
	stick := open(t, testkit.Dir(t))
	stick.initial.device++
	if _, err := stick.Save(t.Context(), testCase(), testFiles(), nil); !errors.Is(err, ErrGone) {
		t.Errorf("Save = %v", err)
	}
}

func TestRead(t *testing.T) {
	root := testkit.Dir(t)
	put(t, "response", root, "a", "response.bin")
	sparse(t, MaxFile+1, root, "large")
	stick := open(t, root)
	want := collect(t, stick, Limits{}).Found[0]
	if data, err := stick.Read(t.Context(), want.Path, want.Digest); string(data) != "response" || err != nil {
		t.Errorf("Read = %q, %v", data, err)
	}
	put(t, "responsE", root, "a", "response.bin")
	if _, err := stick.Read(t.Context(), want.Path, want.Digest); !errors.Is(err, ErrChanged) {
		t.Errorf("a changed file: %v", err)
	}
	if err := os.RemoveAll(filepath.Join(root, "a")); err != nil {
		t.Fatal(err)
	}
	if _, err := stick.Read(t.Context(), want.Path, want.Digest); !errors.Is(err, ErrChanged) {
		t.Errorf("a removed file: %v", err)
	}
	for _, path := range []string{"../stick_test.go", "/etc/passwd", "large", "", "."} {
		if data, err := stick.Read(t.Context(), path, want.Digest); err == nil {
			t.Errorf("Read(%q) gave %d bytes", path, len(data))
		}
	}
}

func TestIdentitySame(t *testing.T) {
	kingston := Identity{VendorID: "0951", ProductID: "1666", Serial: "60A4", Volume: "1A2B-3C4D"}
	formatted, twin := kingston, kingston
	formatted.Volume = "5E6F-7A8B"
	nameless := Identity{VendorID: "090c", ProductID: "1000", Maker: "USB"}
	copied := Identity{Volume: "1A2B-3C4D"}
	for _, tt := range []struct {
		name string
		a, b Identity
		want bool
	}{
		{"itself", kingston, twin, true},
		{"formatted anew", kingston, formatted, false},
		{"two of a kind without any number", nameless, nameless, false},
		{"known by its volume alone", copied, copied, true},
		{"a copy of the volume on another stick", kingston, copied, false},
		{"nothing known", Identity{}, Identity{}, false},
	} {
		if got := tt.a.Same(tt.b); got != tt.want {
			t.Errorf("%s: Same = %v", tt.name, got)
		}
	}
}

func TestMade(t *testing.T) {
	for want, i := range map[string]Identity{
		"Kingston DataTraveler": {Maker: "Kingston", Model: "DataTraveler"},
		"QEMU USB HARDDRIVE":    {Maker: "QEMU", Model: "QEMU USB HARDDRIVE"},
		"Generic":               {Maker: "Generic"},
		"SD32G":                 {Model: "SD32G"},
		"":                      {},
	} {
		if got := i.Made(); got != want {
			t.Errorf("Made = %q, want %q", got, want)
		}
	}
}

// shownStick is what a person would see of a stick.
func shownStick(s Stick) string {
	i := s.Identity
	line := fmt.Sprintf("%s %s %q %s %s", s.State, s.Device, s.Path, s.Name(), s.FileSystem)
	line += fmt.Sprintf(" [%s:%s %s %s] %s", i.VendorID, i.ProductID, i.Serial, i.Volume, s.USBPort)
	if s.ReadOnly {
		line += " read-only"
	}
	if s.Protected {
		line += " switch"
	}
	return strings.TrimSpace(line)
}

func TestBounded(t *testing.T) {
	for _, tt := range []struct {
		count uint64
		unit  int64
		want  int64
	}{{3, 4096, 12288}, {1 << 62, 4096, 0}, {5, 0, 0}, {0, 512, 0}} {
		if got := bounded(tt.count, tt.unit); got != tt.want {
			t.Errorf("bounded(%d, %d) = %d, want %d", tt.count, tt.unit, got, tt.want)
		}
	}
}
