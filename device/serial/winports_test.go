package serial

import (
	"reflect"
	"strings"
	"testing"
)

// hubs is what the adapters of the tests hang on, as Windows 10 names it.
func hubs() map[string]devnode {
	on := make(map[string]devnode)
	for _, n := range []devnode{
		{id: `USB\VID_0403&PID_6001\A1B2C3`, parent: `USB\ROOT_HUB30\4&1`, reported: "FT232R USB UART", location: "PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(3)"},
		{id: `USB\VID_0403&PID_6010\7A`, parent: `USB\ROOT_HUB30\4&1`, reported: "Dual RS232", location: "PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(4)"},
		{id: `USB\VID_0403&PID_6010&MI_00\7&2A&0&0000`, parent: `USB\VID_0403&PID_6010\7A`},
		{id: `USB\VID_0403&PID_6010&MI_01\7&2A&0&0001`, parent: `USB\VID_0403&PID_6010\7A`},
		{id: `USB\VID_2FE3&PID_0100\0001`, parent: `USB\ROOT_HUB30\4&1`, reported: "X200", location: "PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(5)#USB(2)"},
		{id: `USB\ROOT_HUB30\4&1`, location: "PCIROOT(0)#PCI(1400)#USBROOT(0)"},
	} {
		on[strings.ToUpper(n.id)] = n
	}
	return on
}

func TestWinPorts(t *testing.T) {
	const standard = "(Standard port types)"
	ports := []devnode{
		{id: `ACPI\PNP0501\0`, port: "COM1", friendly: "Communications Port (COM1)", maker: standard, service: "Serial"},
		{id: `PCI\VEN_8086&DEV_A13D\3&1`, port: "COM3", friendly: "Intel(R) Active Management Technology - SOL (COM3)", maker: "Intel", service: "Serial"},
		{id: `BTHENUM\{00001101-0000-1000-8000-00805F9B34FB}_LOCALMFG&0000\7&1&0&000000000000_00000000`, port: "COM5", friendly: "Standard Serial over Bluetooth link (COM5)", maker: "Microsoft", service: "BTHMODEM"},
		{id: `FTDIBUS\VID_0403+PID_6001+A1B2C3A\0000`, parent: `USB\VID_0403&PID_6001\A1B2C3`, port: "COM6", friendly: "USB Serial Port (COM6)", maker: "FTDI", service: "FTSER2K"},
		{id: `USB\VID_1A86&PID_7523\5&2A6B1C3&0&2`, parent: `USB\ROOT_HUB30\4&1`, port: "COM7", friendly: "USB-SERIAL CH340 (COM7)", maker: "wch.cn", service: "CH341SER_A64", location: "PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(2)"},
		{id: `USB\VID_2FE3&PID_0100&MI_00\6&1B&0&0000`, parent: `USB\VID_2FE3&PID_0100\0001`, port: "COM8", friendly: "USB Serial Device (COM8)", maker: "Microsoft", service: "usbser"},
		{id: `FTDIBUS\VID_0403+PID_6010+7&2A&0&4&1\0000`, parent: `USB\VID_0403&PID_6010&MI_00\7&2A&0&0000`, port: "COM9", friendly: "USB Serial Port (COM9)", maker: "FTDI", service: "FTSER2K"},
		{id: `FTDIBUS\VID_0403+PID_6010+7&2A&0&4&2\0000`, parent: `USB\VID_0403&PID_6010&MI_01\7&2A&0&0001`, port: "COM10", friendly: "USB Serial Port (COM10)", maker: "FTDI", service: "FTSER2K"},
		{id: `FTDIBUS\VID_0403+PID_6001+LONELYA\0000`, port: "COM12", friendly: "USB Serial Port (COM12)", maker: "FTDI"},
		{id: `USB\VID_1A86&PID_7523\5&77&0&9`, port: "COM13", friendly: "USB-SERIAL CH340 (COM13)"},
		{id: `LPTENUM\MICROSOFTRAWPORT\1`, port: "LPT1", friendly: "Printer Port (LPT1)"},
		{id: `USB\VID_1A86&PID_7523`, friendly: "one without a name"},
	}
	want := []Port{
		{Path: "COM1", Driver: "Serial", Friendly: "Communications Port"},
		{Path: "COM3", Driver: "Serial", Friendly: "Intel(R) Active Management Technology - SOL"},
		{Path: "COM5", Driver: "BTHMODEM", Friendly: "Standard Serial over Bluetooth link"},
		{Path: "COM6", Driver: "FTSER2K", USB: &USB{VendorID: "0403", ProductID: "6001", Serial: "A1B2C3", Maker: "FTDI", Product: "FT232R USB UART", Port: "1400-3", Channel: "A"}},
		{Path: "COM7", Driver: "CH341SER_A64", USB: &USB{VendorID: "1A86", ProductID: "7523", Maker: "wch.cn", Product: "USB-SERIAL CH340", Port: "1400-2"}},
		{Path: "COM8", Driver: "usbser", USB: &USB{VendorID: "2FE3", ProductID: "0100", Serial: "0001", Product: "X200", Port: "1400-5.2", Channel: "00"}},
		{Path: "COM9", Driver: "FTSER2K", USB: &USB{VendorID: "0403", ProductID: "6010", Serial: "7A", Maker: "FTDI", Product: "Dual RS232", Port: "1400-4", Channel: "00"}},
		{Path: "COM10", Driver: "FTSER2K", USB: &USB{VendorID: "0403", ProductID: "6010", Serial: "7A", Maker: "FTDI", Product: "Dual RS232", Port: "1400-4", Channel: "01"}},
		{Path: "COM12", USB: &USB{VendorID: "0403", ProductID: "6001", Serial: "LONELY", Maker: "FTDI", Product: "USB Serial Port", Channel: "A"}},
		{Path: "COM13", USB: &USB{VendorID: "1A86", ProductID: "7523", Product: "USB-SERIAL CH340", Port: "5&77&0&9"}},
		{Path: "COM20"},
		{Path: "CNCA0"},
	}
	got := winPorts(ports, hubs(), []string{"COM1", "COM6", "COM20", "CNCA0", "COM13"})
	if !reflect.DeepEqual(got, want) {
		for i, p := range got {
			t.Logf("%d: %+v %+v", i, p, p.USB)
		}
		t.Error("these are not the ports")
	}
	if name := got[2].Name(); name != "Standard Serial over Bluetooth link" {
		t.Errorf("the Bluetooth port is called %q", name)
	}
}

