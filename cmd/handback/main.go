// Handback guides a technician through the return of licenses from a device
// that has no network.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/cmd/internal/process"
	"handback/tui/text"
	"handback/tui/text/lang"

	"github.com/spf13/cobra"
)

func main() {
	process.Main(func(ctx context.Context, s process.Streams) int {
		return run(ctx, os.Args[1:], streams{s.In, s.Out, s.Err})
	})
}

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run is the whole program but for the process. It returns the exit status.
func run(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(printableWriter{s.out})
	root.SetErr(printableWriter{s.err})
	err := root.ExecuteContext(ctx)
	code := exitCode(err)
	_, said := errors.AsType[ended](err)
	switch {
	case said, code != exitFailed && code != exitUsage:
	case code == exitUsage:
		s.tell("handback: %s", err)
	default:
		s.explain(err)
	}
	return code
}

// The exit statuses, so that a script can tell who has to act next.
const (
	exitDone   = 0 // closed, or done as asked
	exitFailed = 1
	exitUsage  = 2
	exitPortal = 3 // waits for a person at the portal
	exitDevice = 4 // needs the device
	exitStick  = 5 // needs a stick
)

func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	if said, ok := errors.AsType[ended](err); ok {
		return said.code
	}
	if missing, ok := errors.AsType[*desk.Missing](err); ok {
		return exitFor(missing.Need)
	}
	return exitFailed
}

// exitFor is the status of a return that needs something, or exitDone.
func exitFor(need capability.Need) int {
	return map[capability.Need]int{
		capability.NeedsPortal: exitPortal, capability.NeedsDevice: exitDevice, capability.NeedsStick: exitStick,
	}[need]
}

// ended ends a command that has already said all, with that status.
type ended struct{ code int }

func (e ended) Error() string { return fmt.Sprintf("ended with status %d", e.code) }

// usageError says that the command line is wrong.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// checkArgs makes a wrong number of arguments a usage error, of a command and of
// those below it. One that says nothing of arguments takes none.
func checkArgs(cmd *cobra.Command) {
	check := cmd.Args
	if check == nil {
		check = cobra.NoArgs
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{err}
		}
		return nil
	}
	for _, below := range cmd.Commands() {
		checkArgs(below)
	}
}

// group is a command that only has others below it.
func group(use, short, long, usage string, below ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long,
		RunE: func(*cobra.Command, []string) error { return usagef("%s", usage) },
	}
	cmd.AddCommand(below...)
	return cmd
}

// flags are common to all commands.
type flags struct {
	state, port, stick, operator, log, configFile, portal string
	lang, slipLang                                        string
	json, offline, again, plain                           bool

	profile   string        // of the device's console
	baud      int           // bits a second
	wait      time.Duration // for a port that was unplugged, and for the ledger
	waitGiven bool          // on the command line
}

const rootLong = `Handback returns licenses from a device that has no network.

Without a command it opens the screens. With --plain it goes through the same
steps line by line: for a screen reader, a simple terminal (TERM=dumb), or a
pipe. ACCESSIBLE=1 in the environment, or plain = true in the configuration,
chooses that, too. The commands do the same steps for scripts. Exit status: 0
closed or done, 1 failed, 2 usage, 3 waits for the portal, 4 needs the device,
5 needs a stick.

Topics of 'handback help TOPIC':

`

func newRoot(s streams) *cobra.Command {
	f := &flags{}
	root := &cobra.Command{
		Use:           "handback",
		Short:         "Return licenses from a device that has no network",
		Long:          rootLong + topicList(),
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			f.waitGiven = cmd.Flags().Changed("wait")
			f.port, f.stick, f.profile = text.Dropped(f.port), text.Dropped(f.stick), text.Dropped(f.profile)
			return f.speak(os.Getenv)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.with(cmd.Context(), s, makesLedger, func(a *app) error {
				if a.isPlain(cmd.Flags().Changed("plain"), os.Getenv) {
					return a.lineByLine(cmd.Context())
				}
				return a.screens(cmd.Context())
			})
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
	p.DurationVar(&f.wait, "wait", 0, "how long the command waits, such as 2m: for the ledger while another command works on it (default 10s), and in a step for a port that was unplugged (default: not at all)")
	p.StringVar(&f.lang, "lang", "", "language of screens and commands: "+strings.Join(lang.Tags(), ", ")+" (default: that of the configuration, or of the environment)")
	p.StringVar(&f.slipLang, "slip-lang", "", "language of the hand-over slip on a stick (default: that of the configuration, or of the screens)")
	p.BoolVar(&f.json, "json", false, "print JSON")
	p.BoolVar(&f.offline, "offline", false, "do not use the portal of the configuration: persons carry the files")
	root.Flags().BoolVar(&f.plain, "plain", false, "lines and numbered choices in place of the screens")
	root.AddCommand(
		newPorts(f, s), newProbe(f, s), newSticks(f, s), newLicenses(f, s), newWhere(f, s),
		newStart(f, s), newNext(f, s), newAdopt(f, s), newSave(f, s), newTake(f, s), newClaim(f, s), newScanned(f, s), newType(f, s), newCarry(f, s),
		newDeclareDead(f, s), newDecide(f, s), newBench(f, s),
		newExchange(f, s), newPortalCommands(f, s), newAuto(f, s), newList(f, s), newShow(f, s), newReport(f, s), newHistory(f, s), newVerify(f, s), newCertificate(f, s), newProve(f, s), newInspect(f, s),
		newProfile(f, s), newDevice(f, s),
		newTopic(s, "protocol", "Print the whole protocol, for makers of devices"),
		newTopic(s, "ways", "Which way is better: by hand, by program, from the device, from the portal"),
		newMan(s), newVersion(f, s),
	)
	root.AddCommand(newAmendments(f, s)...)
	root.SetHelpCommand(newHelp(s))
	checkArgs(root)
	c := completer{f}
	c.commands(root)
	if err := c.flags(root); err != nil { // one has another name
		panic(err)
	}
	return root
}

// What a package's build names, with -ldflags "-X main.version=v1.2.3": the
// version, the commit, and its time as RFC 3339. It holds where the Go tool had
// no repository to look at.
var version, commit, commitTime string

func newVersion(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		RunE: func(*cobra.Command, []string) error {
			b := thisBuild()
			if f.json {
				return printJSON(s.out, b)
			}
			s.line("handback %s", b.Version)
			if b.Commit != "" {
				of := text.Phrase("commit %s of %s")
				if b.Modified {
					of = "commit %s of %s, with changes"
				}
				s.line(of, b.Commit, b.CommitTime)
			}
			s.line("built with %s", b.Go)
			return nil
		},
	}
}

// buildJSON is the documented form of version.
type buildJSON struct {
	Version    string `json:"version"`
	Commit     string `json:"commit,omitempty"`
	CommitTime string `json:"commit_time,omitempty"` // RFC 3339
	Modified   bool   `json:"modified,omitempty"`    // built from files that differ from the commit
	Go         string `json:"go"`
}

// thisBuild is what the Go tool and the linker stamped into the program.
func thisBuild() buildJSON {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = new(debug.BuildInfo)
	}
	return buildOf(buildJSON{Version: version, Commit: commit, CommitTime: commitTime}, info)
}

// buildOf prefers the version of a release to that of the module, and the commit
// that the Go tool saw to the one that the release names.
func buildOf(release buildJSON, info *debug.BuildInfo) buildJSON {
	b := release
	b.Version, b.Go = cmp.Or(release.Version, info.Main.Version, "(devel)"), info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.CommitTime = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}
