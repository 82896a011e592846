//go:build unix

package main_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"
)

// timeout bounds every wait of a story. It is long because many stories run at
// once; a wait ends as soon as its condition holds.
const timeout = 30 * time.Second

// TestStories tells each testdata/script/*.txtar with the built programs, a
// real pseudo terminal and a terminal emulator on its other side. A story
// drives them as a person does: what it can see, press, plug and pull. The
// commands are those of [storyCommands].
func TestStories(t *testing.T) {
	if testing.Short() {
		t.Skip("the stories run whole programs")
	}
	needTerminals(t)
	bin := buildPrograms(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		Cmds:                storyCommands(),
		Condition:           canMount,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			setUp(env, bin)
			return nil
		},
	})
}

func needTerminals(t *testing.T) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("this system gives no pseudo terminals: %v", err)
	}
	_, _ = master.Close(), slave.Close()
}

// buildPrograms builds the programs of this project once for all stories,
// without what only debuggers read, which takes half of the time to link.
func buildPrograms(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", bin+string(os.PathSeparator),
		"handback/cmd/handback", "handback/cmd/devicesim", "handback/cmd/backoffice", "handback/cmd/demo")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// setUp gives a story its own home and the programs on its path, and ends what
// still runs after it.
func setUp(env *testscript.Env, bin string) {
	env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
	env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
	env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
	env.Setenv("TERM", "xterm-256color")
	env.Setenv("HANDBACK_ASCII", "1") // as the stories are written
	env.Setenv("LANG", "C.UTF-8")
	s := &story{devices: map[string]*process{}}
	env.Values[storyKey{}] = s
	env.Defer(s.end)
}

// story is what the commands of a story started.
type story struct {
	devices map[string]*process
	portal  *process  // on the network; nil: it is not
	page    *page     // of the portal, in a browser; nil: none is open
	auto    *process  // beside the story; nil: none runs
	screen  *screen   // of the program that runs, or ran last
	person  person    // at the keys
	began   time.Time // when the stopwatch was started, and the keys until then
	before  int
}

var errCondition = errors.New("no such condition")

type storyKey struct{}

func storyOf(ts *testscript.TestScript) *story { return ts.Value(storyKey{}).(*story) }

func (s *story) end() {
	if s.screen != nil {
		s.screen.close()
	}
	if s.page != nil {
		s.page.stop()
	}
	for _, d := range s.devices {
		d.kill()
	}
	for _, p := range []*process{s.portal, s.auto} {
		if p != nil {
			p.kill()
		}
	}
}

type command = func(ts *testscript.TestScript, neg bool, args []string)

// storyCommands are the words of the stories beside those of testscript.
func storyCommands() map[string]command {
	return map[string]command{
		"portal":    cmdPortal,    // portal init | enroll [NAME] | process PATH | show | remove FLAG... and so on
		"serve":     cmdServe,     // serve fno|deviceservice [FLAG...]: the portal on the network, and portal.toml; serve stop
		"page":      cmdPage,      // page login | upload FILE... | download DIR | says TEXT: a person with a browser, after serve
		"pretend":   cmdPretend,   // pretend authority|name|redirect: something else in the place of the portal, and portal.toml
		"auto":      cmdAuto,      // auto start [FLAG...] | by PROGRAM ARG... | says TEXT | hup | kill | stop
		"device":    cmdDevice,    // device start|stop [NAME] [FLAG...]; start waits until it is plugged in
		"devices":   cmdDevices,   // devices NUMBER [FLAG...]: d1, d2, ... with the serial numbers SN0101, SN0102, ..., known to the portal; PORTS names their ports
		"unplug":    cmdUnplug,    // unplug [NAME]
		"replug":    cmdReplug,    // replug [NAME]
		"exits":     cmdExits,     // exits STATUS PROGRAM ARG...
		"json":      cmdJSON,      // [!] json FILE PATH [VALUE]; PATH as in licenses.0.count, or licenses.len
		"take":      cmdTake,      // take VARIABLE FILE PATH: keeps a field of a JSON document
		"books":     cmdBooks,     // books ACTIVATION-ID AVAILABLE HELD WAITING, in the back office's books
		"host":      cmdHost,      // host VARIABLE [NAME]: keeps the host ID of a device that is plugged in
		"run":       cmdRun,       // run COLUMNSxLINES PROGRAM ARG...
		"see":       cmdSee,       // see TEXT...; waits for all of them, ! says that none is there now
		"cursor":    cmdCursor,    // cursor TEXT; waits until the terminal's cursor is shown at its begin or behind it
		"look":      cmdLook,      // puts the screen into the log, for who writes a story
		"press":     cmdPress,     // press KEY...
		"type":      cmdType,      // type TEXT, key by key
		"keys":      cmdKeys,      // keys NUMBER: no more were pressed in the story so far
		"record":    cmdRecord,    // record PROGRAM SCRIPT FILE: a person works at the device with a terminal program that keeps a log
		"stopwatch": cmdStopwatch, // stopwatch start | stop WHAT: says how long it took, and how many keys were pressed
		"person":    cmdPerson,    // person DURATION: no more of a person's time was needed so far, by a model of it
		"paste":     cmdPaste,     // paste FILE CR|CRLF|TAB, its rows ended so
		"german":    cmdGerman,    // german FILE TEXT: what a scanner for another keyboard types
		"ends-with": cmdEndsWith,  // ends-with CR|CRLF|TAB FILE: changes its line ends
		"dictate":   cmdDictate,   // dictate FILE: types its rows, but for those that begin with #
		"resize":    cmdResize,    // resize COLUMNSxLINES
		"signal":    cmdSignal,    // signal KILL|TERM|INT|HUP|TSTP|STOP [job]; to the program on the screen, or the job of a shell there
		"hangup":    cmdHangup,    // closes the terminal, as a closed window does
		"ends":      cmdEnds,      // ends [STATUS]; waits for the end of the program on the screen
		"sent":      cmdSent,      // [!] sent GO-STRING; bytes that the program sent to the terminal
		"hunt":      cmdHunt,      // hunt JOURNAL STATUS PROGRAM ARG...; kills it after each fact
		"await":     cmdAwait,     // await FILE TEXT...; waits until it holds them
		"mounted":   cmdMounted,   // mounted DIR OPTIONS: a tmpfs of its own until the end
		"append":    cmdAppend,    // append FILE TEXT, without a line end
		"flip":      cmdFlip,      // flip FILE TEXT: changes one bit of the first byte of TEXT in FILE
		"sparse":    cmdSparse,    // sparse FILE BYTES: that many zeros that take no room
		"grant":     cmdGrant,     // grant FILE NUMBER: a license file for a device, with that many
		"crowd":     cmdCrowd,     // crowd DIR NUMBER: that many small files
		"scan":      cmdScan,      // scan FILE: adds what a scanner reads from the QR code on the screen
		"forge":     cmdForge,     // forge receipt|response REQUEST FILE [ACTIVATION-ID...]: signed with a key that nobody knows
		"find":      cmdFind,      // find VARIABLE PATTERN: the only path that fits; VARIABLE_NAME is its last part
	}
}
