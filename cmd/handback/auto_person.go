package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/auto"
	"handback/capability/ledger"
	"handback/tui"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

// withFolder runs a command that needs no ledger, but the word that auto leaves.
func (f *flags) withFolder(s streams, do func(*app, auto.Folder) error) (err error) {
	a, err := f.prepare(s, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.log.Close()) }()
	return do(a, auto.FolderOf(a.stateFolder))
}

// autoStatusJSON is the documented form of auto status.
type autoStatusJSON struct {
	Runs   bool         `json:"runs"`
	Status *auto.Status `json:"status,omitempty"`
	Taken  []auto.Mark  `json:"taken_over"`
}

func newAutoStatus(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say what the running auto does, device by device",
		Long:  "Say what the auto on this ledger does, and which devices persons took over.\nThe exit status is 1 when none runs.",
		RunE: func(*cobra.Command, []string) error {
			return f.withFolder(s, func(a *app, folder auto.Folder) error {
				now, known, err := folder.Status()
				if err != nil {
					return err
				}
				taken, err := folder.Taken()
				if err != nil {
					return err
				}
				j := autoStatusJSON{Runs: folder.Runs(), Taken: append([]auto.Mark{}, taken...)}
				if known {
					j.Status = &now
				}
				if a.json {
					err = printJSON(a.out, j)
				} else {
					err = a.printAuto(j)
				}
				if err == nil && !j.Runs {
					err = auto.ErrNone
				}
				return err
			})
		},
	}
}

func (a *app) printAuto(j autoStatusJSON) error {
	if j.Status == nil {
		return nil
	}
	s := *j.Status
	a.line("%s", text.AutoState(s, j.Runs))
	a.note(text.AutoRefused(s.Refused))
	a.line("policy %s", s.Policy)
	a.line("%s", text.AutoCount(s))
	for _, m := range j.Taken {
		a.line("%s was taken over by %s on %s", m.Host, m.By, m.At.Local().Format(time.DateTime))
	}
	if len(s.Units) == 0 {
		return nil
	}
	t := a.table("DEVICE", "SERIAL", "PORT", "RETURN", "SINCE", "WHAT")
	for _, u := range s.Units {
		t.row(u.Host.String(), u.Serial, u.Port, string(u.Return), text.AutoSince(u), text.AutoUnit(u))
	}
	return t.flush()
}

func newAutoHold(f *flags, s streams) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "hold ID|HOST",
		Short: "Take a device over: auto does no further step with it",
		Long: `Take a device over, by its return or by its host ID as TYPE/value. A step that
runs now is finished; no other begins until 'handback auto release'. By hand you
go on from where auto stopped.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.withFolder(s, func(a *app, folder auto.Folder) error {
				host, err := a.unitNamed(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				m := auto.Mark{Host: host, By: a.who(), At: time.Now().UTC().Truncate(time.Second), Reason: capability.Printable(reason)}
				if err := folder.Take(m); err != nil {
					return err
				}
				if a.json {
					return printJSON(a.out, m)
				}
				a.line("%s", text.AutoTaken(host))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for others to read")
	return cmd
}

func newAutoRelease(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "release ID|HOST",
		Short: "Give a device back to auto",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.withFolder(s, func(a *app, folder auto.Folder) error {
				host, err := a.unitNamed(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				was, err := folder.Release(host)
				if err != nil {
					return err
				}
				a.note(text.AutoReleased(host, was))
				return nil
			})
		},
	}
}

// unitNamed is the host ID that a person names, itself or by a return.
func (a *app) unitNamed(_ context.Context, name string) (capability.HostID, error) {
	if host, err := capability.ParseHostID(name); err == nil {
		return host, nil
	}
	id, err := capability.ParseReturnID(name)
	if err != nil {
		return capability.HostID{}, usagef("%q is neither a return ID nor a host ID, which is TYPE/value", name)
	}
	l, err := ledger.Open(a.stateFolder, ledger.Options{ReadOnly: true, MayBeMissing: true})
	if err != nil {
		return capability.HostID{}, err
	}
	r, err := l.Return(id)
	return r.Device.Host, errors.Join(err, l.Close())
}

const unitLong = `Print a systemd user unit that runs auto with this policy. To install it:

  handback auto unit --policy policy.toml > ~/.config/systemd/user/handback-auto.service
  systemctl --user daemon-reload
  systemctl --user enable --now handback-auto.service
  loginctl enable-linger      # to run while nobody is logged in`

func newAutoUnit(f *flags, s streams) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "unit",
		Short: "Print a systemd user unit that runs auto",
		Long:  unitLong,
		RunE: func(*cobra.Command, []string) error {
			if file == "" {
				return usagef("which policy? Give its file with --policy")
			}
			if _, err := s.loadPolicy(file); err != nil {
				return err
			}
			program, err := os.Executable()
			if err != nil {
				return err
			}
			words := []string{program, "auto"}
			for _, flag := range []struct{ name, path string }{
				{"--policy", file}, {"--config", f.configFile}, {"--state", f.state}, {"--log", f.log},
			} {
				if flag.path == "" {
					continue
				}
				path, err := filepath.Abs(flag.path)
				if err != nil {
					return err
				}
				words = append(words, flag.name, path)
			}
			if f.operator != "" {
				words = append(words, "--operator", f.operator)
			}
			return printUnit(s, words)
		},
	}
	cmd.Flags().StringVar(&file, "policy", "", "file that says what is allowed")
	return cmd
}

// printUnit prints the unit. A load may take minutes, and is not cut off.
func printUnit(s streams, words []string) error {
	quoted := make([]string, len(words))
	for i, w := range words {
		if capability.PrintableLine(w) != w {
			return usagef("%q can't stand in a unit", w)
		}
		quoted[i] = unitWord(w)
	}
	s.lines(fmt.Sprintf(`[Unit]
Description=Handback: license returns by policy
Documentation=man:systemd.service(5)

[Service]
Type=notify
ExecStart=%s
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=30
WatchdogSec=120
TimeoutStopSec=600
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
`, strings.Join(quoted, " ")))
	return nil
}

// unitWord quotes a word of ExecStart, see systemd.service(5), COMMAND LINES.
func unitWord(w string) string {
	w = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%", "$", "$$").Replace(w)
	return `"` + w + `"`
}

// watchAuto shows a screen of what the auto that runs does.
func (f *flags) watchAuto(ctx context.Context, s streams) error {
	return f.withFolder(s, func(a *app, folder auto.Folder) error {
		return tui.Watch(ctx, tui.WatchOptions{In: a.in, Out: a.out, Look: func() (auto.Status, bool, bool, error) {
			now, known, err := folder.Status()
			return now, known, folder.Runs(), err
		}})
	})
}

// autoBeside tells what the auto that runs on the ledger does.
func (a *app) autoBeside() (auto.Status, bool, error) {
	folder := auto.FolderOf(a.stateFolder)
	if !folder.Runs() {
		return auto.Status{}, false, nil
	}
	return folder.Status()
}
