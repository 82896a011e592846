package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/backoffice"
)

// eventTail is how many events show prints unless told otherwise.
const eventTail = 20

func (p *program) showCommand() *cobra.Command {
	var asJSON bool
	var events int
	show := &cobra.Command{
		Use:   "show",
		Short: "Show entitlements, devices, what waits, credits and the newest events",
		Args:  cobra.NoArgs,
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			s, err := office.Snapshot(cmd.Context(), max(0, events))
			if err != nil {
				return err
			}
			if asJSON {
				return asciijson.Write(cmd.OutOrStdout(), s)
			}
			return printSnapshot(cmd.OutOrStdout(), s)
		}),
	}
	show.Flags().BoolVar(&asJSON, "json", false, "print JSON of a stable form")
	show.Flags().IntVar(&events, "events", eventTail, "how many of the newest events to show")
	return show
}

func printSnapshot(out io.Writer, s backoffice.Snapshot) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	lifetime := "for ever"
	if s.ResponseLifetime > 0 {
		lifetime = (time.Duration(s.ResponseLifetime) * time.Second).String()
	}
	fmt.Fprintf(w, "skip confirmation: %t, responses can be loaded: %s\n", s.SkipConfirmation, lifetime)
	printEntitlements(w, s.Entitlements)
	printDevices(w, s.Devices)
	printRemovals(w, "waiting for confirmation", s.Waiting)
	printRemovals(w, "credits", s.Credits)
	printEvents(w, s.Events)
	return w.Flush()
}

func printEntitlements(w io.Writer, all []backoffice.EntitlementView) {
	fmt.Fprintf(w, "\nentitlements: %d\n", len(all))
	if len(all) > 0 {
		fmt.Fprintln(w, "  ACTIVATION ID\tFEATURE\tTOTAL\tAVAILABLE\tHELD\tWAITING")
	}
	for _, e := range all {
		fmt.Fprintf(w, "  %s\t%s\t%d\t%d\t%d\t%d\n", e.ActivationID,
			capability.Printable(e.Feature+" "+e.Version), e.Total, e.Available, e.Held, e.Waiting)
	}
}

func printDevices(w io.Writer, all []backoffice.DeviceView) {
	fmt.Fprintf(w, "\ndevices: %d\n", len(all))
	for _, d := range all {
		fmt.Fprintf(w, "  %s  %s  %s, response %d issued, %d proved, %d rollbacks\n", d.Host,
			capability.Printable(d.Vendor+" "+d.Model+" "+d.Serial), d.Status, d.Issued, d.Proved, d.Rollbacks)
		for _, f := range d.Flags {
			fmt.Fprintf(w, "    FLAGGED %s, %s: %s\n", f.Flag, counted(f.Count, "request"), f.Text)
		}
		for _, l := range d.Licenses {
			fmt.Fprintf(w, "    %s\t%s\t%d remaining\t%s\n", l.ActivationID,
				capability.Printable(l.Feature+" "+l.Version), l.Count, l.State)
		}
	}
}

func printRemovals(w io.Writer, title string, all []backoffice.RemovalView) {
	fmt.Fprintf(w, "\n%s: %d\n", title, len(all))
	for _, r := range all {
		fmt.Fprintf(w, "  %s\t%s\t%d taken by response %d", r.Host, r.ActivationID, r.Count, r.Seq)
		if !r.At.IsZero() {
			fmt.Fprintf(w, "\ton %s\t%s", r.Basis, r.At.Format(time.RFC3339))
		}
		fmt.Fprintln(w)
	}
}

func printEvents(w io.Writer, all []backoffice.EventView) {
	fmt.Fprintf(w, "\nnewest events: %d\n", len(all))
	for _, e := range all {
		host := "-"
		if e.Host != nil {
			host = e.Host.String()
		}
		fmt.Fprintf(w, "  %d\t%s\t%s\t%s\t%s\n", e.ID, e.At.Format(time.RFC3339), e.Kind, host, eventText(e))
	}
}

func eventText(e backoffice.EventView) string {
	var parts []string
	if e.ActivationID != "" {
		parts = append(parts, fmt.Sprintf("%s count %d", e.ActivationID, e.Count))
	}
	if e.Seq > 0 {
		parts = append(parts, fmt.Sprintf("response %d", e.Seq))
	}
	if e.Text != "" {
		parts = append(parts, e.Text)
	}
	return capability.Printable(strings.Join(parts, ", "))
}
