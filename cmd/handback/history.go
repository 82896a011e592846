package main

import (
	"context"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/report"
	"handback/device"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const historyLong = `Tell all that this ledger knows about the device with a serial number or a host ID:
its returns, each fact and what it rests on, what was unexpected, and the ports at
which it answered last.

With --cases it also tells what known colleagues signed in a shared folder, under
their names. What auto kept from such a folder is told without it. Nothing is taken
in.`

func newHistory(f *flags, s streams) *cobra.Command {
	var cases string
	cmd := &cobra.Command{
		Use:   "history SERIAL",
		Short: "Tell all that this ledger knows about a device, and what it rests on",
		Long:  historyLong,
		Args:  cobra.ExactArgs(1),
		RunE: f.withApp(s, readsLedger, func(ctx context.Context, a *app, args []string) error {
			return a.history(ctx, strings.TrimSpace(args[0]), cases)
		}),
	}
	cmd.Flags().StringVar(&cases, "cases", "", "add what known colleagues signed, from the cases in this `folder`")
	return cmd
}

// historyJSON is the documented form.
type historyJSON struct {
	report.History
	Ports      []device.LastDevice `json:"ports"`
	Damaged    int                 `json:"damaged"`
	LeftOut    []report.LeftOut    `json:"left_out"`
	Incomplete capability.CutShort `json:"incomplete,omitzero"`
}

func (a *app) history(ctx context.Context, asked, cases string) error {
	if asked == "" {
		return usagef("name a device by its serial number or its host ID")
	}
	pool, err := a.pool(ctx, cases)
	if err != nil {
		return err
	}
	all, err := a.desk.List(ctx)
	if err != nil {
		return err
	}
	h := historyJSON{LeftOut: append([]report.LeftOut{}, pool.Left...), Incomplete: pool.incomplete, Ports: []device.LastDevice{}}
	var returns []capability.Return
	h.Damaged, err = a.eachReturn(ctx, all, pool, func(r capability.Return) {
		if report.Names(asked, r) {
			returns = append(returns, r)
		}
	})
	if err != nil {
		return err
	}
	h.History = report.HistoryOf(asked, returns)
	for _, d := range a.memory.All() {
		if report.IsDevice(asked, capability.Identity{Serial: d.Serial, Host: d.Host}) {
			h.Ports = append(h.Ports, d)
		}
	}
	if a.json {
		return printJSON(a.out, h)
	}
	return a.printHistory(h, time.Now())
}

func (a *app) printHistory(h historyJSON, now time.Time) error {
	if len(h.Returns) == 0 && len(h.Ports) == 0 {
		a.line("%s", text.NoHistory(h.Asked))
	} else {
		a.line("%s", text.HistoryTitle(h.Asked))
	}
	for _, d := range h.Devices {
		a.line("%s", text.IdentityLine(d.Identity()))
	}
	for _, d := range h.Ports {
		a.line("%s", text.AnsweredAt(d.Port, d, now))
	}
	for _, p := range h.Returns {
		a.line("%s", text.Past(p, now))
	}
	if len(h.Events) > 0 {
		a.line("")
		out := a.table("WHEN", "RETURN", "BY", "WHAT", "KNOWN")
		for _, e := range h.Events {
			out.row(e.At.In(now.Location()).Format("2006-01-02 15:04"), string(e.Return), e.By, text.HistoryEvent(e), text.OnWhat(e))
		}
		if err := out.flush(); err != nil {
			return err
		}
	}
	for _, l := range h.LeftOut {
		a.line("left out: %s", text.LeftOut(l))
	}
	a.note(text.NotAllLooked(h.Incomplete))
	a.note(text.DamagedRecords(h.Damaged))
	return nil
}

// greet says how the return of a device closed that is plugged in again; empty: it has
// an open one, or had none. It is a courtesy: a ledger that can't be read now costs
// nothing.
func (a *app) greet(ctx context.Context, host capability.HostID) string {
	all, err := a.desk.List(ctx)
	if err != nil {
		return ""
	}
	if s, finished := ledger.Finished(all, host); finished {
		return text.Finished(s, time.Now())
	}
	return ""
}
