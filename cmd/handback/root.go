package main

import (
	"time"

	"handback/tui/text"

	"github.com/spf13/cobra"
)

// flags are common to all commands.
type flags struct {
	state, port, stick, operator, log, configFile string
	json                                          bool

	profile string        // of the device's console
	baud    int           // bits a second
	wait    time.Duration // for a port that was unplugged
}

const rootLong = `Handback returns licenses from a device that has no network.

Without a command it opens the screens. The commands do the same acts for
scripts. Exit status: 0 closed or done, 1 failed, 2 usage, 3 waits for the
portal, 4 needs the device, 5 needs a stick.`

func newRoot(s streams) *cobra.Command {
	f := &flags{}
	root := &cobra.Command{
		Use:           "handback",
		Short:         "Return licenses from a device that has no network",
		Long:          rootLong,
		Args:          usageArgs(cobra.NoArgs),
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRun: func(*cobra.Command, []string) {
			f.port, f.stick, f.profile = text.Dropped(f.port), text.Dropped(f.stick), text.Dropped(f.profile)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.with(cmd.Context(), s, writes, func(a *app) error { return a.screens(cmd.Context()) })
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	p := root.PersistentFlags()
	p.StringVar(&f.state, "state", "", "folder that holds the ledger (default: the user's state folder)")
	p.StringVar(&f.port, "port", "", "serial port of the device")
	p.StringVar(&f.profile, "profile", "", "how the device's console is used: a file or a built-in name (default: the device speaks SMP)")
	p.IntVar(&f.baud, "baud", 0, "speed of the serial line, bits a second (default: the profile's, or 115200)")
	p.StringVar(&f.stick, "stick", "", "folder of the stick, or of what takes its place")
	p.StringVar(&f.operator, "operator", "", "who works here, for the journal (default: the user's name)")
	p.StringVar(&f.log, "log", "", "file that takes what the device says beside its answers")
	p.StringVar(&f.configFile, "config", "", "configuration file (default: handback/handback.toml in the user's configuration folder)")
	p.DurationVar(&f.wait, "wait", 0, "how long an act waits for a port that was unplugged, such as 2m")
	p.BoolVar(&f.json, "json", false, "print JSON")
	root.AddCommand(
		newPorts(f, s), newSticks(f, s), newProbe(f, s), newLicenses(f, s), newStart(f, s), newNext(f, s), newClaim(f, s), newScanned(f, s),
		newWhere(f, s), newAdopt(f, s), newDeclareDead(f, s), newDecide(f, s),
		newSave(f, s), newCertificate(f, s), newList(f, s), newShow(f, s), newType(f, s), newCarry(f, s), newInspect(f, s), newVerify(f, s), newVersion(f, s), newProve(f, s), newProfile(f, s), newDevice(f, s), newProtocol(),
	)
	root.AddCommand(newAmendments(f, s)...)
	return root
}
