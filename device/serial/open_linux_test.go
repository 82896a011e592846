package serial

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestPermissionErrorNamesTheGroup(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a file to a group that he is not in")
	}
	group, err := user.LookupGroup("dialout")
	if err != nil {
		t.Skipf("this system has no such group: %v", err)
	}
	gid, err := strconv.Atoi(group.Gid)
	if err != nil {
		t.Fatal(err)
	}
	port := filepath.Join(t.TempDir(), "ttyUSB0")
	if err := os.WriteFile(port, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(port, 0, gid); err != nil {
		t.Skipf("no file can be given away here: %v", err)
	}
	for mode, want := range map[os.FileMode]string{0o660: "dialout", 0o640: "", 0o600: ""} {
		if err := os.Chmod(port, mode); err != nil {
			t.Fatal(err)
		}
		e := permissionError(port)
		if e.Group != want || e.Joined || strings.Contains(e.Command, "-G dialout ") != (want != "") {
			t.Errorf("mode %o: %+v", mode, e)
		}
	}
	if e := denied(port); e != nil {
		t.Errorf("root may do all, but: %v", e)
	}
	if e := denied(filepath.Join(t.TempDir(), "none")); e != nil {
		t.Errorf("a missing port is not a forbidden one: %v", e)
	}
}

func TestPermissionErrorSaysWhatHelps(t *testing.T) {
	for want, e := range map[string]PermissionError{
		"usermod": {Path: "/dev/ttyUSB0", Group: "dialout", Command: "sudo usermod -a -G dialout $USER"},
		"logging in again": {
			Path: "/dev/ttyUSB0", Group: "dialout", Joined: true,
		},
		"may not open": {Path: "/dev/ttyUSB0"},
	} {
		if text := e.Error(); !strings.Contains(text, want) || !strings.Contains(text, e.Path) {
			t.Errorf("%q doesn't say %q", text, want)
		}
	}
}
