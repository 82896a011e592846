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

// Faults are what can be made to go wrong. The zero value is a device that
// works.
type Faults struct {
	Silent  bool          // answers nothing
	Late    time.Duration // waits before each answer
	Chatter bool          // writes log lines before, between and inside frames
	Drop    int           // loses every n-th answer; 0: none
	Lose    int           // does not hear every n-th byte; 0: hears all
	Busy    int           // makes requests in the background, ready at the n-th status; 0: at once
	Ugly    bool          // names with escapes, right-to-left marks and 200 characters

	// Of the console alone.
	NewPassword    bool // whoever logs in has to set another password first
	CountingPrompt bool // each prompt has a number of its own
	OSCPrompt      bool // prompts with colors, a window's title, and where one is, as systemd tells it
	BootNoise      bool // messages of a kernel and of systemd among all that it says
}

// ErrFault says that a text names no fault.
var ErrFault = errors.New("not a fault: silent, late[=DURATION], chatter, drop=N, lose=N, busy=N, ugly, " +
	"new-password, counting-prompt, osc-prompt or boot-noise")

// ParseFaults reads faults as they are typed: silent, late (1 s) or
// late=DURATION, chatter, drop=N, lose=N, busy=N, ugly, new-password,
// counting-prompt, osc-prompt, boot-noise.
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
	var err error
	switch {
	case f.flag(text) != nil:
		*f.flag(text) = true
	case text == "late":
		f.Late = time.Second
	case name == "late" && valued:
		if f.Late, err = time.ParseDuration(value); err != nil || f.Late < 0 {
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

// flag is the fault of a name that takes no value; nil: none does.
func (f *Faults) flag(name string) *bool {
	switch name {
	case "silent":
		return &f.Silent
	case "chatter":
		return &f.Chatter
	case "ugly":
		return &f.Ugly
	case "new-password":
		return &f.NewPassword
	case "counting-prompt":
		return &f.CountingPrompt
	case "osc-prompt":
		return &f.OSCPrompt
	case "boot-noise":
		return &f.BootNoise
	default:
		return nil
	}
}

// number is the fault of a name that takes a number; nil: none does.
func (f *Faults) number(name string) *int {
	switch name {
	case "drop":
		return &f.Drop
	case "lose":
		return &f.Lose
	case "busy":
		return &f.Busy
	default:
		return nil
	}
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
