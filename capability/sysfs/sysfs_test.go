package sysfs_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"handback/capability/sysfs"
)

const (
	adapter = "devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2.3"
	port    = adapter + "/1-2.3:1.1/ttyUSB0"
	disk    = "devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sda"
	uart    = "devices/pnp0/00:01/tty/ttyS0"
)

// tree is a system with a serial adapter, a stick and a built-in port.
func tree() fstest.MapFS {
	link := func(target string) *fstest.MapFile {
		return &fstest.MapFile{Mode: fs.ModeSymlink | 0o777, Data: []byte(target)}
	}
	text := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		adapter + "/idVendor":     text("0403\n"),
		adapter + "/idProduct":    text("6001\n"),
		adapter + "/serial":       text(" A1 \n"),
		adapter + "/manufacturer": text("FTDI\n"),
		adapter + "/product":      text("FT232R\n"),
		adapter + "/large":        text(strings.Repeat("x", 5000)),
		port + "/driver":          link("../../../../../../../../bus/usb-serial/drivers/ftdi_sio"),

		"devices/pci0000:00/0000:00:14.0/usb1/1-2/idVendor":  text("05e3\n"), // the hub
		"devices/pci0000:00/0000:00:14.0/usb2/2-1/idVendor":  text("0951\n"),
		"devices/pci0000:00/0000:00:14.0/usb2/2-1/idProduct": text("1666\n"),
		disk + "/removable":           text("1\n"),
		uart + "/type":                text("4\n"),
		"devices/pnp0/00:01/idVendor": text("not USB\n"),

		"class/tty/ttyUSB0":  link("../../" + port),
		"class/tty/absolute": link("/" + port),
		"class/tty/outside":  link("../../../etc"),
	}
}

func TestAttribute(t *testing.T) {
	for _, tt := range []struct{ dir, name, want string }{
		{adapter, "serial", "A1"},
		{adapter, "large", strings.Repeat("x", 4096)},
		{adapter, "missing", ""},
		{adapter, ".", ""},
		{"../etc", "passwd", ""},
	} {
		if got := sysfs.Attribute(tree(), tt.dir, tt.name); got != tt.want {
			t.Errorf("%s of %s: %q", tt.name, tt.dir, got)
		}
	}
}

func TestNames(t *testing.T) {
	if got := sysfs.Names(tree(), "class/tty"); !slices.Equal(got, []string{"absolute", "outside", "ttyUSB0"}) {
		t.Errorf("%q", got)
	}
	if got := sysfs.Names(tree(), "class/block"); got != nil {
		t.Errorf("a folder that isn't there has %q", got)
	}
}

func TestResolve(t *testing.T) {
	if got, err := sysfs.Resolve(tree(), "class/tty/ttyUSB0"); got != port || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for name, want := range map[string]error{"absolute": fs.ErrInvalid, "outside": fs.ErrInvalid, "missing": fs.ErrNotExist} {
		if got, err := sysfs.Resolve(tree(), "class/tty/"+name); got != "" || !errors.Is(err, want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestDriver(t *testing.T) {
	if got := sysfs.Driver(tree(), port); got != "ftdi_sio" {
		t.Errorf("the adapter's is %q", got)
	}
	if got := sysfs.Driver(tree(), uart); got != "" {
		t.Errorf("a port without one has %q", got)
	}
}

func TestUSBAbove(t *testing.T) {
	for dir, want := range map[string]sysfs.USB{
		port: {
			Port: "1-2.3", Interface: "1.1", VendorID: "0403", ProductID: "6001", Serial: "A1", Maker: "FTDI", Product: "FT232R",
		},
		disk: {Port: "2-1", Interface: "1.0", VendorID: "0951", ProductID: "1666"},
		uart: {},
		"devices/pci0000:00/0000:00:14.0/usb3/3-1/3-1:1.0/tty/ttyACM0": {}, // just pulled
		"/usb1": {},
		"":      {},
	} {
		if got, found := sysfs.USBAbove(tree(), dir); got != want || found != (want != sysfs.USB{}) {
			t.Errorf("%s: %+v, %v", dir, got, found)
		}
	}
}

// TestTreeOfTheWholeSystem: /sys may be a folder of the tree.
func TestTreeOfTheWholeSystem(t *testing.T) {
	system := fstest.MapFS{}
	for name, file := range tree() {
		system["sys/"+name] = file
	}
	dir, err := sysfs.Resolve(system, "sys/class/tty/ttyUSB0")
	if usb, found := sysfs.USBAbove(system, dir); err != nil || !found || usb.Port != "1-2.3" || sysfs.Driver(system, dir) != "ftdi_sio" {
		t.Errorf("%s, %v: %+v", dir, err, usb)
	}
}
