package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/report"
	"handback/tui/office"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const reportLong = `Tell what was returned in a time and what each return rests on, what is owed and
since when. What the portal's signature proves, what persons claim, and what known
colleagues signed are shown apart and never added up.

--since and --until take a day (2026-03-31, by this computer's zone) or a time
(RFC 3339); the day of --until is in the report, which then tells how things
stood at its end. --site takes the name that the configuration had when a return
was opened. --device takes a serial number or a host ID.

With --cases it reads a folder into which colleagues put their cases. It tells only
what a known colleague signed, under that name (trusted-signers in the
configuration). The report says how many cases it leaves out and why. Nothing is
taken in. What auto kept from such a folder, or from sticks, is told without it.`

// reportOptions are the flags of the command.
type reportOptions struct {
	since, until, site, device string
	cases, html                string
	csv                        bool
}

func newReport(f *flags, s streams) *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Tell an office what was returned, what it rests on, and what is owed",
		Long:  reportLong,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.csv && f.json {
				return usagef("--csv and --json are two forms of one report: leave one away")
			}
			scope, err := o.scope(time.Now())
			if err != nil {
				return err
			}
			return f.with(cmd.Context(), s, readsLedger, func(a *app) error { return a.report(cmd.Context(), o, scope) })
		},
	}
	cmd.Flags().StringVar(&o.since, "since", "", "leave out what was returned before this `day` or time")
	cmd.Flags().StringVar(&o.until, "until", "", "tell how things stood at the end of this `day`, or at this time")
	cmd.Flags().StringVar(&o.site, "site", "", "only returns that were opened at this site")
	cmd.Flags().StringVar(&o.device, "device", "", "only returns of the device with this `serial` number or host ID")
	cmd.Flags().StringVar(&o.cases, "cases", "", "add what known colleagues signed, from the cases in this `folder`")
	cmd.Flags().StringVar(&o.html, "html", "", "write a page for a browser to this `file`, which must not exist yet")
	cmd.Flags().BoolVar(&o.csv, "csv", false, "print a table for a spreadsheet")
	return cmd
}

func (o reportOptions) scope(now time.Time) (report.Scope, error) {
	s := report.Scope{Site: o.site, Device: o.device, Now: now, Zone: now.Location()}
	var err error
	if s.Since, err = parseDay("--since", o.since, now.Location(), 0); err != nil {
		return s, err
	}
	if s.Until, err = parseDay("--until", o.until, now.Location(), 1); err != nil {
		return s, err
	}
	if !s.Until.IsZero() && !s.Since.Before(s.Until) {
		return s, usagef("--since is not before --until")
	}
	return s, nil
}

// parseDay reads a time, or the first moment of the day that lies so many days after the
// one that is named.
func parseDay(flag, value string, zone *time.Location, after int) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, value, zone); err == nil {
		return day.AddDate(0, 0, after), nil
	}
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return at, usagef("%s takes a day as 2026-03-31 or a time as 2026-03-31T12:00:00Z, not %q", flag, value)
	}
	return at, nil
}

func (a *app) report(ctx context.Context, o reportOptions, scope report.Scope) error {
	r, err := a.makeReport(ctx, o.cases, scope)
	if err != nil {
		return err
	}
	if o.html != "" {
		var page bytes.Buffer
		if err := office.Page(&page, r); err != nil {
			return err
		}
		if err := writeNew(newFile{o.html, page.Bytes()}); err != nil {
			return err
		}
	}
	switch {
	case a.json:
		return printJSON(a.out, r)
	case o.csv:
		return office.CSV(a.out, r)
	case o.html != "":
		a.line("%s", text.PageWritten(o.html))
		return nil
	default:
		return a.printReport(r)
	}
}

func (a *app) makeReport(ctx context.Context, cases string, scope report.Scope) (report.Report, error) {
	b := report.New(scope)
	pool, err := a.pool(ctx, cases)
	if err != nil {
		return report.Report{}, err
	}
	b.Incomplete(pool.incomplete)
	all, err := a.desk.List(ctx)
	if err != nil {
		return report.Report{}, err
	}
	damaged, err := a.eachReturn(ctx, all, pool, b.Add)
	for range damaged {
		b.LeaveOut(report.Unreadable)
	}
	for _, l := range pool.Left {
		for range l.Count {
			b.LeaveOut(l.Why)
		}
	}
	return b.Report(), err
}

// pool is what known colleagues signed in a shared folder, and why not all of that was
// looked through.
type pool struct {
	*report.Pool
	incomplete capability.CutShort
}

