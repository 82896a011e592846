package office_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"handback/capability"
	"handback/capability/report"
	"handback/tui/internal/sample"
	"handback/tui/office"
)

// number is the n-th return ID.
func number(n int) capability.ReturnID {
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	return capability.ReturnID([]byte{'R', '-', '7', 'F', letters[n>>10&31], letters[n>>5&31], letters[n&31]})
}

// add adds a return of a device of its own, whose facts lie some hours apart.
func add(t *testing.T, b *report.Builder, n int, days, hours int, signer string, facts ...capability.Fact) {
	t.Helper()
	o := facts[0].(capability.Opened)
	o.ID, o.Site = number(n), "hall 3"
	o.Reading.Device.Serial = "SN00" + string(rune('0'+n/10%10)) + string(rune('0'+n%10))
	facts = append([]capability.Fact{o}, facts[1:]...)
	var entries []capability.Entry
	for i, f := range facts {
		e := capability.Entry{At: sample.Start.AddDate(0, 0, days).Add(time.Duration(hours*i) * time.Hour), By: "kim", Fact: f}
		if signer != "" {
			e.From = &capability.Origin{Signer: signer}
		}
		entries = append(entries, e)
	}
	r, err := capability.Replay(entries)
	if err != nil {
		t.Fatal(err)
	}
	b.Add(r)
}

// shop is the report of a shop: proofs, claims, debts, a colleague.
func shop(t *testing.T) report.Report {
	t.Helper()
	b := report.New(report.Scope{Since: sample.Start.AddDate(0, 0, -9), Site: "hall 3", Now: sample.Start.AddDate(0, 0, 61), Zone: time.UTC})
	claimed := sample.UpTo(12, capability.Uploaded{File: capability.ConfirmationRequest, SHA256: sample.File(capability.ConfirmationRequest, 512).SHA256})
	for n, days := range []int{0, 3, 9, 9, 10, 23, 31, 44} {
		add(t, b, n, days, 5, "", sample.Facts()...)
	}
	add(t, b, 10, 8, 9, "", claimed...)
	add(t, b, 11, 24, 9, "", sample.Skipped(9)...)
	add(t, b, 12, 30, 6, "", sample.UpTo(5)...)
	add(t, b, 13, 38, 7, "", sample.UpTo(12)...)
	add(t, b, 14, 40, 8, "", sample.DeclarationSaved()...)
	add(t, b, 15, 9, 5, "Robin", sample.Facts()...)
	add(t, b, 16, 52, 5, "Robin", sample.UpTo(4)...)
	b.LeaveOut(report.Unsigned)
	b.LeaveOut(report.WithoutSite)
	b.Incomplete(capability.CutShort{Entries: 50000})
	return b.Report()
}

func TestGolden(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer, report.Report) error{
		"page": func(w *bytes.Buffer, r report.Report) error { return office.Page(w, r) },
		"csv":  func(w *bytes.Buffer, r report.Report) error { return office.CSV(w, r) },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := write(&out, shop(t)); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, out.Bytes())
		})
	}
}

// odd is a report of a device, a site and a colleague whose names are hostile.
func odd(name string) report.Report {
	r := report.New(report.Scope{Site: name, Device: name, Now: sample.Now(), Zone: time.UTC}).Report()
	i := report.Item{ID: "R-7F3K2", Site: name, Colleague: name, Opened: sample.Start, Debt: capability.DebtOpen, Since: sample.Start}
	i.Device.Model, i.Device.Serial, i.Device.Host.Value = name, name, name
	r.Items = []report.Item{i}
	r.Colleagues = []report.Colleague{{Name: name, Totals: r.Here}}
	return r
}

// TestNoCellIsAFormula: not in a spreadsheet that takes commas, and not in one that takes
// semicolons or trims.
func TestNoCellIsAFormula(t *testing.T) {
	for _, name := range []string{
		`=1+1`, `+1`, `-1`, `@SUM(A1)`, "\t=1", "\r\n=1", " =1", `"=1`, `'=1`, "＝1", "a;=1", "a\n=1", "\u200b=1", "\u00a0@x", `|cmd`, `%0a=1`,
	} {
		var out bytes.Buffer
		if err := office.CSV(&out, odd(name)); err != nil {
			t.Fatal(err)
		}
		for _, separator := range []rune{',', ';'} {
			in := csv.NewReader(strings.NewReader(out.String()))
			in.Comma, in.FieldsPerRecord, in.LazyQuotes = separator, -1, true
			rows, err := in.ReadAll()
			if err != nil || len(rows) != 2 {
				t.Fatalf("%q: %d rows, %v", name, len(rows), err)
			}
			for _, cell := range rows[1] {
				if begin := strings.TrimLeft(cell, " \u00a0\""); begin != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(begin)[0]) {
					t.Errorf("%q makes the cell %q", name, cell)
				}
			}
		}
	}
}

// TestEveryLineOfTheTableHasAllColumns also for names with quotes and commas.
func TestEveryLineOfTheTableHasAllColumns(t *testing.T) {
	var out bytes.Buffer
	if err := office.CSV(&out, odd(`the "big", one`)); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[0]) != len(rows[1]) || !slices.Contains(rows[1], `the "big", one`) {
		t.Errorf("%q, %v", rows, err)
	}
}

// TestThePageObeysNobody: what a device says stays text, and nothing is fetched.
func TestThePageObeysNobody(t *testing.T) {
	var out bytes.Buffer
	if err := office.Page(&out, odd(`</text><script>alert(1)</script>"onload="x`)); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	for _, bad := range []string{"<script", `"onload`, "http:", "https:", "src=", "href=", "@import", "url(h", "ZgotmplZ", "\u202e"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if n := strings.Count(page, "&lt;script&gt;"); n < 4 {
		t.Errorf("the hostile name is shown %d times", n)
	}
}

// TestAReportOfNothingIsAPage without drawings.
func TestAReportOfNothingIsAPage(t *testing.T) {
	var out bytes.Buffer
	empty := report.New(report.Scope{Now: sample.Now(), Zone: time.UTC}).Report()
	if err := office.Page(&out, empty); err != nil || strings.Contains(out.String(), "<svg") || !strings.Contains(out.String(), "No return is in this report.") {
		t.Errorf("%v\n%s", err, &out)
	}
}
