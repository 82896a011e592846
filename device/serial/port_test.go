package serial

import (
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// tree reads the file system that a text in testdata describes.
func tree(t *testing.T, name string) fs.FS {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	files := make(fstest.MapFS)
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if path, target, found := strings.Cut(line, " -> "); found {
			files[path] = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
		} else if path, content, found := strings.Cut(line, " = "); found && line[0] != '#' {
			files[path] = &fstest.MapFile{Data: []byte(content + "\n")}
		}
	}
	return files
}

func sub(t *testing.T, files fs.FS, dir string) fs.FS {
	t.Helper()
	below, err := fs.Sub(files, dir)
	if err != nil {
		t.Fatal(err)
	}
	return below
}

func TestSysfsPorts(t *testing.T) {
	files := tree(t, "sysfs.txt")
	ports, err := sysfsPorts(sub(t, files, "sys"), sub(t, files, "dev"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Port{
		{Path: "/dev/ttyACM0", Driver: "cdc_acm", USB: &USB{VendorID: "2FE3", ProductID: "0100", Serial: "0001", Port: "1-5", Channel: "1.0"}},
		{
			Path: "/dev/ttyUSB0", Driver: "ftdi_sio", ByID: "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_LABFTDI0-if00-port0",
			USB: &USB{
				VendorID: "0403", ProductID: "6001", Serial: "LABFTDI0", Maker: "FTDI", Product: "FT232R USB UART",
				Port: "1-2", Channel: "1.0",
			},
		},
		{Path: "/dev/ttyUSB1", USB: &USB{VendorID: "0403", ProductID: "6010", Maker: "FTDI", Product: "Dual RS232", Port: "1-4", Channel: "1.0"}},
		{Path: "/dev/ttyUSB2", USB: &USB{VendorID: "0403", ProductID: "6010", Maker: "FTDI", Product: "Dual RS232", Port: "1-4", Channel: "1.1"}},
		{Path: "/dev/ttyUSB3", USB: &USB{VendorID: "110A", ProductID: "1250", Port: "1-6", Channel: "1.0.1"}},
		{Path: "/dev/ttyUSB10", Driver: "ch341-uart", USB: &USB{VendorID: "1A86", ProductID: "7523", Port: "1-3.4", Channel: "1.0"}},
		{Path: "/dev/ttyS0", Driver: "serial"},
	}
	sortPorts(ports)
	if !reflect.DeepEqual(ports, want) {
		t.Errorf("ports\n%+v\nwant\n%+v", ports, want)
		for _, p := range ports {
			t.Logf("%+v %+v", p, p.USB)
		}
	}
}

func TestPortIdentity(t *testing.T) {
	files := tree(t, "sysfs.txt")
	ports, err := sysfsPorts(sub(t, files, "sys"), sub(t, files, "dev"))
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]bool)
	for _, p := range ports {
		got[p.Identity()] = true
	}
	for _, want := range []string{"0403:6001:LABFTDI0@1-2:1.0", "1A86:7523:@1-3.4:1.0", "0403:6010:@1-4:1.1", "/dev/ttyS0"} {
		if !got[want] {
			t.Errorf("no %s in %v", want, got)
		}
	}
	if len(got) != len(ports) {
		t.Errorf("%d ports, but %d identities: %v", len(ports), len(got), got)
	}
}

func TestMovedIsTheSameAdapterInAnotherSocket(t *testing.T) {
	usb := func(serial, place, channel string) Port {
		return Port{USB: &USB{VendorID: "0403", ProductID: "6001", Serial: serial, Port: place, Channel: channel}}
	}
	tests := []struct {
		name       string
		before, at Port
		want       bool
	}{
		{"another socket", usb("A1", "1-2", "1.0"), usb("A1", "1-3", "1.0"), true},
		{"another adapter", usb("A1", "1-2", "1.0"), usb("A2", "1-2", "1.0"), false},
		{"its other channel", usb("A1", "1-2", "1.0"), usb("A1", "1-2", "1.1"), false},
		{"no serial number", usb("", "1-2", "1.0"), usb("", "1-3", "1.0"), false},
		{"no adapter", Port{Path: "/dev/ttyS0"}, Port{Path: "/dev/ttyS0"}, false},
	}
	for _, tt := range tests {
		if got := tt.before.moved(tt.at); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestPortName(t *testing.T) {
	tests := []struct {
		usb  *USB
		want string
	}{
		{nil, "serial port"},
		{&USB{VendorID: "0403", ProductID: "6001", Maker: "FTDI", Product: "FT232R USB UART"}, "FTDI FT232R USB UART"},
		{&USB{VendorID: "0403", ProductID: "6001", Maker: "Acme", Product: "Acme Debug Probe"}, "Acme Debug Probe"},
		{&USB{VendorID: "1A86", ProductID: "7523"}, "CH340 adapter"},
		{&USB{VendorID: "10C4", ProductID: "EA60", Maker: "Silicon Labs"}, "Silicon Labs CP210x adapter"},
		{&USB{VendorID: "1234", ProductID: "ABCD"}, "USB serial port 1234:ABCD"},
		{&USB{VendorID: "1234", ProductID: "ABCD", Product: "evil\x1b[2Jname"}, "evil[2Jname"},
	}
	if got := (Port{Driver: "serial"}).Name(); got != "built-in serial port" {
		t.Errorf("a port of the computer is called %q", got)
	}
	for _, tt := range tests {
		if got := (Port{USB: tt.usb}).Name(); got != tt.want {
			t.Errorf("%+v is called %q, want %q", tt.usb, got, tt.want)
		}
	}
}

func TestNoSysfs(t *testing.T) {
	if ports, err := sysfsPorts(fstest.MapFS{}, fstest.MapFS{}); err == nil || len(ports) != 0 {
		t.Errorf("%v, %v, want an error", ports, err)
	}
}

func TestConflictingPrograms(t *testing.T) {
	tests := []struct {
		port Port
		want string
	}{
		{Port{USB: &USB{VendorID: "1A86", ProductID: "7523"}}, "brltty"},
		{Port{Driver: "cdc_acm", USB: &USB{VendorID: "2FE3", ProductID: "0100"}}, "ModemManager"},
		{Port{USB: &USB{VendorID: "067B", ProductID: "2303"}}, ""},
		{Port{Path: "/dev/ttyS0"}, ""},
	}
	for _, tt := range tests {
		if got, command := tt.port.ConflictingProgram(); got != tt.want || (command == "") != (got == "") {
			t.Errorf("%+v: %q, %q, want %q", tt.port, got, command, tt.want)
		}
	}
}
