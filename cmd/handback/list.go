package main

import (
	"context"
	"strconv"
	"time"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/ledger"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newList(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the returns of this laptop",
		RunE: f.withApp(s, readsLedger, func(ctx context.Context, a *app, _ []string) error {
			all, err := a.desk.List(ctx)
			if err != nil {
				return err
			}
			if a.json {
				return a.listJSON(all)
			}
			return a.listText(all)
		}),
	}
}

type summaryJSON struct {
	Return   capability.ReturnID `json:"return"`
	Stage    string              `json:"stage"`
	Act      capability.ActKind  `json:"act"`
	Device   certificate.Device  `json:"device"`
	Licenses int                 `json:"licenses"`
	Opened   time.Time           `json:"opened"`
	Changed  time.Time           `json:"changed"`
	Closed   capability.Closing  `json:"closed_on,omitempty"`
	TakenIn  bool                `json:"taken_in,omitempty"`
	Error    string              `json:"error,omitempty"`
}

func (a *app) listJSON(all []ledger.Summary) error {
	list := make([]summaryJSON, 0, len(all))
	for _, s := range all {
		j := summaryJSON{
			Return: s.ID, Stage: s.Stage.String(), Act: s.Act, Device: certificate.DeviceOf(s.Device),
			Licenses: s.Licenses, Opened: s.OpenedAt, Changed: s.ChangedAt, Closed: s.Closing, TakenIn: s.TakenIn,
		}
		if s.Err != nil {
			j.Error = s.Err.Error()
		}
		list = append(list, j)
	}
	return printJSON(a.out, list)
}

func (a *app) listText(all []ledger.Summary) error {
	if len(all) == 0 {
		a.line("no returns yet")
		return nil
	}
	t := a.table("RETURN", "DEVICE", "LICENSES", "OPENED", "STANDS")
	for _, s := range all {
		if s.Err != nil {
			t.row(string(s.ID), "", "", "", text.Explain(s.Err).What)
			continue
		}
		t.row(string(s.ID), s.Device.Model+" "+s.Device.Serial, strconv.Itoa(s.Licenses), s.OpenedAt.UTC().Format(time.DateOnly), standing(s))
	}
	return t.flush()
}

// standing is how a return stands, and whether it came from another laptop.
func standing(s ledger.Summary) string {
	stands := text.Summary(s)
	if s.TakenIn {
		stands += text.Phrase(", taken in").String()
	}
	return stands
}
