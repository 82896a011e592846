package main

import (
	"context"
	"strconv"

	"handback/capability"
	"handback/capability/certificate"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newLicenses(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "licenses",
		Short: "Read the licenses of the device at --port",
		RunE: f.withApp(s, mayReadLedger, func(ctx context.Context, a *app, _ []string) error {
			reading, err := a.readLicenses(ctx)
			if err != nil {
				return err
			}
			if a.json {
				return printJSON(a.out, newReadingJSON(reading))
			}
			if err := a.printReading(reading); err != nil {
				return err
			}
			a.note(a.greet(ctx, reading.Device.Host))
			return nil
		}),
	}
}

// readLicenses reads the licenses of the device at --port.
func (a *app) readLicenses(ctx context.Context) (capability.Reading, error) {
	dev, err := a.needDevice(ctx)
	if err != nil {
		return capability.Reading{}, err
	}
	return a.desk.Read(ctx, dev, nil)
}

type readingJSON struct {
	Device   certificate.Device   `json:"device"`
	Licenses []capability.License `json:"licenses"`
}

func newReadingJSON(r capability.Reading) readingJSON {
	return readingJSON{certificate.DeviceOf(r.Device), append([]capability.License{}, r.Licenses...)}
}

func (a *app) printReading(r capability.Reading) error {
	a.lines(text.IdentityLines(r.Device))
	if len(r.Licenses) == 0 {
		a.line("no licenses")
		return nil
	}
	t := a.table("ACTIVATION ID", "FEATURE", "VERSION", "HELD", "EXPIRES")
	for _, l := range r.Licenses {
		t.row(string(l.ActivationID), l.Feature, l.Version, strconv.Itoa(l.Count), text.Expiry(l))
	}
	return t.flush()
}
