package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"handback/capability"
	"handback/device"

	"github.com/spf13/cobra"
)

func newPorts(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "ports",
		Short: "List the serial ports",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			found, err := device.Ports()
			if err != nil {
				return err
			}
			if f.json {
				return printJSON(s.out, newPortsJSON(found))
			}
			return printPorts(s, found)
		},
	}
}

type portJSON struct {
	Path    string `json:"path"`
	ByID    string `json:"by_id,omitempty"`
	Driver  string `json:"driver,omitempty"`
	Vendor  string `json:"usb_vendor,omitempty"`
	Model   string `json:"usb_product,omitempty"`
	Serial  string `json:"usb_serial,omitempty"`
	Maker   string `json:"maker,omitempty"`
	Product string `json:"product,omitempty"`
	Place   string `json:"place,omitempty"`
}

func newPortsJSON(found []device.PortInfo) []portJSON {
	list := make([]portJSON, 0, len(found))
	for _, p := range found {
		j := portJSON{Path: p.Path, ByID: p.ByID, Driver: p.Driver}
		if u := p.USB; u != nil {
			j.Vendor, j.Model, j.Serial, j.Maker, j.Product, j.Place = u.VendorID, u.ProductID, u.Serial, u.Maker, u.Product, u.Place
		}
		list = append(list, j)
	}
	return list
}

func printPorts(s streams, found []device.PortInfo) error {
	if len(found) == 0 {
		_, err := fmt.Fprintln(s.out, "no serial ports found; a path that is not listed can be given with --port all the same")
		return err
	}
	t := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "PORT\tADAPTER\tSERIAL\tPLACE")
	for _, p := range found {
		if p.USB == nil {
			fmt.Fprintf(t, "%s\t%s\t\t\n", p.Path, capability.Printable(p.Driver))
			continue
		}
		name := strings.TrimSpace(capability.Printable(p.USB.Maker + " " + p.USB.Product))
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", p.Path, name, capability.Printable(p.USB.Serial), capability.Printable(p.USB.Place))
	}
	return t.Flush()
}
