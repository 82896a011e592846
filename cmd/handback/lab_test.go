//go:build linux

package main_test

import (
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
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
			settle(env, bin)
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
