package main

import (
	"cmp"
	"errors"
	"fmt"

	"handback/cmd/internal/config"
	"handback/device"
	"handback/device/serial"

	"github.com/spf13/cobra"
)

const portsLong = `List the serial ports: each adapter as it calls itself, where it is plugged in,
who holds it, what keeps this user away from it, and which device answered there
last. No port is opened. A path that no list shows can be named: a PTY, a link
below /dev/serial/by-id, COM7.`

func newPorts(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "ports [PORT...]",
		Short: "List the serial ports",
		Long:  portsLong,
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := config.Load(f.configFile)
			if err != nil {
				return err
			}
			f.take(c)
			found, err := lookFor(args)
			if err != nil {
				return err
			}
			m, err := f.openMemory(s)
			if err != nil {
				return err
			}
			if f.json {
				return printJSON(s.out, newPortsJSON(found, m))
			}
			return printPorts(s, found, m)
		},
	}
}

// lookFor describes the named ports; without names, all that are listed.
func lookFor(paths []string) ([]serial.Port, error) {
	if len(paths) == 0 {
		return serial.List()
	}
	l := serial.NewLister()
	found := make([]serial.Port, 0, len(paths))
	for _, path := range paths {
		p, err := l.Stat(path)
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

func printPorts(s streams, found []serial.Port, m *device.PortHistory) error {
	if len(found) == 0 {
		s.line("no serial ports found; a path that is not listed can be given with --port all the same")
		return nil
	}
	t := s.table("PORT", "ADAPTER", "SERIAL", "PLACE", "STATE", "ANSWERED LAST")
	for _, p := range found {
		u := cmp.Or(p.USB, &serial.USB{})
		t.row(p.Path, p.Name(), u.Serial, u.Place, portState(p), answeredLast(p, m))
	}
	return t.flush()
}

// portState tells whether the port can be opened, as far as that is known.
func portState(p serial.Port) string {
	switch {
	case p.Holder != "":
		return "in use: " + p.Holder
	case p.Denied == nil:
		return "free"
	case p.Denied.Joined:
		return fmt.Sprintf("not allowed: log in again, %s counts from then", p.Denied.Group)
	case p.Denied.Command != "":
		return fmt.Sprintf("not allowed: %s, then log in again", p.Denied.Command)
	default:
		return "not allowed"
	}
}

func answeredLast(p serial.Port, m *device.PortHistory) string {
	a, ok := m.At(p)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s %s %s (%s)", a.Vendor, a.Model, a.Serial, a.Seen.Local().Format("2006-01-02 15:04"))
}

var errNoPorts = errors.New("no port is there to be asked; name one")
