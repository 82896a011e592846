package main

import (
	"fmt"
	"text/tabwriter"

	"handback/capability"

	"github.com/spf13/cobra"
)

func newLicenses(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "licenses",
		Short: "Read the licenses of the device at --port",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.with(cmd.Context(), s, leaves, func(a *app) error {
				dev, err := a.needDevice(cmd.Context())
				if err != nil {
					return err
				}
				reading, err := a.desk.Read(cmd.Context(), dev, nil)
				if err != nil {
					return err
				}
				if a.json {
					return printJSON(a.out, newReadingJSON(reading))
				}
				return a.printReading(reading)
			})
		},
	}
}

type readingJSON struct {
	Device   deviceJSON           `json:"device"`
	Licenses []capability.License `json:"licenses"`
}

type deviceJSON struct {
	Vendor   string            `json:"vendor"`
	Model    string            `json:"model"`
	Serial   string            `json:"serial"`
	Firmware string            `json:"firmware"`
	Host     capability.HostID `json:"host"`
}

func newDeviceJSON(d capability.Identity) deviceJSON {
	return deviceJSON{d.Vendor, d.Model, d.Serial, d.Firmware, d.Host}
}

func newReadingJSON(r capability.Reading) readingJSON {
	licenses := r.Licenses
	if licenses == nil {
		licenses = []capability.License{}
	}
	return readingJSON{newDeviceJSON(r.Device), licenses}
}

func (a *app) printReading(r capability.Reading) error {
	p := capability.Printable
	a.line("%s %s  serial number %s  firmware %s", p(r.Device.Vendor), p(r.Device.Model), p(r.Device.Serial), p(r.Device.Firmware))
	a.line("host ID %s", r.Device.Host)
	if len(r.Licenses) == 0 {
		a.line("no licenses")
		return nil
	}
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ACTIVATION ID\tFEATURE\tVERSION\tHELD\tEXPIRES")
	for _, l := range r.Licenses {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\n", l.ActivationID, p(l.Feature), p(l.Version), l.Count, l.ExpiresText())
	}
	return t.Flush()
}
