// Package office writes a report for people who never saw Handback: as a table that a
// spreadsheet opens, and as a page that a browser shows and prints without a network.
package office

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"handback/capability"
	"handback/capability/report"
)

// columns are the headings of the table. They only grow.
var columns = []string{
	"return", "model", "serial", "host_id", "site", "opened", "closed", "rests_on", "debt", "since", "age_days",
	"licenses", "units", "unknown", "claims", "flags", "colleague",
}

// CSV writes one line for each return of a report, by RFC 4180 but for its line ends. No
// cell can become a formula of a spreadsheet.
func CSV(w io.Writer, r report.Report) error {
	out := csv.NewWriter(w)
	rows := [][]string{columns}
	for _, i := range r.Items {
		rows = append(rows, row(i))
	}
	return out.WriteAll(rows)
}

func row(i report.Item) []string {
	return []string{
		string(i.ID), cell(i.Device.Model), cell(i.Device.Serial), cell(i.Device.Host.String()), cell(i.Site),
		moment(i.Opened), moment(i.Closed), string(i.Closing), string(i.Debt), moment(i.Since), ageOf(i),
		strconv.Itoa(len(i.Lines)), strconv.Itoa(i.Units()), strconv.FormatBool(i.Unknown), strconv.Itoa(i.Claims),
		strconv.Itoa(i.Flags), cell(i.Colleague),
	}
}

func ageOf(i report.Item) string {
	if i.Debt == capability.NoDebt {
		return ""
	}
	return strconv.Itoa(i.AgeDays)
}

func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

// formulas begin one in some spreadsheet, also in their wide forms.
const formulas = "=+-@|%＝＋－＠"

// cell makes foreign text fit for a spreadsheet. An apostrophe keeps it from computing
// what begins like a formula. A semicolon, which separates cells where the comma is the
// decimal sign, becomes a comma: the text behind it can't begin a cell of its own.
func cell(text string) string {
	text = strings.ReplaceAll(capability.Printable(text), ";", ",")
	if begin := strings.TrimLeftFunc(text, notSign); begin != "" && strings.ContainsRune(formulas, []rune(begin)[0]) {
		return "'" + text
	}
	return text
}

// notSign reports whether a spreadsheet may pass over a character before a formula.
func notSign(r rune) bool { return unicode.IsSpace(r) || r == '"' || r == '\'' }
