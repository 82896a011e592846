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
	"handback/device/traffic"
	"handback/tui/internal/sample"
	"handback/tui/screens"
	"handback/tui/widget"
	"handback/tui/work"
)

// portsWorld is a world with two ports, of which the device answers at one.
func portsWorld(t *testing.T) (*harness, *[]string) {
	w := newHarness(t)
	asked := &[]string{}
	w.o.Ports = func(context.Context, []string, bool) ([]device.PortInfo, error) {
		return sample.PluggedPorts(), nil
	}
	w.o.Line = func(context.Context, string, int) (work.Line, error) { return nil, errors.New("not here") }
	w.o.Probe = func(_ context.Context, ports []device.PortInfo, _ *traffic.Counter, each func(device.Probed)) error {
		for _, p := range ports {
			*asked = append(*asked, p.Path)
			each(device.Probed{
				Port: p, Protocol: device.ProtocolSMP, Baud: 9600, Identity: &capability.Identity{Model: "X200", Serial: "SN0042"},
				Sent: []device.Sent{{Baud: 9600, Lines: [][]byte{[]byte("\x06\x09AA\n")}}},
			})
		}
		return nil
	}
	return w, asked
}

func toPorts(b *driver) {
	m, _ := b.m.carryOut(screens.Open{Screen: screens.Connect{Picker: widget.NewPicker("")}})
	b.m = m
}

func TestProbeAsksOnlyWithLeaveAndOnlyFreePorts(t *testing.T) {
	w, asked := portsWorld(t)
	b := w.driver(t)
	toPorts(b)
	b.press("p")
	b.sees("Ask what is there?", "/dev/ttyUSB0", "> No, leave them alone")
	b.press("enter")
	if len(*asked) > 0 {
		t.Fatalf("asked without leave: %v", *asked)
	}
	b.press("p", "down", "enter")
	b.sees("found: X200 SN0042 (SMP, 9600 baud)", "in use by minicom, process 4711")
	if got := strings.Join(*asked, " "); got != "/dev/ttyUSB0 /dev/ttyS0" {
		t.Errorf("asked %s", got)
	}
	if log := strings.Join(b.m.runner.Log.Lines(), "\n"); !strings.Contains(log, "sent at 9600 baud: 060941410a") {
		t.Errorf("the log doesn't tell what was sent:\n%s", log)
	}
}

func TestConnectUsesTheRateAtWhichTheDeviceAnswered(t *testing.T) {
	w, _ := portsWorld(t)
	var rate int
	w.o.Open = func(_ context.Context, _, _ string, o device.Options) (capability.Device, error) {
		rate = o.Baud
		return nil, errors.New("not now")
	}
	b := w.driver(t)
	toPorts(b)
	b.press("p", "down", "enter", "enter")
	if rate != 9600 {
		t.Errorf("connected at %d baud", rate)
	}
}

func TestTypedPortIsAskedAloneAndStaysInTheList(t *testing.T) {
	w, asked := portsWorld(t)
	w.o.Ports = listPort
	b := w.driver(t)
	b.press("p") // from the home screen
	b.press("esc", "down")
	b.send(paste("/dev/pts/7"))
	b.sees("Another port: /dev/pts/7", "f3 ask what is there", "f4 terminal")
	b.press("f3")
	b.sees("opens this port", "/dev/pts/7")
	b.press("down", "enter")
	if got := strings.Join(*asked, " "); got != "/dev/pts/7" {
		t.Errorf("asked %s", got)
	}
	b.sees("/dev/pts/7 found: X200")
}

func TestPortsAreListedWhileOneIsInUse(t *testing.T) {
	w := newHarness(t)
	var listed bool
	w.o.Ports = func(_ context.Context, _ []string, inUse bool) ([]device.PortInfo, error) {
		listed = listed || inUse
		if inUse {
			return nil, errors.ErrUnsupported
		}
		return []device.PortInfo{{Path: port}}, nil
	}
	b := w.driver(t)
	b.press("enter", "esc", "esc")
	b.send(tickMsg(sample.Now()))
	b.sees("/dev/ttyUSB0")
	if !listed {
		t.Error("the list is not live while a device is connected")
	}
}

func TestPortListIsLive(t *testing.T) {
	w, _ := portsWorld(t)
	plugged := sample.PluggedPorts()
	w.o.Ports = func(context.Context, []string, bool) ([]device.PortInfo, error) { return plugged, nil }
	b := w.driver(t)
	toPorts(b)
	b.sees("ttyUSB0")
	plugged = nil
	b.send(tickMsg(sample.Now()))
	b.sees("No serial port")
}

func TestUnpluggedInTheMiddleOfAnActIsTold(t *testing.T) {
	w := newHarness(t)
	var told func(device.Wait)
	w.o.Open = func(_ context.Context, _, _ string, o device.Options) (capability.Device, error) {
		told = o.Waiting
		return w.device, nil
	}
	b := w.driver(t)
	b.toSteps()
	told(device.Wait{Port: device.PortInfo{Path: "/dev/ttyUSB0"}, Until: sample.Now()})
	if log := strings.Join(b.m.runner.Log.Lines(), "\n"); !strings.Contains(log, "/dev/ttyUSB0 was unplugged; waiting for it") {
		t.Errorf("the log: %s", log)
	}
}

func TestProblemOfEachLookIsLoggedOnce(t *testing.T) {
	w, _ := portsWorld(t)
	w.o.Ports = func(context.Context, []string, bool) ([]device.PortInfo, error) {
		return nil, errors.New("no list of ports today")
	}
	b := w.driver(t)
	for range 3 {
		b.send(tickMsg(sample.Now()))
	}
	if n := strings.Count(strings.Join(b.m.runner.Log.Lines(), "\n"), "no list of ports today"); n != 1 {
		t.Errorf("logged %d times", n)
	}
	b.sees("Something failed")
}

func TestDeviceIsReachedByTheChosenProfile(t *testing.T) {
	w, _ := portsWorld(t)
	var used []string
	w.o.Open = func(_ context.Context, _, profile string, _ device.Options) (capability.Device, error) {
		used = append(used, profile)
		return w.device, nil
	}
	b := w.driver(t)
	toPorts(b)
	b.press("o")
	b.sees("How is the device reached?", "> the management protocol (SMP)", "linux-fne: Linux shell")
	b.press("down", "down", "enter")
	b.sees("Devices are reached by their console: linux-fne", "enter connect")
	b.press("enter", "esc")
	toPorts(b)
	b.press("o", "home", "enter", "enter")
	if len(used) != 2 || used[0] != "linux-fne" || used[1] != "" {
		t.Errorf("connected by %q", used)
	}
}

func TestProfileWithMistakesIsNotChosen(t *testing.T) {
	w, _ := portsWorld(t)
	b := w.driver(t)
	toPorts(b)
	path := filepath.Join(t.TempDir(), "mine.toml")
	if err := os.WriteFile(path, []byte("format = 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.press("o", "end")
	b.send(paste(path))
	b.press("enter")
	b.sees("The profile has mistakes.", "handback profile check")
	if b.m.Env.Selection.Profile != "" {
		t.Errorf("chosen is %q", b.m.Env.Selection.Profile)
	}
}
