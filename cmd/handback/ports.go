package main

import (
	"cmp"
	"fmt"
	"time"

	"handback/capability"
	"handback/cmd/internal/config"
	"handback/device"
	"handback/device/serial"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const portsLong = `List the serial ports: the adapter's name, where it is plugged in, which program
uses it, what keeps this user from opening it, and which device answered there
last. No port is opened. You can name a path that no list shows: a PTY, a link
below /dev/serial/by-id, COM7.`

func newPorts(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "ports [PORT...]",
		Short: "List the serial ports",
		Long:  portsLong,
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := config.Load(f.configFile)
			if err != nil {
				return err
			}
			f.complete(c)
			found, err := describePorts(args)
			if err != nil {
				return err
			}
			state, err := f.stateDir()
			if err != nil {
				return err
			}
			m := openMemory(s, state)
			if f.json {
				all := make([]portJSON, len(found))
				for i, p := range found {
					all[i] = newPortJSON(p, m)
				}
				return printJSON(s.out, all)
			}
			return printPorts(s, found, m)
		},
	}
}

// describePorts describes the named ports, or all that the system lists.
func describePorts(paths []string) ([]serial.Port, error) {
	if len(paths) == 0 {
		return serial.List()
	}
	return serial.NewLister().Stat(paths...)
}

func printPorts(s streams, found []serial.Port, m *device.PortHistory) error {
	if len(found) == 0 {
		s.line("no serial ports found; a path that is not listed can still be given with --port")
		return nil
	}
	t := s.table("PORT", "ADAPTER", "SERIAL", "PLACE", "STATE", "ANSWERED LAST")
	for _, p := range found {
		u := cmp.Or(p.USB, &serial.USB{})
		t.row(p.Path, text.Adapter(p), u.Serial, u.Port, portState(p), answeredLast(p, m))
	}
	return t.flush()
}

// portState tells whether the port can be opened, as far as that is known.
func portState(p serial.Port) string {
	switch {
	case p.Holder != "":
		return text.Phrase("in use: %s").With(p.Holder)
	case p.Denied == nil:
		return text.Phrase("free").String()
	case p.Denied.Joined:
		return text.Phrase("not allowed: log in again, %s counts from then").With(p.Denied.Group)
	case p.Denied.Command != "":
		return text.Phrase("not allowed: %s, then log in again").With(p.Denied.Command)
	default:
		return text.Phrase("not allowed").String()
	}
}

func answeredLast(p serial.Port, m *device.PortHistory) string {
	a, ok := m.At(p)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s %s %s (%s)", a.Vendor, a.Model, a.Serial, a.Seen.Local().Format("2006-01-02 15:04"))
}

type portJSON struct {
	Path    string `json:"path"`
	Name    string `json:"name"`
	ByID    string `json:"by_id,omitempty"`
	Driver  string `json:"driver,omitempty"`
	Vendor  string `json:"usb_vendor,omitempty"`
	Model   string `json:"usb_product,omitempty"`
	Serial  string `json:"usb_serial,omitempty"`
	Maker   string `json:"maker,omitempty"`
	Product string `json:"product,omitempty"`
	Place   string `json:"place,omitempty"`

	Free     bool          `json:"free"`
	Holder   string        `json:"holder,omitempty"`
	Denied   *deniedJSON   `json:"denied,omitempty"`
	Answered *answeredJSON `json:"answered_last,omitempty"`
}

// deniedJSON is what keeps the user from a port.
type deniedJSON struct {
	Group   string `json:"group,omitempty"`
	Command string `json:"command,omitempty"`
	Joined  bool   `json:"joined,omitempty"`
}

type answeredJSON struct {
	Vendor string            `json:"vendor"`
	Model  string            `json:"model"`
	Serial string            `json:"serial"`
	Host   capability.HostID `json:"host"`
	Baud   int               `json:"baud"`
	Seen   time.Time         `json:"seen"`
}

func newPortJSON(p serial.Port, m *device.PortHistory) portJSON {
	j := portJSON{Path: p.Path, Name: p.Name(), ByID: p.ByID, Driver: p.Driver, Free: p.Free(), Holder: p.Holder}
	if u := p.USB; u != nil {
		j.Vendor, j.Model, j.Serial, j.Maker, j.Product, j.Place = u.VendorID, u.ProductID, u.Serial, u.Maker, u.Product, u.Port
	}
	if d := p.Denied; d != nil {
		j.Denied = &deniedJSON{d.Group, d.Command, d.Joined}
	}
	if a, ok := m.At(p); ok {
		j.Answered = &answeredJSON{a.Vendor, a.Model, a.Serial, a.Host, a.Baud, a.Seen}
	}
	return j
}
