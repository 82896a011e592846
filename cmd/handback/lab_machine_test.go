//go:build linux

package main_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// machines are the virtual machines of a story, by the name of what they are:
// laptop, or pair for one with a console behind its adapter.
type machines struct {
	control string // the lab's program that starts and drives them
	running map[string]*machine
}

type machinesKey struct{}

func machinesOf(ts *testscript.TestScript) *machines { return ts.Value(machinesKey{}).(*machines) }

func (m *machines) end() {
	for _, v := range m.running {
		v.end()
	}
}

// machine is one that runs.
type machine struct {
	control string
	dir     string // of its sockets and the images of its sticks
	keeper  *process
}

func (m *machine) end() {
	_ = m.keeper.stop() // the machine is gone either way
	_ = os.RemoveAll(m.dir)
}

// boots waits until the machine runs. The lab gives up by itself.
func (m *machine) boots() error {
	for line := range m.keeper.lines {
		if line == "ready" {
			return nil
		}
	}
	return fmt.Errorf("it did not boot; the lab said:\n%s", m.keeper.said())
}

// do has the lab act on the machine. The status is that of the guest's command
// where there is one.
func (m *machine) do(args ...string) (out string, status int, err error) {
	cmd := exec.Command(m.control, append([]string{"do", m.dir}, args...)...)
	raw, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return string(raw), exit.ExitCode(), nil
	}
	return string(raw), 0, err
}

// guest runs one of the scripts of testdata/lab/guest.
func (m *machine) guest(script string, args ...string) (out string, status int, err error) {
	line := "exec sh -eu /host/guest/" + script
	for _, arg := range args {
		line += " '" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	return m.do("sh", line)
}

// must is do, and the story ends unless it went well.
func (m *machine) must(ts *testscript.TestScript, args ...string) string {
	out, status, err := m.do(args...)
	ts.Check(err)
	if status != 0 {
		ts.Fatalf("%s: status %d\n%s", strings.Join(args, " "), status, out)
	}
	return out
}

func cmdMachine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: machine laptop|pair ARG...")
	}
	all := machinesOf(ts)
	dir, err := os.MkdirTemp("", "lab-") // a short path: sockets lie there
	ts.Check(err)
	flags := []string{args[0], "--dir", dir, "--share", ts.MkAbs("."), "--hold", "--timeout", "30m"}
	p, err := startProcess(exec.Command(all.control, append(flags, args[1:]...)...))
	ts.Check(err)
	m := &machine{control: all.control, dir: dir, keeper: p}
	all.running[args[0]] = m
	ts.Check(m.boots())
	handback, err := exec.LookPath(programOf(ts, "handback").Path)
	ts.Check(err)
	ts.Check(copyFile(handback, ts.MkAbs("handback")))
	out, status, err := m.guest("boot.sh")
	ts.Check(err)
	if status != 0 {
		ts.Fatalf("it did not boot: %s", out)
	}
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o755)
}

func machineOf(ts *testscript.TestScript, name string) *machine {
	m := machinesOf(ts).running[name]
	if m == nil {
		ts.Fatalf("no machine %q runs", name)
	}
	return m
}

// cmdGuest keeps what the script says in the file "said".
func cmdGuest(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: guest NAME STATUS SCRIPT [ARG...]")
	}
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	out, got, err := machineOf(ts, args[0]).guest(args[2], args[3:]...)
	ts.Check(err)
	ts.Logf("[%s]\n%s", args[0], out)
	ts.Check(os.WriteFile(ts.MkAbs("said"), []byte(out), 0o644))
	if got != want {
		ts.Fatalf("it ended with status %d, not %d", got, want)
	}
}

// cmdConsole makes a device of the machine that is behind the laptop's console.
func cmdConsole(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: console")
	}
	m := machineOf(ts, "pair")
	host := filepath.Join(m.dir, "device", "share")
	ts.Check(copyFile(ts.MkAbs("guest/device.sh"), filepath.Join(host, "device.sh")))
	ts.Check(copyFile(ts.Getenv("CLIENT"), filepath.Join(host, "fneclient")))
	m.must(ts, "dev", "sh -eu /host/device.sh")
}

// printed is the value of a line "NAME=VALUE" that a guest's script printed.
func printed(out, name string) (string, error) {
	for line := range strings.Lines(out) {
		if value, found := strings.CutPrefix(line, name+"="); found {
			return strings.TrimSpace(value), nil
		}
	}
	return "", fmt.Errorf("no %s in:\n%s", name, out)
}