// TestAnAdapterIsFoundUnderItsNewNumber: Windows numbers it again in another
// socket; two of a kind without serial numbers stay two.
func TestAnAdapterIsFoundUnderItsNewNumber(t *testing.T) {
	ft := devnode{id: `FTDIBUS\VID_0403+PID_6001+A1B2C3A\0000`, parent: `USB\VID_0403&PID_6001\A1B2C3`, port: "COM6", friendly: "USB Serial Port (COM6)"}
	before := winPorts([]devnode{ft}, hubs(), nil)[0]
	ft.port, ft.friendly = "COM8", "USB Serial Port (COM8)"
	on := hubs()
	up := on[ft.parent]
	up.location = "PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(9)"
	on[ft.parent] = up
	if now, found := FindAgain(winPorts([]devnode{ft}, on, nil), before); !found || now.Path != "COM8" {
		t.Errorf("found %v: %+v", found, now)
	}
	twins := winPorts([]devnode{
		{id: `USB\VID_1A86&PID_7523\5&77&0&1`, port: "COM7"}, {id: `USB\VID_1A86&PID_7523\5&77&0&2`, port: "COM8"},
	}, nil, nil)
	if twins[0].Identity() == twins[1].Identity() {
		t.Errorf("two adapters are both %s", twins[0].Identity())
	}
}

func TestWinPath(t *testing.T) {
	for typed, want := range map[string]string{
		"COM6": "COM6", "com6": "COM6", "COM6:": "COM6", "com16:": "COM16", `\\.\COM16`: "COM16", "//./com3": "COM3", `\\?\COM3`: "COM3", " COM3 ": "COM3",
		"CNCA0": "CNCA0", `\\.\CNCA0`: "CNCA0",
		`C:\windows`: "", `C:`: "", `\\server\share`: "", "/dev/ttyS0": "", `.\COM6`: "", "..": "", "": "",
	} {
		if got := winPath(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	ports := []Port{{Path: "COM6", Friendly: "here"}}
	for _, typed := range []string{"com6:", `\\.\COM6`, "COM6"} {
		if got := findWin(ports, typed); got.Friendly != "here" {
			t.Errorf("%q leads to %+v", typed, got)
		}
	}
	if got := findWin(ports, `C:\windows`); got.Path != `C:\windows` {
		t.Errorf("a folder is %+v", got)
	}
}
