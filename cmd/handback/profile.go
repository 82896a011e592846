package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"handback/capability/tomlfile"
	"handback/cmd/internal/config"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/serial"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newProfile(f *flags, s streams) *cobra.Command {
	return group("profile", "Describe a device that is reached through its console", "",
		"give one of teach, check, try, show and share",
		newProfileTeach(f, s), newProfileCheck(f, s), newProfileTry(f, s), newProfileShow(f, s), newProfileShare(f, s))
}

func newProfileCheck(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Name every mistake in a profile",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := profile.Load(args[0])
			faults, faulty := errors.AsType[tomlfile.Faults](err)
			if !faulty {
				if err == nil && !f.json {
					s.line("%s: %s: no mistakes", args[0], p.Title)
				}
				if err == nil && f.json {
					err = printJSON(s.out, []tomlfile.Fault{})
				}
				return err
			}
			if f.json {
				return errors.Join(printJSON(s.out, faults.All), usageError{profile.ErrProfile})
			}
			for _, fault := range faults.All {
				s.line("%s:%d:%d: %s", args[0], fault.Line, fault.Column, fault.Text)
			}
			return usageError{fmt.Errorf("%w: %d", profile.ErrProfile, len(faults.All))}
		},
	}
}

func newProfileShow(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:       "show [NAME]",
		Short:     "Print a built-in profile, or list them",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: profile.Names(),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				text, err := profile.Source(args[0])
				if err != nil {
					return usageError{err}
				}
				return s.bytes(text)
			}
			if f.json {
				return printJSON(s.out, profile.Names())
			}
			t := s.columns()
			for _, name := range profile.Names() {
				p, err := profile.Builtin(name)
				if err != nil {
					return err
				}
				t.row(name, p.Title)
			}
			return t.flush()
		},
	}
}

func newProfileTry(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "try FILE",
		Short: "Try the harmless commands of a profile on the device at --port",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.port == "" {
				return errWhichDevice
			}
			p, err := profile.Load(args[0])
			if err != nil {
				return err
			}
			c, err := config.Load(f.configFile)
			if err != nil {
				return err
			}
			f.complete(c)
			return f.tryProfile(cmd.Context(), s, p)
		},
	}
}

func (f *flags) tryProfile(ctx context.Context, s streams, p *profile.Profile) error {
	if p.SMP {
		return usagef("by this profile the device speaks SMP: 'handback device check' tries that")
	}
	log, err := openLog(f.log)
	if err != nil {
		return err
	}
	port, err := serial.Open(f.port, cmp.Or(f.baud, p.Line.Rates[0]))
	if err != nil {
		return errors.Join(err, log.Close())
	}
	err = console.Try(ctx, port, p, console.Options{Ask: s.ask, Log: log.Line}, s.printStep)
	return errors.Join(err, log.Close())
}

// printStep shows what was sent, what came, and what the profile made of it.
func (s streams) printStep(step console.Step) {
	s.line("%s", text.Word(step.What))
	for _, talk := range step.Talk {
		s.line("  > %s", talk.Sent)
		for _, line := range talk.Received {
			s.line("  < %s", line)
		}
	}
	for _, found := range step.Found {
		s.line("  found %s: %s", found.Name, found.Value)
	}
	for _, l := range step.Licenses {
		s.line("  found license %s: %d of %s, %s", l.ActivationID, l.Count, text.Feature(l), text.Expiry(l))
	}
	if step.Err != nil {
		s.line("  failed: %s", step.Err)
	}
}
