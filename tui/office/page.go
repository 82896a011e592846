package office

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"time"

	"handback/capability"
	"handback/capability/report"
	"handback/tui/text"
)

//go:embed page.html
var pageTemplate string

// page is what the template shows. Every text is one of package text, or made printable;
// html/template escapes all of it.
type page struct {
	Title    string
	Tiles    []tile
	Bars     bars
	Timeline timeline
	Groups   []group
	Debts    []debtRow
	Returned []returnedRow
	LeftOut  []string
	Words    words
}

// words are the headings of the page.
type words struct{ Came, Owed, Weeks, Timeline, LeftOut, Proved, Unproved, Told, Nothing, Note string }

// tile is a number that is read first.
type tile struct {
	Kind   string // a class of the style sheet: proved, unproved or debt
	Number int
	What   string
	More   string
}

// group is the sums of what one party stands for.
type group struct {
	Name string
	Rows []sumRow
}

type sumRow struct {
	What, Units, Oldest string
	Returns, Licenses   int
}

type debtRow struct {
	ID, Device, Site, Opened, What, Whose, Age string
	Licenses, Units                            string
}

type returnedRow struct {
	ID, Device, Site, Opened, Closed, What, Whose string
	Licenses, Units                               string
	Kind                                          string // a class, as in tile
}

// Page writes a page that holds all it needs: no script, no picture and no font comes
// from elsewhere. It fits a screen, dark or light, and paper.
func Page(w io.Writer, r report.Report) error {
	t, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return err
	}
	return t.Execute(w, newPage(r))
}

func newPage(r report.Report) page {
	at := r.Scope.At()
	p := page{
		Title: text.Report(r.Scope), Tiles: tilesOf(r), Bars: barsOf(r), Timeline: timelineOf(r),
		Groups: []group{groupOf(text.SeenHereTitle.String(), r.Here, at)},
		Words: words{
			Came: text.CameBackTitle.String(), Owed: text.OwedTitle.String(), Weeks: text.WeeksTitle.String(), Timeline: text.TimelineTitle.String(), LeftOut: text.LeftOutTitle.String(),
			Proved: text.ProvedWord.String(), Unproved: text.UnprovedWord.String(), Told: text.ToldWord.String(), Nothing: text.ReportNothing.String(), Note: text.ReportRestNote.String(),
		},
	}
	for _, c := range r.Colleagues {
		p.Groups = append(p.Groups, groupOf(text.Colleague(c.Name), c.Totals, at))
	}
	for _, i := range r.Items {
		if i.Debt != capability.NoDebt {
			p.Debts = append(p.Debts, debtOf(i, r.Scope.Now))
			continue
		}
		p.Returned = append(p.Returned, returnedOf(i, r.Scope.Now))
	}
	for _, l := range r.LeftOut {
		p.LeftOut = append(p.LeftOut, text.LeftOut(l))
	}
	if more := text.NotAllLooked(r.Incomplete); more != "" {
		p.LeftOut = append(p.LeftOut, more)
	}
	return p
}

func tilesOf(r report.Report) []tile {
	debts := r.Here.Debts()
	one := func(kind, what string, c report.Count, more string) tile {
		return tile{kind, c.Returns, what, more}
	}
	return []tile{
		one("proved", text.TileProved.String(), r.Here.Proved(), text.Brings(r.Here.Proved())),
		one("unproved", text.TileUnproved.String(), r.Here.Unproved(), text.Brings(r.Here.Unproved())),
		one("debt", text.TileDebts.String(), debts.Count, text.OldestNote(debts, r.Scope.At())),
	}
}

func groupOf(name string, t report.Totals, at time.Time) group {
	g := group{Name: name}
	for _, c := range t.Returned {
		g.Rows = append(g.Rows, sumRow{What: text.ReturnedRow(c.On), Returns: c.Returns, Licenses: c.Licenses, Units: text.Units(c.Count)})
	}
	for _, o := range t.Owed {
		g.Rows = append(g.Rows, sumRow{
			What: text.OwedRow(o.Debt), Returns: o.Returns, Licenses: o.Licenses, Units: text.Units(o.Count), Oldest: text.OldestDebt(o, at),
		})
	}
	return g
}

func debtOf(i report.Item, now time.Time) debtRow {
	licenses, units := numbers(i)
	return debtRow{
		ID: string(i.ID), Device: deviceOf(i), Site: capability.Printable(i.Site), Opened: text.DayOf(i.Opened, now),
		What: text.HowItStands(i), Whose: text.Whose(i.Colleague), Age: text.Days(i.AgeDays), Licenses: licenses, Units: units,
	}
}

func returnedOf(i report.Item, now time.Time) returnedRow {
	licenses, units := numbers(i)
	return returnedRow{
		ID: string(i.ID), Device: deviceOf(i), Site: capability.Printable(i.Site), Opened: text.DayOf(i.Opened, now), Closed: text.DayOf(i.Closed, now),
		What: text.HowItStands(i), Whose: text.Whose(i.Colleague), Licenses: licenses, Units: units, Kind: kindOf(i),
	}
}

func numbers(i report.Item) (licenses, units string) {
	if i.Unknown {
		return "?", "?"
	}
	return fmt.Sprint(len(i.Lines)), fmt.Sprint(i.Units())
}

// deviceOf names the device of a return.
func deviceOf(i report.Item) string {
	d := i.Device
	return text.Device(capability.Identity{Model: d.Model, Serial: d.Serial, Host: d.Host})
}

// kindOf is the class that draws a return.
func kindOf(i report.Item) string {
	switch {
	case i.Debt != capability.NoDebt:
		return "debt"
	case i.Colleague != "":
		return "told"
	case i.Closing == capability.ClosedOnProof:
		return "proved"
	default:
		return "unproved"
	}
}
