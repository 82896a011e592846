package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/plainfile"
	"handback/device/sim"
	"handback/device/sim/shell"
	"handback/device/smp"
)

// maxKeyFile bounds the portal's key file, in bytes.
const maxKeyFile = 64 << 10

type flags struct {
	state, portalKey, link  string
	serial, model, licenses string
	group                   uint16
	fast                    bool
	face, log               string
	shell                   shell.Options
	clockBack               time.Duration
	faults                  []string
	enrollOnly              bool
}

// The faces of a device.
const (
	faceSMP     = "smp"
	faceConsole = "console"
)

func (f *flags) add(command *cobra.Command) {
	set := command.Flags()
	set.StringVar(&f.state, "state", "", "the `DIR` that holds the device")
	set.StringVar(&f.portalKey, "portal-key", "", "public key `FILE` (PEM) of the back office that the device trusts")
	set.StringVar(&f.link, "link", "", "the `PATH` at which the serial port appears")
	set.StringVar(&f.serial, "serial", "", "serial number of a new device (default "+sim.DefaultSerial+")")
	set.StringVar(&f.model, "model", "", "model of a new device (default "+sim.DefaultModel+")")
	set.StringVar(&f.licenses, "licenses", "", "TOML `FILE` with the licenses of a new device (default two)")
	set.Uint16Var(&f.group, "group", smp.DefaultGroup, "number of the licensing group")
	set.BoolVar(&f.fast, "fast", false, "offer the fast framing of SMP")
	set.StringVar(&f.face, "face", faceSMP, "what answers on the line: smp, or console for a login and a command line")
	set.StringVar(&f.shell.User, "user", "service", "who is allowed to log in at the console")
	set.StringVar(&f.shell.Password, "password", "", "`TEXT` that the console asks for (default: no login)")
	set.StringVar(&f.shell.Banner, "banner", "", "`TEXT` that the console shows after the login")
	set.StringVar(&f.shell.Dialect, "dialect", "", "another command line at the console: "+strings.Join(shell.Dialects(), ", "))
	set.IntVar(&f.shell.Columns, "columns", 0, "where the console wraps what is typed; 0: nowhere")
	set.DurationVar(&f.clockBack, "clock-back", 0, "how far behind the device's clock is, such as 48h")
	set.StringArrayVar(&f.faults, "fault", nil, "what goes wrong: "+sim.FaultNames+"; may be repeated")
	set.StringVar(&f.log, "log", "", "`FILE` that takes a line for each command of SMP that arrives")
	set.BoolVar(&f.enrollOnly, "enroll-only", false, "only make the device and its enroll.json; needs neither key nor link")
}

// check finds the flags that are missing.
func (f *flags) check() error {
	switch {
	case f.state == "":
		return fmt.Errorf("%w: --state is missing", errUsage)
	case f.face != faceSMP && f.face != faceConsole:
		return fmt.Errorf("%w: --face is %s or %s, not %q", errUsage, faceSMP, faceConsole, f.face)
	case f.shell.Dialect != "" && (f.face != faceConsole || !slices.Contains(shell.Dialects(), f.shell.Dialect)):
		return fmt.Errorf("%w: --dialect is one of %s, with --face %s", errUsage, strings.Join(shell.Dialects(), ", "), faceConsole)
	case f.face == faceConsole && f.log != "":
		return fmt.Errorf("%w: --log is for --face %s", errUsage, faceSMP)
	case f.face == faceConsole && f.fast:
		return fmt.Errorf("%w: --fast is for --face %s", errUsage, faceSMP)
	case f.face == faceSMP && f.shell.Password != "":
		return fmt.Errorf("%w: --password is for --face %s", errUsage, faceConsole)
	case f.enrollOnly:
		return nil
	case f.portalKey == "":
		return fmt.Errorf("%w: --portal-key is missing", errUsage)
	case f.link == "":
		return fmt.Errorf("%w: --link is missing", errUsage)
	}
	return nil
}

// options reads the files that the flags name.
func (f *flags) options() (sim.Options, error) {
	o := sim.Options{
		Factory: sim.Factory{Serial: f.serial, Model: f.model},
		Now:     func() time.Time { return time.Now().Add(-f.clockBack) }, Random: rand.Reader,
	}
	var err error
	if o.Faults, err = sim.ParseFaults(f.faults); err != nil {
		return sim.Options{}, fmt.Errorf("%w: %w", errUsage, err)
	}
	if f.licenses != "" {
		if o.Licenses, err = readLicenses(f.licenses); err != nil {
			return sim.Options{}, err
		}
	}
	if f.portalKey != "" {
		text, err := plainfile.Read(f.portalKey, maxKeyFile, nil)
		if err != nil {
			return sim.Options{}, err
		}
		if o.Portal, err = message.ParsePublicKey(text); err != nil {
			return sim.Options{}, fmt.Errorf("%s: %w", f.portalKey, err)
		}
	}
	return o, nil
}

func readLicenses(path string) ([]capability.License, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	licenses, err := sim.ReadLicenses(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return licenses, nil
}
