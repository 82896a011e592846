package tui

import (
	"context"
	"time"

	"handback/capability"
)

// scanForm asks who had the stick scanned, where and when, before anything
// from it is loaded.
func scanForm(r capability.Return, now time.Time) formScreen {
	return formScreen{form{
		title: scanTitle, context: string(r.ID), text: []string{scanText, ""},
		fields: []field{
			textField(whoScannedText, ""), textField(stationText, ""), textField(whenScannedText, now.Format(scanLayout)),
		},
		no: notYetNoText, yes: scanYesText,
	}, func(v []string) (intent, *fault) {
		at, err := time.ParseInLocation(scanLayout, v[2], now.Location())
		switch {
		case v[0] == "":
			return nil, &fault{0, whoMissingText}
		case v[1] == "":
			return nil, &fault{1, stationMissingText}
		case err != nil:
			return nil, &fault{2, whenWrongText}
		}
		return run{scanJob(r.ID, capability.Scanned{Who: v[0], Station: v[1], When: at})}, nil
	}}
}

// scanLayout is how the time of a scan is typed, by the laptop's clock.
const scanLayout = "2006-01-02 15:04"

// scanJob puts a scan on record.
func scanJob(id capability.ReturnID, scan capability.Scanned) job {
	return onReturn(scanWorkText, id, func(ctx context.Context, b *worker, _ capability.Report) ([]string, error) {
		_, err := b.o.Desk.NoteScan(ctx, id, scan)
		return []string{notedText}, err
	})
}
