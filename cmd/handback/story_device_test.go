//go:build unix

package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdPortal runs the back office on its books, portal.db. After init its key
// lies in portal.pem.
func cmdPortal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: portal init | enroll [NAME] | COMMAND ARG...")
	}
	switch {
	case args[0] == "enroll" && len(args) == 1:
		args = append(args, "device")
		fallthrough
	case args[0] == "enroll":
		args[1] = filepath.Join(args[1], "enroll.json")
	}
	ts.Check(ts.Exec("backoffice", append([]string{"--db", "portal.db"}, args...)...))
	if args[0] == "init" {
		ts.Check(ts.Exec("backoffice", "--db", "portal.db", "public-key"))
		ts.Check(os.WriteFile(ts.MkAbs("portal.pem"), []byte(ts.ReadFile("stdout")), 0o600))
	}
}

// cmdDevice: device NAME lives in the folder NAME and appears at NAME.port.
// Without a name it is "device".
func cmdDevice(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: device start|stop [NAME] [FLAG...]")
	}
	w, name, flags := worldOf(ts), "device", args[1:]
	if len(flags) > 0 && !strings.HasPrefix(flags[0], "-") {
		name, flags = flags[0], flags[1:]
	}
	switch args[0] {
	case "start":
		all := append([]string{"--state", name, "--portal-key", "portal.pem", "--link", ts.MkAbs(name + ".port")}, flags...)
		p, err := startProcess(programOf(ts, "devicesim", all...))
		ts.Check(err)
		w.devices[name] = p
		ts.Check(p.await(" on "))
	case "stop":
		ts.Check(deviceOf(ts, args[1:]).stop())
		delete(w.devices, name)
	default:
		ts.Fatalf("a device can't %q", args[0])
	}
}

func deviceOf(ts *testscript.TestScript, names []string) *process {
	name := "device"
	if len(names) > 0 {
		name = names[0]
	}
	p := worldOf(ts).devices[name]
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
