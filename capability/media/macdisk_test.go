package media

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handback/capability/testkit"
)

func output(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "macos", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestDiskList(t *testing.T) {
	names, err := parseDiskList(output(t, "list.plist"))
	if want := []string{"disk0s1", "disk0s2", "disk3s1", "disk4s1", "disk5"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("%v, %v", names, err)
	}
}

func TestMacStick(t *testing.T) {
	d, err := parseDiskInfo(output(t, "info.plist"))
	if err != nil {
		t.Fatal(err)
	}
	usb, err := parseUSB(output(t, "usb.plist"))
	if err != nil {
		t.Fatal(err)
	}
	d.join(usb[d.Whole])
	altered := func(alter func(*macDisk)) macDisk {
		other := d
		alter(&other)
		return other
	}
	const rest = ` "/Volumes/WORK" WORK & PLAY msdos [0951:1666 60A44C413FAE 5B1F9B2E-7F0A-3C11-9E55-0123456789AB]`
	const unmounted = ` "" WORK & PLAY msdos [0951:1666 60A44C413FAE 5B1F9B2E-7F0A-3C11-9E55-0123456789AB]`
	for _, tt := range []struct {
		name string
		disk macDisk
		want string // as shown; empty: no stick
	}{
		{"a stick", d, "ready /dev/disk4s1" + rest},
		{"its switch is on", altered(func(d *macDisk) { d.Writable = false }), "ready /dev/disk4s1" + rest + "  read-only switch"},
		{"mounted read-only", altered(func(d *macDisk) { d.WritableVolume = false }), "ready /dev/disk4s1" + rest + "  read-only"},
		{"not mounted", altered(func(d *macDisk) { d.MountPoint, d.WritableVolume = "", false }), "unmounted /dev/disk4s1" + unmounted},
		{"encrypted", altered(func(d *macDisk) { d.MountPoint, d.Locked = "", true }), "locked /dev/disk4s1" + unmounted},
		{
			"not formatted", altered(func(d *macDisk) { d.MountPoint, d.FileSystem, d.Label, d.UUID = "", "", "", "" }),
			`blank /dev/disk4s1 "" Kingston DataTraveler 3.0  [0951:1666 60A44C413FAE ]`,
		},
		{"a card in a built-in reader", altered(func(d *macDisk) { d.Internal = true }), "ready /dev/disk4s1" + rest},
		{"a disk inside", altered(func(d *macDisk) { d.Internal, d.Removable = true, false }), ""},
		{"a disk image", altered(func(d *macDisk) { d.Bus = "Disk Image" }), ""},
		{"what the system runs from", altered(func(d *macDisk) { d.Whole = "disk3" }), ""},
		{"the EFI part of a stick", altered(func(d *macDisk) { d.Kind, d.MountPoint = "EFI", "" }), ""},
	} {
		s, is := tt.disk.stick("disk3")
		got := ""
		if is {
			got = shownStick(s)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestUSBDevicesOfMedia(t *testing.T) {
	usb, err := parseUSB(output(t, "usb.plist"))
	want := macUSB{serial: "60A44C413FAE", maker: "Kingston", model: "DataTraveler 3.0", vendorID: "0951", productID: "1666"}
	if err != nil || usb["disk4"] != want || usb["disk4s1"] != want || len(usb) != 2 {
		t.Errorf("%+v, %v", usb, err)
	}
}

func TestWholeDisk(t *testing.T) {
	for name, want := range map[string]string{"disk3s1s1": "disk3", "disk4": "disk4", "disk": "disk", "": "", "map auto_home": "map auto_home"} {
		if got := wholeDisk(name); got != want {
			t.Errorf("wholeDisk(%q) = %q", name, got)
		}
	}
}

func TestNotAPlist(t *testing.T) {
	deep := "<plist>" + strings.Repeat("<array>", 10_000) + strings.Repeat("</array>", 10_000) + "</plist>"
	for _, text := range []string{
		"", "diskutil: no such disk", "<html></html>", "<plist>", "<plist></plist>", "<plist><dict><key>a</key></dict></plist>",
		"<plist><dict>", "<plist><array><integer>", deep,
	} {
		if value, err := parsePlist([]byte(text)); !errors.Is(err, errPlist) {
			t.Errorf("%.40q: %v, %v", text, value, err)
		}
	}
}

func FuzzPlist(f *testing.F) {
	var outputs [][]byte
	for _, name := range []string{"list.plist", "info.plist", "usb.plist"} {
		outputs = append(outputs, output(f, name))
	}
	for i := range outputs {
		f.Add(uint8(i), uint16(0), uint16(0), []byte{})
	}
	f.Fuzz(func(t *testing.T, of uint8, at, cut uint16, piece []byte) {
		text := testkit.Edit{Of: of, At: at, Cut: cut, Piece: piece}.Apply(outputs...)
		_, _ = parseUSB(text)
		_, _ = parseDiskList(text)
		if d, err := parseDiskInfo(text); err == nil {
			if s, is := d.stick("disk3"); is && s.State == Ready && s.Path == "" {
				t.Fatalf("%+v", s)
			}
		}
	})
}
