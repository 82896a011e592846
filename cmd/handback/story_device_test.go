//go:build unix

package main_test

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdDevice: device NAME lives in the folder NAME and appears at NAME.port.
// Without a name it is "device".
func cmdDevice(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: device start|stop [NAME] [FLAG...]")
	}
	s, name, flags := storyOf(ts), "device", args[1:]
	if len(flags) > 0 && !strings.HasPrefix(flags[0], "-") {
		name, flags = flags[0], flags[1:]
	}
	switch args[0] {
	case "start":
		all := append([]string{"--state", name, "--portal-key", "portal.pem", "--link", ts.MkAbs(name + ".port")}, flags...)
		p, err := startProcess(programOf(ts, "devicesim", all...))
		ts.Check(err)
		s.devices[name] = p
		ts.Check(p.await(" on "))
	case "stop":
		ts.Check(deviceOf(ts, args[1:]).stop())
		delete(s.devices, name)
	default:
		ts.Fatalf("a device can't %q", args[0])
	}
}

// cmdDevices starts devices d1, d2, ... with the serial numbers SN0101, SN0102, ...
// and makes them known to the portal. PORTS names their ports.
func cmdDevices(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: devices NUMBER [FLAG...]")
	}
	number, err := strconv.Atoi(args[0])
	ts.Check(err)
	var ports []string
	for i := 1; i <= number; i++ {
		name := fmt.Sprint("d", i)
		cmdDevice(ts, false, append([]string{"start", name, "--serial", fmt.Sprintf("SN%04d", 100+i)}, args[1:]...))
		cmdPortal(ts, false, []string{"enroll", name})
		ports = append(ports, ts.MkAbs(name+".port"))
	}
	ts.Setenv("PORTS", strings.Join(ports, ","))
}

func deviceOf(ts *testscript.TestScript, names []string) *process {
	name := "device"
	if len(names) > 0 {
		name = names[0]
	}
	p := storyOf(ts).devices[name]
	if p == nil {
		ts.Fatalf("no device %q runs", name)
	}
	return p
}

func cmdUnplug(ts *testscript.TestScript, _ bool, args []string) {
	move(ts, args, syscall.SIGUSR1, "unplugged")
}

func cmdReplug(ts *testscript.TestScript, _ bool, args []string) {
	move(ts, args, syscall.SIGUSR2, "plugged in")
}

func move(ts *testscript.TestScript, names []string, how syscall.Signal, done string) {
	p := deviceOf(ts, names)
	ts.Check(p.signal(how))
	ts.Check(p.await(done))
}

// cmdHost asks a device that is plugged in for its host ID.
func cmdHost(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 || len(args) > 2 {
		ts.Fatalf("usage: host VARIABLE [NAME]")
	}
	name := append(args, "device")[1]
	ts.Check(ts.Exec("handback", "licenses", "--json", "--port", name+".port"))
	kind, _ := lookUp(ts, "stdout", "device.host.type")
	value, _ := lookUp(ts, "stdout", "device.host.id")
	ts.Setenv(args[0], fmt.Sprint(kind, "/", value))
}
