package media

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		`/a\040b`: "/a b", `\011\134`: "\t\\", `\04`: `\04`, `\777`: `\777`, `\08x`: `\08x`, "": "", `a\`: `a\`,
	} {
		if got := unescape(text); got != want {
			t.Errorf("unescape(%q) = %q, want %q", text, got, want)
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
		if got := systemPoint(point); got != want {
			t.Errorf("systemPoint(%q) = %v", point, got)
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
		look := finder{everyLink{system, link}, probeRecorded}
		found, err := look.plugged(t.Context())
		for _, s := range found {
			if s.Size < 0 || s.State == Ready && s.Path == "" {
				t.Fatalf("%+v, %v", s, err)
			}
		}
		look.describe(newStick("/media", place{}), "/media")
	})
}