// pool reads what auto kept, and a shared folder; empty: there is none.
func (a *app) pool(ctx context.Context, folder string) (pool, error) {
	cases, incomplete, err := keptCases(a.stateFolder).list(ctx, a.desk)
	if err != nil {
		return pool{}, err
	}
	if folder != "" {
		stick, err := a.openStick(text.Dropped(folder))
		if err != nil {
			return pool{}, err
		}
		shared, more, err := a.desk.SharedCases(ctx, stick, nil)
		if err != nil {
			return pool{}, err
		}
		isKept := func(c desk.Case) bool {
			return slices.ContainsFunc(cases, func(k desk.Case) bool { return k.Digest == c.Digest })
		}
		cases = append(cases, slices.DeleteFunc(shared, isKept)...)
		incomplete = cmp.Or(more, incomplete)
	}
	var signed []capability.Return
	var left []report.Why
	for _, c := range cases {
		r, ok := c.Signed()
		why := passOver(c, ok)
		if why == "" {
			signed = append(signed, r)
			continue
		}
		left = append(left, why)
	}
	p := report.NewPool(signed)
	for _, why := range left {
		p.PassOver(why)
	}
	return pool{p, incomplete}, nil
}

// passOver says why a case is not told; empty: it is.
func passOver(c desk.Case, signed bool) report.Why {
	switch {
	case c.Standing == desk.CaseRefused:
		return report.Impossible
	case !signed && c.Unsigned == "":
		return report.Unsigned
	case !signed:
		return report.Unknown
	case c.Standing == desk.CaseElsewhere:
		return report.Disagrees
	case c.Standing == desk.CaseKnown:
		return report.KnownAlready
	default:
		return ""
	}
}

// eachReturn replays the returns of a list, and those that only colleagues tell of. It
// counts the records that can't be read.
func (a *app) eachReturn(ctx context.Context, all []ledger.Summary, p pool, do func(capability.Return)) (damaged int, err error) {
	for _, s := range all {
		if ctx.Err() != nil {
			return damaged, ctx.Err()
		}
		if s.Err != nil {
			damaged++
			continue
		}
		r, err := a.desk.Return(s.ID)
		switch {
		case errors.Is(err, ledger.ErrDamaged): // since it was listed
			damaged++
		case err != nil:
			return damaged, err
		default:
			do(p.Better(r))
		}
	}
	for _, r := range p.Rest() {
		do(r)
	}
	return damaged, nil
}

func (a *app) printReport(r report.Report) error {
	a.line("%s", text.Report(r.Scope))
	if err := a.printTotals(text.SeenHereTitle.String(), r.Here, r.Scope.At()); err != nil {
		return err
	}
	for _, c := range r.Colleagues {
		if err := a.printTotals(text.Colleague(c.Name), c.Totals, r.Scope.At()); err != nil {
			return err
		}
	}
	a.line("")
	if len(r.Items) == 0 {
		a.line("%s", text.ReportNothing.String())
	} else if err := a.printItems(r); err != nil {
		return err
	}
	a.line("")
	for _, l := range r.LeftOut {
		a.line("left out: %s", text.LeftOut(l))
	}
	a.note(text.NotAllLooked(r.Incomplete))
	a.line("%s", text.ReportRestNote.String())
	return nil
}

func (a *app) printTotals(title string, t report.Totals, at time.Time) error {
	a.line("")
	a.line("%s", title)
	out := a.table("", "RETURNS", "LICENSES", "UNITS", "OLDEST")
	row := func(what string, c report.Count, oldest string) {
		out.row("  "+what, strconv.Itoa(c.Returns), strconv.Itoa(c.Licenses), text.Units(c), oldest)
	}
	for _, r := range t.Returned {
		row(text.ReturnedRow(r.On), r.Count, "")
	}
	for _, o := range t.Owed {
		row(text.OwedRow(o.Debt), o.Count, text.OldestDebt(o, at))
	}
	return out.flush()
}

func (a *app) printItems(r report.Report) error {
	out := a.table("RETURN", "DEVICE", "SITE", "OPENED", "CLOSED", "AGE", "LICENSES", "UNITS", "STANDS", "KNOWN")
	for _, i := range r.Items {
		closed, age := "", ""
		if i.Debt == capability.NoDebt {
			closed = text.DayOf(i.Closed, r.Scope.Now)
		} else {
			age = text.Days(i.AgeDays)
		}
		licenses, units := strconv.Itoa(len(i.Lines)), strconv.Itoa(i.Units())
		if i.Unknown {
			licenses, units = "?", "?"
		}
		out.row(string(i.ID), fmt.Sprintf("%s %s", i.Device.Model, i.Device.Serial), i.Site, text.DayOf(i.Opened, r.Scope.Now), closed, age,
			licenses, units, text.HowItStands(i), text.Whose(i.Colleague))
	}
	return out.flush()
}
