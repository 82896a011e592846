package main

import (
	"context"
	"time"

	"handback/capability"
	"handback/capability/certificate"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newShow(f *flags, s streams) *cobra.Command {
	var c carryOptions
	var file string
	cmd := &cobra.Command{
		Use:   "show [ID]",
		Short: "Show one return, or carry its request to where no stick may go",
		Long: `Show one return: device, order, steps, files and journal. With --qr or --text,
show the request that the portal waits for instead: as QR codes for a scanner,
or as numbered lines that a person types. At the portal, 'handback carry in' makes
the file from them, and 'handback carry out' makes lines or codes from the response,
which 'handback type' takes in.`,
		Args: cobra.MaximumNArgs(1),
		RunE: f.withApp(s, readsLedger, func(ctx context.Context, a *app, args []string) error {
			r, err := a.selectReturn(ctx, args)
			switch {
			case err != nil:
				return err
			case c.qr || c.text:
				return a.showFile(ctx, r.ID, file, &c)
			case a.json:
				return a.showJSON(r)
			}
			a.showText(r)
			return a.sayNext(r)
		}),
	}
	c.flags(cmd, "request")
	cmd.Flags().StringVar(&file, "file", "", "which `file`: request, confirmation or declaration (default: the one that the portal waits for)")
	return cmd
}

// showFile shows a file of a return as codes or as lines.
func (a *app) showFile(ctx context.Context, id capability.ReturnID, file string, c *carryOptions) error {
	kind, err := kindNamed(file)
	if err != nil {
		return err
	}
	m, err := a.desk.ToCarry(id, kind)
	if err != nil {
		return err
	}
	return c.show(ctx, a.streams, a.json, m)
}

// kindNamed is the kind of file that --file names. Without a name it is empty: the
// file that the portal waits for.
func kindNamed(file string) (capability.ArtifactKind, error) {
	kind, known := map[string]capability.ArtifactKind{
		"": "", "request": capability.ReturnRequest, "confirmation": capability.ConfirmationRequest, "declaration": capability.DeclarationFile,
	}[file]
	if !known {
		return "", usagef("--file is request, confirmation or declaration, not %q", file)
	}
	return kind, nil
}

type returnJSON struct {
	Return   capability.ReturnID       `json:"return"`
	Stage    capability.Stage          `json:"stage"`
	Closed   capability.Closing        `json:"closed_on,omitempty"`
	Device   certificate.Device        `json:"device"`
	Before   []capability.License      `json:"licenses_before"`
	After    []capability.License      `json:"licenses_after,omitempty"`
	Order    capability.Order          `json:"order"`
	Reason   string                    `json:"reason,omitempty"`
	Files    []capability.Artifact     `json:"files"`
	Credited []capability.ActivationID `json:"credited,omitempty"`
	Problem  *capability.Problem       `json:"problem,omitempty"`
	Record   string                    `json:"record"`
	Sources  []capability.TakenIn      `json:"taken_in,omitempty"`
	Journal  []capability.Entry        `json:"journal"`
}

func (a *app) showJSON(r capability.Return) error {
	return printJSON(a.out, returnJSON{
		Return: r.ID, Stage: r.Stage, Closed: r.Closing, Device: certificate.DeviceOf(r.Device), Before: r.Before, After: r.After,
		Order: r.Order, Reason: r.Reason, Files: r.Artifacts(), Credited: r.Credited, Problem: r.Problem,
		Record: a.desk.Dir(r.ID), Sources: r.Sources, Journal: r.Entries,
	})
}

func (a *app) showText(r capability.Return) {
	a.line("%s", r.ID)
	a.lines(text.IdentityLines(r.Device))
	if r.Reason != "" {
		a.line("reason: %s", r.Reason)
	}
	for _, l := range r.Order.Lines {
		held := capability.CountOf(r.Before, l.ActivationID)
		stands := text.Stands(r, held, l)
		if !r.Open() {
			stands = text.Ended(r, held, l.Count)
		}
		a.line("  %s: %s", l.ActivationID, stands)
	}
	a.line("")
	for _, step := range capability.Plan(r) {
		a.line("%s", text.StepLine(r.Purpose, step))
	}
	a.line("")
	for _, f := range r.Artifacts() {
		a.line("%s: %d bytes, SHA-256 %s", text.FileKind(f.Kind), f.Size, f.SHA256)
	}
	a.line("record: %s", a.desk.Dir(r.ID))
	for _, e := range r.Entries {
		a.line("  %s  %-14s  %s%s", e.At.UTC().Format(time.RFC3339), e.Fact.Kind(), e.By, text.From(e))
	}
}
