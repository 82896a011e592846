package sim

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"handback/capability"
)

// Faults are what can be made to go wrong, or to be otherwise than here. The
// zero value is a device that works.
type Faults struct {
	Silent  bool          // answers nothing
	Late    time.Duration // waits before each answer
	Chatter bool          // writes log lines before, between and inside frames
	Drop    int           // loses every n-th answer; 0: none
	Lose    int           // does not hear every n-th byte; 0: hears all
	Busy    int           // makes requests in the background, ready at the n-th status; 0: at once
	NoKeys  bool          // does not tell whose responses it loads
	Ugly    bool          // names with escapes, right-to-left marks and 200 characters

	// Of the console alone.
	NewPassword    bool // whoever logs in has to set another password first
	CountingPrompt bool // each prompt has a number of its own
	OSCPrompt      bool // prompts with colors, a window's title, and where one is, as systemd tells it
	BootNoise      bool // messages of a kernel and of systemd among all that it says

	// What was seen of foreign devices that speak SMP.
	OpenFile bool          // keeps the file that is written open, as Zephyr does: see smp.ServerOptions
	TwoLines bool          // holds two lines of a frame, as Zephyr's UART does, and drops the others
	MoreBusy bool          // answers the first part of an order with "busy" and makes a request of it
	SlowMake time.Duration // works so long on make and load, while it answers questions and says that it is idle
	RC       int           // answers make and load with this error of SMP; 0: carries them out
	Same     bool          // makes the same request again, byte for byte, when it is to say the same
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

func (f *Faults) parse(text string) error {
	name, value, valued := strings.Cut(text, "=")
	bad := fmt.Errorf("%w: %q", ErrFault, text)
	span, usual := f.span(name)
	var err error
	switch {
	case f.flag(text) != nil:
		*f.flag(text) = true
	case span != nil && !valued:
		*span = usual
	case span != nil:
		if *span, err = time.ParseDuration(value); err != nil || *span < 0 {
			return bad
		}
	case f.number(name) != nil && valued:
		n := f.number(name)
		if *n, err = strconv.Atoi(value); err != nil || *n < 1 {
			return bad
		}
	default:
		return bad
	}
	return nil
}

// flag is the fault of a name that stands alone; nil: none does.
func (f *Faults) flag(name string) *bool {
	return map[string]*bool{
		"silent": &f.Silent, "no-keys": &f.NoKeys, "chatter": &f.Chatter, "ugly": &f.Ugly, "zephyr-open-file": &f.OpenFile,
		"two-line-buffers": &f.TwoLines, "more-busy": &f.MoreBusy, "same-request": &f.Same,
		"new-password": &f.NewPassword, "counting-prompt": &f.CountingPrompt, "osc-prompt": &f.OSCPrompt, "boot-noise": &f.BootNoise,
	}[name]
}

// span is the fault of a name that takes a duration, and its usual one; nil:
// none does.
func (f *Faults) span(name string) (span *time.Duration, usual time.Duration) {
	switch name {
	case "late":
		return &f.Late, time.Second
	case "slow-make":
		return &f.SlowMake, 4 * time.Second
	default:
		return nil, 0
	}
}

// number is the fault of a name that takes a number; nil: none does.
func (f *Faults) number(name string) *int {
	return map[string]*int{"drop": &f.Drop, "lose": &f.Lose, "busy": &f.Busy, "rc": &f.RC}[name]
}

// wait takes as long as an answer is late.
func (f Faults) wait(ctx context.Context) error {
	if f.Late <= 0 {
		return nil
	}
	late := time.NewTimer(f.Late)
	defer late.Stop()
	select {
	case <-late.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// dropped reports whether the answer of a number, from 1, is lost.
func (f Faults) dropped(number int) bool { return f.Drop > 0 && number%f.Drop == 0 }

// uglyName is what no screen may pass on as it is.
func uglyName(text string) string {
	return "\x1b[2J\x1b]0;owned\a\u202e" + text + "\u2066\r\n" + strings.Repeat("W", 200)
}

func uglyIdentity(id capability.Identity) capability.Identity {
	id.Vendor, id.Model = uglyName(id.Vendor), uglyName(id.Model)
	return id
}

func uglyLicenses(all []capability.License) []capability.License {
	ugly := make([]capability.License, len(all))
	for i, l := range all {
		l.Feature = uglyName(l.Feature)
		ugly[i] = l
	}
	return ugly
}
