//go:build linux

package main_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var labDir = flag.String("lab", "", "the `DIR` of a lab of virtual machines with real drivers; drives it through its scripts")

// TestLab tells each testdata/lab/*.txtar on virtual machines, with the
// kernel's own drivers for adapters, sticks and consoles. One machine runs at a
// time. The words are those of the stories and [labCommands].
func TestLab(t *testing.T) {
	if *labDir == "" {
		t.Skip("runs with -lab DIR only")
	}
	control := labControl(t)
	client, err := filepath.Abs(filepath.Join("..", "..", "device", "console", "testdata", "fneclient"))
	if err != nil {
		t.Fatal(err)
	}
	bin := buildPrograms(t)
	commands := storyCommands()
	maps.Copy(commands, labCommands())
	testscript.RunT(inTurn{t}, testscript.Params{
		Dir:                 filepath.Join("testdata", "lab"),
		Cmds:                commands,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			setUp(env, bin)
			env.Setenv("CLIENT", client)
			m := &machines{control: control, running: map[string]*machine{}}
			env.Values[machinesKey{}] = m
			env.Defer(m.end)
			return os.CopyFS(filepath.Join(env.WorkDir, "guest"), os.DirFS(filepath.Join("testdata", "lab", "guest")))
		},
	})
}

// labControl is the lab's program; the lab is built if it wasn't yet.
func labControl(t *testing.T) string {
	cache := os.Getenv("LAB_CACHE")
	if cache == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			t.Fatal(err)
		}
		cache = filepath.Join(home, ".cache", "hwlab")
	}
	control := filepath.Join(cache, "bin", "labctl")
	if _, err := exec.LookPath(control); err == nil {
		return control
	}
	if out, err := exec.Command("bash", filepath.Join(*labDir, "build.sh")).CombinedOutput(); err != nil {
		t.Fatalf("building the lab: %v\n%s", err, out)
	}
	return control
}

// labCommands are the words of the lab beside those of the stories.
func labCommands() map[string]command {
	return map[string]command{
		"machine": cmdMachine, // machine laptop|pair ARG...: boots one; the story's folder is its /host
		"guest":   cmdGuest,   // guest NAME STATUS SCRIPT [ARG...]: runs one of testdata/lab/guest in it
		"console": cmdConsole, // console: makes a device with a licensing client of the machine behind the pair's console
		"pulls":   cmdPulls,   // pulls NUMBER FILE-SYSTEM MOUNT-OPTIONS BYTES-A-SECOND: pulls the stick in the middle of saving
		"tugs":    cmdTugs,    // tugs NUMBER: that many returns, the adapter pulled in each act at the device
	}
}

// inTurn runs stories one after the other.
type inTurn struct{ *testing.T }

func (inTurn) Parallel()     {}
func (inTurn) Verbose() bool { return testing.Verbose() }

func (t inTurn) Run(name string, story func(testscript.T)) {
	t.T.Run(name, func(t *testing.T) { story(inTurn{t}) })
}

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
