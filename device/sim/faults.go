package sim

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"handback/device/wire"
)

// Faults are what can be made to go wrong, and how foreign devices differ from
// this one. The zero value is a device that works.
type Faults struct {
	Silent  bool          // answers nothing
	Late    time.Duration // waits before each answer
	Chatter bool          // writes log lines before, between and inside frames
	Drop    int           // loses every n-th answer; 0: none
	Lose    int           // loses every n-th byte that comes in; 0: none
	Busy    int           // makes requests in the background, ready at the n-th status; 0: at once
	NoKeys  bool          // does not tell whose responses it loads
	Ugly    bool          // names with escapes, right-to-left marks and 200 characters

	// Of the console alone.
	NewPassword    bool // whoever logs in has to set another password first
	CountingPrompt bool // each prompt has a number of its own
	OSCPrompt      bool // prompts with colors, a window's title and the directory, as systemd writes them
	BootNoise      bool // messages of a kernel and of systemd between its own output

	// What was seen of foreign devices that speak SMP.
	OpenFile bool          // keeps the file that is written open, as Zephyr does: see smp.ServerOptions
	TwoLines bool          // holds two lines of a frame, as Zephyr's UART does, and drops the others
	MoreBusy bool          // answers the first part of an order with "busy" and makes a request of it
	SlowMake time.Duration // takes so long over make and load, and meanwhile answers questions and says that it is idle
	RC       int           // answers make and load with this error of SMP; 0: carries them out
	Same     bool          // asked for the same request again, it gives the same bytes
}

// ErrFault says that a text names no fault.
var ErrFault = errors.New("not a fault: " + FaultNames)

// FaultNames are the faults as they are typed.
const FaultNames = "silent, late[=DURATION], chatter, drop=N, lose=N, busy=N, no-keys, ugly, zephyr-open-file, two-line-buffers, " +
	"more-busy, slow-make[=DURATION], rc=N, same-request; " +
	"at the console new-password, counting-prompt, osc-prompt, boot-noise"

// ParseFaults reads faults as they are typed; see [FaultNames]. A late answer
// waits a second and a slow command four, unless the text says otherwise.
func ParseFaults(texts []string) (Faults, error) {
	var f Faults
	for _, text := range texts {
		if err := f.parse(text); err != nil {
			return Faults{}, err
		}
	}
	return f, nil
}

// fault is one of the faults as it is typed.
type fault struct {
	name  string
	field any           // a *bool stands alone; a *int takes a number above 0, a *time.Duration a time
	usual time.Duration // where no time is given
}

func (f *Faults) table() []fault {
	return []fault{
		{name: "silent", field: &f.Silent},
		{name: "late", field: &f.Late, usual: time.Second},
		{name: "chatter", field: &f.Chatter},
		{name: "drop", field: &f.Drop},
		{name: "lose", field: &f.Lose},
		{name: "busy", field: &f.Busy},
		{name: "no-keys", field: &f.NoKeys},
		{name: "ugly", field: &f.Ugly},
		{name: "zephyr-open-file", field: &f.OpenFile},
		{name: "two-line-buffers", field: &f.TwoLines},
		{name: "more-busy", field: &f.MoreBusy},
		{name: "slow-make", field: &f.SlowMake, usual: 4 * time.Second},
		{name: "rc", field: &f.RC},
		{name: "same-request", field: &f.Same},
		{name: "new-password", field: &f.NewPassword},
		{name: "counting-prompt", field: &f.CountingPrompt},
		{name: "osc-prompt", field: &f.OSCPrompt},
		{name: "boot-noise", field: &f.BootNoise},
	}
}

func (f *Faults) parse(text string) error {
	name, value, valued := strings.Cut(text, "=")
	for _, known := range f.table() {
		if known.name == name && known.set(value, valued) {
			return nil
		}
	}
	return fmt.Errorf("%w: %q", ErrFault, text)
}

// set reports whether the fault takes this value, or none.
func (f fault) set(value string, valued bool) bool {
	var err error
	switch field := f.field.(type) {
	case *bool:
		*field = true
		return !valued
	case *int:
		*field, err = strconv.Atoi(value)
		return err == nil && *field > 0
	case *time.Duration:
		if *field = f.usual; valued {
			*field, err = time.ParseDuration(value)
		}
		return err == nil && *field >= 0
	default:
		return false
	}
}

// dropped reports whether the n-th answer, from 1, is lost.
func (f Faults) dropped(n int) bool { return f.Drop > 0 && n%f.Drop == 0 }

// wrapped is a line of which a fault replaces a method. It can still be
// interrupted.
type wrapped struct{ io.ReadWriter }

// Close lets a server end a Read that waits, however the line has that.
func (w wrapped) Close() error {
	wire.Interrupt(w.ReadWriter)
	return nil
}

// loseBytes takes bytes away from what comes in on a line, as a device that is
// too slow for it.
func (f Faults) loseBytes(rw io.ReadWriter) io.ReadWriter {
	if f.Lose < 1 {
		return rw
	}
	return &lossyLine{wrapped: wrapped{rw}, every: f.Lose}
}

// lossyLine loses every n-th byte that comes in.
type lossyLine struct {
	wrapped
	every, came int
}

// Read implements io.Reader.
func (l *lossyLine) Read(p []byte) (int, error) {
	for {
		n, err := l.ReadWriter.Read(p)
		kept := 0
		for _, c := range p[:n] {
			l.came++
			if l.came%l.every != 0 {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// uglyName adds to a name what no screen may pass on as it is.
func uglyName(text string) string {
	return "\x1b[2J\x1b]0;owned\a\u202e" + text + "\u2066\r\n" + strings.Repeat("W", 200)
}
