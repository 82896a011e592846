package device

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
	want := []PortInfo{
		{Path: "/dev/ttyACM0", Driver: "cdc_acm", USB: &USB{VendorID: "2FE3", ProductID: "0100", Serial: "0001", Place: "1-5"}},
		{
			Path: "/dev/ttyUSB0", Driver: "ftdi_sio", ByID: "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_LABFTDI0-if00-port0",
			USB: &USB{VendorID: "0403", ProductID: "6001", Serial: "LABFTDI0", Maker: "FTDI", Product: "FT232R USB UART", Place: "1-2"},
		},
		{Path: "/dev/ttyUSB10", Driver: "ch341-uart", USB: &USB{VendorID: "1A86", ProductID: "7523", Place: "1-3.4"}},
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
	for _, want := range []string{"0403:6001:LABFTDI0@1-2", "1A86:7523:@1-3.4", "/dev/ttyS0"} {
		if !got[want] {
			t.Errorf("no %s in %v", want, got)
		}
	}
}

func TestNoSysfs(t *testing.T) {
	if ports, err := sysfsPorts(fstest.MapFS{}, fstest.MapFS{}); err == nil || len(ports) != 0 {
		t.Errorf("%v, %v, want an error", ports, err)
	}
}
