package screens

import (
	"context"
	"time"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

// scanForm asks who had the stick scanned, where and when, before anything
// from it is loaded.
func scanForm(r capability.Return, now time.Time) formScreen {
	return formScreen{widget.Form{
		Title: text.ScanTitle, Context: string(r.ID), Text: []string{text.ScanText, ""},
		Fields: []widget.Field{
			widget.TextField(text.WhoScannedText, ""), widget.TextField(text.StationText, ""), widget.TextField(text.WhenScannedText, now.Format(scanLayout)),
		},
		No: text.NotYetNoText, Yes: text.ScanYesText,
	}, func(v []string) (Intent, *widget.Fault) {
		at, err := time.ParseInLocation(scanLayout, v[2], now.Location())
		switch {
		case v[0] == "":
			return nil, &widget.Fault{At: 0, Text: text.WhoMissingText}
		case v[1] == "":
			return nil, &widget.Fault{At: 1, Text: text.StationMissingText}
		case err != nil:
			return nil, &widget.Fault{At: 2, Text: text.WhenWrongText}
		}
		return Run{scanJob(r.ID, capability.Scanned{Who: v[0], Station: v[1], When: at})}, nil
	}}
}

// scanLayout is how the time of a scan is typed, by the laptop's clock.
const scanLayout = "2006-01-02 15:04"

// scanJob puts a scan on record.
func scanJob(id capability.ReturnID, scan capability.Scanned) work.Job {
	return work.OnReturn(text.ScanWorkText, id, func(ctx context.Context, b *work.Worker, _ capability.Report) ([]string, error) {
		_, err := b.O.Desk.NoteScan(ctx, id, scan)
		return []string{text.NotedText}, err
	})
}
