package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/device"
	"handback/device/serial"
	"handback/device/traffic"
	"handback/tui/internal/sample"
	"handback/tui/screens"
	"handback/tui/widget"
	"handback/tui/work"
)

// portsHarness is a harness with two ports, of which the device answers at one.
func portsHarness(t *testing.T) (*harness, *[]string) {
	h := newHarness(t)
	asked := &[]string{}
	h.o.Ports = func(context.Context, []string, bool) ([]serial.Port, error) {
		return sample.PluggedPorts(), nil
	}
	h.o.Line = func(context.Context, string, int) (work.Line, error) { return nil, errors.New("not here") }
	h.o.Probe = func(_ context.Context, ports []serial.Port, _ *traffic.Counter, each func(device.ProbeResult)) error {
		for _, p := range ports {
			*asked = append(*asked, p.Path)
			each(device.ProbeResult{
				Port: p, Protocol: device.ProtocolSMP, Baud: 9600, Identity: &capability.Identity{Model: "X200", Serial: "SN0042"},
				Sent: []device.Sent{{Baud: 9600, Lines: [][]byte{[]byte("\x06\x09AA\n")}}},
			})
		}
		return nil
	}
	return h, asked
}

func toPorts(d *driver) {
	m, _ := d.m.carryOut(screens.Open{Screen: screens.Connect{Picker: widget.NewPicker("")}})
	d.m = m
}

func TestProbeAsksOnlyWithLeaveAndOnlyFreePorts(t *testing.T) {
	h, asked := portsHarness(t)
	d := h.driver(t)
	toPorts(d)
	d.press("p")
	d.sees("Find devices?", "/dev/ttyUSB0", "> No, leave them alone")
	d.press("enter")
	if len(*asked) > 0 {
		t.Fatalf("asked without leave: %v", *asked)
	}
	d.press("p", "down", "enter")
	d.sees("found: X200 SN0042 (SMP, 9600 baud)", "in use by minicom, process 4711")
	if got := strings.Join(*asked, " "); got != "/dev/ttyUSB0 /dev/ttyS0" {
		t.Errorf("asked %s", got)
	}
	if log := d.logged(); !strings.Contains(log, "sent at 9600 baud: 060941410a") {
		t.Errorf("the log doesn't tell what was sent:\n%s", log)
	}
}

func TestConnectUsesTheRateAtWhichTheDeviceAnswered(t *testing.T) {
	h, _ := portsHarness(t)
	var rate int
	h.o.Open = func(_ context.Context, _, _ string, o device.Options) (device.Met, error) {
		rate = o.Baud
		return device.Met{}, errors.New("not now")
	}
	d := h.driver(t)
	toPorts(d)
	d.press("p", "down", "enter", "enter")
	if rate != 9600 {
		t.Errorf("connected at %d baud", rate)
	}
}

func TestTypedPortIsAskedAloneAndStaysInTheList(t *testing.T) {
	h, asked := portsHarness(t)
	h.o.Ports = listPort
	d := h.driver(t)
	d.press("p", "esc")
	d.sees("Home", "Another port ...")
	d.press("down", "enter")
	d.send(paste("/dev/pts/7"))
	d.sees("Another port: /dev/pts/7", "f3 find devices", "f4 terminal")
	d.press("f3")
	d.sees("opens this port", "/dev/pts/7")
	d.press("down", "enter")
	if got := strings.Join(*asked, " "); got != "/dev/pts/7" {
		t.Errorf("asked %s", got)
	}
	d.sees("/dev/pts/7 found: X200")
}

func TestPortsAreListedWhileOneIsInUse(t *testing.T) {
	h := newHarness(t)
	var listed bool
	h.o.Ports = func(_ context.Context, _ []string, inUse bool) ([]serial.Port, error) {
		listed = listed || inUse
		if inUse {
			return nil, errors.ErrUnsupported
		}
		return []serial.Port{{Path: port}}, nil
	}
	d := h.driver(t)
	d.press("enter", "esc", "esc")
	d.send(tickMsg(sample.Now()))
	d.sees("USB0")
	if !listed {
		t.Error("the list is not live while a device is connected")
	}
}

func TestPortListIsLive(t *testing.T) {
	h, _ := portsHarness(t)
	plugged := sample.PluggedPorts()
	h.o.Ports = func(context.Context, []string, bool) ([]serial.Port, error) { return plugged, nil }
	d := h.driver(t)
	toPorts(d)
	d.sees("ttyUSB0")
	plugged = nil
	d.send(tickMsg(sample.Now()))
	d.sees("No serial port")
}

func TestUnpluggedInTheMiddleOfAnActIsTold(t *testing.T) {
	h := newHarness(t)
	var told func(device.Wait)
	h.o.Open = func(_ context.Context, _, _ string, o device.Options) (device.Met, error) {
		told = o.Waiting
		return h.device.met(), nil
	}
	d := h.driver(t)
	d.toSteps()
	told(device.Wait{Port: serial.Port{Path: "/dev/ttyUSB0"}, Until: sample.Now()})
	if log := d.logged(); !strings.Contains(log, "/dev/ttyUSB0 was unplugged; waiting for it") {
		t.Errorf("the log: %s", log)
	}
}

func TestProblemOfEachLookIsLoggedOnce(t *testing.T) {
	h, _ := portsHarness(t)
	h.o.Ports = func(context.Context, []string, bool) ([]serial.Port, error) {
		return nil, errors.New("no list of ports today")
	}
	d := h.driver(t)
	for range 3 {
		d.send(tickMsg(sample.Now()))
	}
	if n := strings.Count(d.logged(), "no list of ports today"); n != 1 {
		t.Errorf("logged %d times", n)
	}
	d.sees("Something failed")
}

func TestDeviceIsReachedByTheChosenProfile(t *testing.T) {
	h, _ := portsHarness(t)
	var used []string
	h.o.Open = func(_ context.Context, _, profile string, _ device.Options) (device.Met, error) {
		used = append(used, profile)
		return h.device.met(), nil
	}
	d := h.driver(t)
	toPorts(d)
	d.press("o")
	d.sees("How is the device reached?", "> the management protocol (SMP)", "linux-fne: Linux shell")
	d.press("down", "down", "enter")
	d.sees("Devices are reached by their console: linux-fne", "enter connect")
	d.press("enter", "esc")
	toPorts(d)
	d.press("o", "home", "enter", "enter")
	if len(used) != 2 || used[0] != "linux-fne" || used[1] != "" {
		t.Errorf("connected by %q", used)
	}
}

func TestProfileWithMistakesIsNotChosen(t *testing.T) {
	h, _ := portsHarness(t)
	d := h.driver(t)
	toPorts(d)
	path := filepath.Join(t.TempDir(), "mine.toml")
	if err := os.WriteFile(path, []byte("format = 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.press("o", "end")
	d.send(paste(path))
	d.press("enter")
	d.sees("The profile has mistakes.", "handback profile check")
	if d.m.Env.Selection.Profile != "" {
		t.Errorf("chosen is %q", d.m.Env.Selection.Profile)
	}
}
