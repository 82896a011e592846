//go:build linux || darwin

package media

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"handback/capability/testkit"
)

// hostileStick puts everything on a stick that must be neither followed nor opened.
func hostileStick(t *testing.T) (root, outside string) {
	t.Helper()
	root, outside = testkit.Dir(t), testkit.Dir(t)
	put(t, "a secret", outside, "secret.bin")
	put(t, "response", root, "good.bin")
	for name, target := range map[string]string{
		"link.bin": filepath.Join(outside, "secret.bin"), "dir": outside, "loop": ".", "inside": "good.bin", "nowhere": "nothing",
	} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(root, "pipe.bin"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root) // a socket's path must be short
	socket, err := net.Listen("unix", "socket.bin")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	return root, outside
}

func TestCollectIsNotLuredAway(t *testing.T) {
	root, _ := hostileStick(t)
	c := collect(t, open(t, root), Limits{})
	if paths(c.Found) != "good.bin" {
		t.Errorf("found %s", paths(c.Found))
	}
	for name, want := range map[string]Reason{
		"link.bin": Link, "dir": Link, "loop": Link, "inside": Link, "nowhere": Link, "pipe.bin": Special, "socket.bin": Special,
	} {
		if got := reasonOf(c, name); got != want {
			t.Errorf("%s was skipped as %q, want %q", name, got, want)
		}
	}
}

func TestReadIsNotLuredAway(t *testing.T) {
	root, _ := hostileStick(t)
	stick := open(t, root)
	want := collect(t, stick, Limits{}).Found[0].Digest
	for _, name := range []string{"link.bin", "inside", "pipe.bin", "socket.bin", "dir/secret.bin", "dir"} {
		if data, err := stick.Read(t.Context(), name, want); err == nil {
			t.Errorf("Read(%s) gave %q", name, data)
		}
	}
}

func TestSaveIsNotLuredAway(t *testing.T) {
	root, outside := testkit.Dir(t), testkit.Dir(t)
	if err := os.Symlink(outside, filepath.Join(root, Folder)); err != nil {
		t.Fatal(err)
	}
	if saved, err := open(t, root).Save(t.Context(), testCase(), testFiles(), nil); !errors.Is(err, ErrLinked) {
		t.Errorf("saved %v: %v", saved, err)
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 0 {
		t.Errorf("outside the stick lie %v", entries)
	}
}

func TestSaveDoesNotFollowALinkUnderItsName(t *testing.T) {
	root, outside := testkit.Dir(t), testkit.Dir(t)
	dir := filepath.Join(root, testCase().Dir())
	put(t, "a secret", outside, "secret")
	put(t, "x", dir, "x")
	for _, name := range []string{"return.json", "1-return-request.bin"} {
		if err := os.Symlink(filepath.Join(outside, "secret"), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for _, s := range save(t, open(t, root), testFiles()...) {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "1-return-request-2.bin READ-ME-FIRST.txt return-2.json" {
		t.Errorf("saved %s", got)
	}
	if got := content(t, outside, "secret"); got != "a secret" {
		t.Errorf("the file outside holds %q", got)
	}
}

// TestCollectFollowsNoLinkToTheCases: not even one to another folder of the stick.
func TestCollectFollowsNoLinkToTheCases(t *testing.T) {
	root := testkit.Dir(t)
	put(t, "a photo", root, "Photos", "R-1", "2-response.bin")
	for _, link := range []string{Folder, filepath.Join("Photos", "R-2")} {
		if err := os.Symlink("Photos", filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	c := collect(t, open(t, root), Limits{First: Folder + "/R-1"})
	if paths(c.Found) != "Photos/R-1/2-response.bin" || reasonOf(c, Folder) != Link {
		t.Errorf("found %s, skipped %v", paths(c.Found), c.Skipped)
	}
}

// TestSomethingElseUnderTheNameOfTheList: the files are saved anyway, and
// the list of their digests takes another name.
func TestSomethingElseUnderTheNameOfTheList(t *testing.T) {
	for name, lay := range map[string]func(path string) error{
		"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o644) },
		"folder": func(path string) error { return os.Mkdir(path, 0o755) },
		"link":   func(path string) error { return os.Symlink("1-return-request.bin", path) },
	} {
		t.Run(name, func(t *testing.T) {
			root := testkit.Dir(t)
			dir := filepath.Join(root, testCase().Dir())
			put(t, "x", dir, "x")
			if err := lay(filepath.Join(dir, Manifest)); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if saved := save(t, open(t, root), testFiles()...); len(saved) != len(testFiles()) {
					t.Errorf("saved %v", saved)
				}
			}
			if got := content(t, dir, Manifest+"-2"); !strings.Contains(got, "1-return-request.bin") {
				t.Errorf("the list holds %q", got)
			}
		})
	}
}

func TestWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("the superuser may do everything")
	}
	root := testkit.Dir(t)
	if err := os.Chmod(root, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, root).Save(t.Context(), testCase(), testFiles(), nil); !errors.Is(err, ErrPermission) {
		t.Errorf("Save = %v", err)
	}
}

// TestSaveWhereTheCaseIsLinkedOut: the link may be any folder on the way.
func TestSaveWhereTheCaseIsLinkedOut(t *testing.T) {
	root, outside := testkit.Dir(t), testkit.Dir(t)
	put(t, "x", root, Folder, "x")
	if err := os.Symlink(outside, filepath.Join(root, testCase().Dir())); err != nil {
		t.Fatal(err)
	}
	if saved, err := open(t, root).Save(t.Context(), testCase(), testFiles(), nil); !errors.Is(err, ErrLinked) {
		t.Errorf("saved %v: %v", saved, err)
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 0 {
		t.Errorf("outside the stick lie %v", entries)
	}
}

func TestNamedFileIsReadAsAPlainOneOnly(t *testing.T) {
	root, _ := hostileStick(t)
	put(t, "name", root, "lists", "devices.csv")
	stick := open(t, root)
	for _, name := range []string{"lists/devices.csv", "good.bin", "./lists/../good.bin"} {
		if data, err := stick.ReadNamed(t.Context(), name, 100); err != nil || len(data) == 0 {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	for _, name := range []string{"link.bin", "inside", "loop/good.bin", "dir/secret.bin", "nowhere", "missing", "lists", ".", "", "../secret.bin", "/etc/passwd", "pipe.bin", "socket.bin"} {
		if data, err := stick.ReadNamed(t.Context(), name, 100); !errors.Is(err, fs.ErrNotExist) || data != nil {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	if _, err := stick.ReadNamed(t.Context(), "good.bin", 3); err == nil {
		t.Error("a file that is too long was read")
	}
}
