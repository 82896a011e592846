package media

import (
	"encoding/hex"
	"strings"
	"testing"
)

// kingston is a descriptor as a driver gives it: 40 fixed bytes, then texts.
const kingston = "28000000" + "65000000" + "00000100" + "28000000" + "31000000" + "42000000" + "47000000" + "07000000" + "00000000" + "00000000" +
	"4b696e6773746f6e00" + // Kingston
	"44617461547261766572203330303000" + "00" + // DataTraver 3000
	"504d415000" + // PMAP
	"36304134344334313346414545313130363930303030303700" + "00000000"

func unhexed(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestParseDescriptor(t *testing.T) {
	raw := append(unhexed(t, kingston), make([]byte, 900)...) // a driver is given a larger buffer
	d, err := parseDescriptor(raw)
	want := descriptor{removable: true, bus: busUSB, maker: "Kingston", model: "DataTraver 3000", serial: "60A44C413FAEE11069000007"}
	if err != nil || d != want {
		t.Errorf("%+v, %v", d, err)
	}
	for n := range 36 {
		if _, err := parseDescriptor(raw[:n]); err == nil {
			t.Errorf("%d bytes are a descriptor", n)
		}
	}
	far := append([]byte(nil), raw...)
	copy(far[24:], "\xff\xff\xff\xff") // as drivers say that there is no serial number
	if d, err := parseDescriptor(far); err != nil || d.serial != "" {
		t.Errorf("%+v, %v", d, err)
	}
}

func FuzzParseDescriptor(f *testing.F) {
	f.Add(unhexed(f, kingston))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := parseDescriptor(raw)
		if err == nil && len(d.maker)+len(d.model)+len(d.serial) > 3*len(raw) {
			t.Fatalf("%+v", d)
		}
	})
}

func TestWinVolumes(t *testing.T) {
	usb := descriptor{removable: true, bus: busUSB, maker: "Kingston", model: "DataTraveler", serial: "60A4"}
	stick := winVolume{
		name: `\\?\Volume{1}\`, paths: []string{`E:\`}, disk: usb, label: "WORK", fileSystem: "FAT32", serial: 0x1A2B3C4D,
		size: 100, free: 50,
	}
	altered := func(alter func(*winVolume)) winVolume {
		v := stick
		alter(&v)
		return v
	}
	for _, tt := range []struct {
		name   string
		volume winVolume
		want   string // as shown; empty: no stick
	}{
		{"a stick", stick, `ready \\?\Volume{1}\ "E:\\" WORK FAT32 [: 60A4 1A2B-3C4D]`},
		{
			"its switch is on", altered(func(v *winVolume) { v.protected = true }),
			`ready \\?\Volume{1}\ "E:\\" WORK FAT32 [: 60A4 1A2B-3C4D]  read-only switch`,
		},
		{"a USB disk", altered(func(v *winVolume) { v.disk.removable = false }), `ready \\?\Volume{1}\ "E:\\" WORK FAT32 [: 60A4 1A2B-3C4D]`},
		{"without a letter", altered(func(v *winVolume) { v.paths = nil }), `unmounted \\?\Volume{1}\ "" WORK FAT32 [: 60A4 1A2B-3C4D]`},
		{
			"locked by BitLocker", altered(func(v *winVolume) { v.state, v.label, v.fileSystem, v.serial = Locked, "", "", 0 }),
			`locked \\?\Volume{1}\ "E:\\" Kingston DataTraveler  [: 60A4 ]`,
		},
		{
			"not formatted", altered(func(v *winVolume) { v.state, v.label, v.fileSystem, v.serial = Blank, "", "", 0 }),
			`blank \\?\Volume{1}\ "E:\\" Kingston DataTraveler  [: 60A4 ]`,
		},
		{"a reader without a card", altered(func(v *winVolume) { v.empty = true }), ""},
		{"an internal disk", altered(func(v *winVolume) { v.disk = descriptor{bus: 17} }), ""},
		{"the disk that Windows runs from", altered(func(v *winVolume) { v.system = true }), ""},
		{"a DVD", altered(func(v *winVolume) { v.optical = true }), ""},
	} {
		s, is := tt.volume.stick()
		got := ""
		if is {
			got = strings.TrimSpace(shownStick(s))
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestInstanceOfAnInterface(t *testing.T) {
	for path, want := range map[string]string{
		`\\?\usbstor#disk&ven_kingston&prod_x&rev_1#60a44c&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}`: `USBSTOR\DISK&VEN_KINGSTON&PROD_X&REV_1\60A44C&0`,
		`\\?\usbstor#disk`: "",
		``:                 "",
	} {
		if got := instanceOf(path); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}
