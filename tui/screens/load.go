package screens

import (
	"time"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

// askLoad asks before the point of no return, and shows what the device holds
// after it.
func askLoad(r capability.Return, then Intent) questionScreen {
	lines := append([]string{text.Load(r), ""}, work.Difference(r)...)
	if _, read := r.Changes(); !read {
		lines = append(lines, "", text.Unreadable)
	}
	return questionScreen{widget.Question{
		In: string(r.ID), Title: text.LoadTitle, Context: text.Device(r.Device),
		Lines: lines, No: text.LoadNo, Yes: text.LoadYes, Final: r.Purpose != capability.ToActivate,
	}, then}
}

// scanForm asks who had the stick scanned, where and when, before anything
// from it is loaded.
func scanForm(r capability.Return, now time.Time) formScreen {
	return formScreen{widget.Form{
		Title: text.ScanTitle, In: string(r.ID), Text: []string{text.Scan, ""},
		Fields: []widget.Field{
			widget.TextField(text.WhoScanned, ""), widget.TextField(text.Station, ""), widget.TextField(text.WhenScanned, now.Format(scanLayout)),
		},
		No: text.NotYetNo, Yes: text.ScanYes,
	}, func(v []string) (Intent, *widget.Fault) {
		at, err := time.ParseInLocation(scanLayout, v[2], now.Location())
		switch {
		case v[0] == "":
			return nil, &widget.Fault{At: 0, Text: text.WhoMissing}
		case v[1] == "":
			return nil, &widget.Fault{At: 1, Text: text.StationMissing}
		case err != nil:
			return nil, &widget.Fault{At: 2, Text: text.WhenWrong}
		}
		return Run{work.ScanJob(r.ID, capability.Scanned{Who: v[0], Station: v[1], When: at})}, nil
	}}
}

// scanLayout is how the time of a scan is typed, by the laptop's clock.
const scanLayout = "2006-01-02 15:04"
