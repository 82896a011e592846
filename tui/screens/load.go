package screens

import (
	"time"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"
)

// askLoad asks before the point of no return, and shows what the device holds now and
// after it, what stops working by it, and what the response rests on.
func askLoad(e Env, r capability.Return, then Intent) questionScreen {
	lines := []string{text.BeforeAndAfter(r, e.Now)}
	if rest := text.RestOf(r); rest != "" {
		lines = append(lines, rest)
	}
	lines = append(lines, text.Stops(r)...)
	if _, read := r.Changes(); !read {
		lines = append(lines, text.Unreadable.String())
	}
	return questionScreen{widget.Question{
		In: string(r.ID), Title: text.LoadTitle.String(), Context: text.Device(r.Device), Act: text.LoadInto(r.Device),
		Lines: append(lines, text.Rests(r, e.Now)), Table: func(w int) []string { return changeLines(e.Theme, r, w) },
		No: text.LoadNo.String(), Yes: text.LoadYes.String(), Final: r.Purpose != capability.ToActivate,
	}, then}
}

// changeLines are the licenses that the response changes, in columns: what the device
// holds of each now, and after the load. Where those have no room in w cells the
// numbers stand below the names.
func changeLines(th theme.Theme, r capability.Return, w int) []string {
	arrow := th.Marks.Carried + th.Marks.Travels
	changes, _ := r.Changes()
	var ids, features, numbers []string
	for _, c := range changes {
		id, feature := text.ChangeName(r, c)
		ids, features, numbers = append(ids, id), append(features, feature), append(numbers, text.ChangeNumbers(c, arrow))
	}
	first, second, third := widest(ids), widest(features), widest(numbers)
	var lines []string
	for i, c := range changes {
		if first+second+third+4 <= w {
			lines = append(lines, text.Fit(ids[i], first)+"  "+text.Fit(features[i], second)+"  "+numbers[i])
		} else {
			lines = append(lines, text.Cut(ids[i], w), text.Cut("  "+numbers[i], w), text.Cut("  "+features[i], w))
		}
		if !c.Asked {
			lines = append(lines, th.Danger.Render("! "+text.NotAsked.String()))
		}
	}
	return lines
}

func widest(texts []string) int {
	w := 0
	for _, t := range texts {
		w = max(w, text.Width(t))
	}
	return w
}

// scanForm asks who had the stick scanned, where and when, before anything
// from it is loaded.
func scanForm(r capability.Return, now time.Time) formScreen {
	return formScreen{about: string(r.ID), Form: widget.Form{
		Title: text.ScanTitle.String(), In: string(r.ID), Text: []string{text.Scan.String(), ""},
		Fields: []widget.Field{
			widget.TextField(text.WhoScanned.String(), ""), widget.TextField(text.Station.String(), ""), widget.TextField(text.WhenScanned.String(), now.Format(scanLayout)),
		},
		Yes: text.ScanYes.String(),
	}, then: func(v []string) (Intent, *widget.Fault) {
		at, err := time.ParseInLocation(scanLayout, v[2], now.Location())
		switch {
		case v[0] == "":
			return nil, &widget.Fault{At: 0, Text: text.WhoMissing.String()}
		case v[1] == "":
			return nil, &widget.Fault{At: 1, Text: text.StationMissing.String()}
		case err != nil:
			return nil, &widget.Fault{At: 2, Text: text.WhenWrong.String()}
		}
		return Run{work.ScanJob(r.ID, capability.Scanned{Who: v[0], Station: v[1], When: at})}, nil
	}}
}

// scanLayout is how the time of a scan is typed, by the laptop's clock.
const scanLayout = "2006-01-02 15:04"
