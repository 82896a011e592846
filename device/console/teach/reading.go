package teach

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"handback/device/console/profile"
)

// reading is a command whose answer holds values, and what was found there.
type reading struct {
	commands []string
	prompts  []string // that came while the commands were given
	lines    []string // the answer
	again    []string // the answer to the same commands once more
	not      []string // lines that are no part of an answer

	fields []string // that may be found
	need   []string // that must be
	rows   bool     // the answer has a row for each license
	at     int      // the row that is marked
	more   []int    // rows of another kind

	document any    // JSON; nil: it is none
	list     string // path of the rows
	leaves   []Leaf

	found map[string]Finding
	made  []string // the patterns of the rows; nil: not made since the last change
}

// The values of each kind of answer, in the order in which they are shown.
var (
	identityNeed   = []string{"vendor", "model", "serial", "host_type", "host"}
	identityFields = append(slices.Clone(identityNeed), "firmware", "clock", "last_seq", "last_sha256")
	licenseNeed    = []string{"id", "count"}
	licenseFields  = []string{"id", "count", "feature", "version", "expires", "total"}
	madeNeed       = []string{"name", "size", "sha256"}
)

// newReading takes an answer, and finds in it what can be guessed.
func newReading(fields, need []string, a Answer, not []string) *reading {
	r := &reading{fields: fields, need: need, not: not, found: map[string]Finding{}}
	for _, e := range a.Heard {
		r.commands = append(r.commands, e.Sent)
		r.lines = append(r.lines, e.Lines...)
		r.prompts = append(r.prompts, e.Prompt)
	}
	for _, e := range a.Again {
		r.again = append(r.again, e.Lines...)
	}
	if document, err := profile.FindJSON(r.lines); err == nil {
		r.document, r.leaves = document, leavesOf(document, "")
	}
	return r
}

// isJSON reports whether the answer is a document with values.
func (r *reading) isJSON() bool { return len(r.leaves) > 0 }

// shown are the lines at which the person points.
func (r *reading) shown() []string {
	if r.isJSON() {
		return leafLines(r.leaves)
	}
	return r.lines
}

// guess fills in what can be found without the person.
func (r *reading) guess(text func([]string) map[string]Finding, leaf func(path, value string) string) {
	if r.isJSON() {
		r.found = guessLeaves(r.leaves, r.fields, leaf)
		return
	}
	r.found = text(r.lines)
}

// guessRows does so for a list.
func (r *reading) guessRows() {
	r.rows = true
	if r.isJSON() {
		path, first := longest(r.document, listsIn(r.document, ""))
		r.list, r.leaves = path, leavesOf(first, "")
		r.found = guessLeaves(r.leaves, r.fields, licenseLeaf)
		return
	}
	at, row := guessTable(r.lines)
	r.setRow(at, row)
	r.guessTotal()
}

func (r *reading) setRow(at int, row map[string]Span) {
	r.at, r.made = at, nil
	for _, name := range licenseFields {
		if name != "total" {
			delete(r.found, name)
		}
	}
	for name, s := range row {
		r.found[name] = Finding{Name: name, Value: s.Of(r.lines[at]), Line: at, Span: s}
	}
}

// guessTotal finds the line that says how many rows there are.
func (r *reading) guessTotal() {
	patterns, err := r.patterns()
	if err != nil {
		return
	}
	t := ReadTable(patterns, r.lines)
	for i, line := range r.lines {
		if !slices.Contains(t.Left, line) {
			continue
		}
		for _, w := range Words(line) {
			if w.Of(line) == strconv.Itoa(len(t.Rows)) && len(Words(line)) > 1 {
				r.found["total"] = Finding{Name: "total", Value: w.Of(line), Line: i, Span: w}
				return
			}
		}
	}
}

// correct takes what the person says about a value: NAME PLACE, NAME = TEXT or
// NAME -; of a list also "row LINE" and "also LINE".
func (r *reading) correct(text string) Reason {
	name, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	rest = strings.TrimSpace(rest)
	if r.rows && !r.isJSON() && (name == "row" || name == "also") {
		return r.otherRow(name, rest)
	}
	r.made = nil
	name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
	if !slices.Contains(r.fields, name) || rest == "" {
		return ReasonNoField
	}
	told, isTold := strings.CutPrefix(rest, "=")
	switch {
	case rest == "-":
		delete(r.found, name)
	case isTold && r.rows:
		return ReasonRowFixed
	case isTold:
		r.found[name] = Finding{Name: name, Value: strings.TrimSpace(told), Fixed: true}
	case r.isJSON():
		return r.point(name, rest)
	default:
		return r.mark(name, rest)
	}
	return ""
}

// point takes the number of a value of a JSON document, or its path.
func (r *reading) point(name, where string) Reason {
	n, err := strconv.Atoi(where)
	i := slices.IndexFunc(r.leaves, func(l Leaf) bool { return l.Path == where })
	if i < 0 && err == nil {
		i = n - 1
	}
	if i < 0 || i >= len(r.leaves) {
		return ReasonNoPlace
	}
	r.found[name] = Finding{Name: name, Value: r.leaves[i].Value, Path: r.leaves[i].Path, Line: i}
	return ""
}

func (r *reading) mark(name, where string) Reason {
	line, s, ok := place(r.lines, where)
	if !ok {
		return ReasonNoPlace
	}
	if r.rows && name != "total" && line != r.at {
		r.setRow(line, guessRow(r.lines[line]))
	}
	for other, f := range r.found { // in a row a word is one thing
		if r.rows && other != name && f.Line == line && f.From < s.To && s.From < f.To {
			delete(r.found, other)
		}
	}
	r.found[name] = Finding{Name: name, Value: s.Of(r.lines[line]), Line: line, Span: s}
	if r.rows && name != "total" {
		if _, has := r.found["total"]; !has {
			r.guessTotal()
		}
	}
	return ""
}

func (r *reading) otherRow(what, number string) Reason {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(r.lines) {
		return ReasonNoPlace
	}
	if what == "also" {
		r.more, r.made = append(r.more, n-1), nil
		return ""
	}
	r.setRow(n-1, guessRow(r.lines[n-1]))
	return ""
}

// missing are the values that must be found and are not.
func (r *reading) missing() []string {
	var all []string
	for _, name := range r.need {
		if r.found[name].Value == "" {
			all = append(all, name)
		}
	}
	return all
}

// patterns are those of the lines that hold values, in their order; of a list that
// of the rows.
func (r *reading) patterns() ([]string, error) {
	if r.isJSON() {
		return nil, nil
	}
	if r.rows {
		return r.rowPatterns()
	}
	var all []string
	for _, marks := range r.marksByLine() {
		line := r.lines[marks[0].Line]
		if slices.ContainsFunc(marks, func(f Finding) bool { return strings.Contains(f.Value, `\`) }) {
			for i, m := range widened(line, marksOf(marks)) {
				marks[i].Span, marks[i].Value = m.Span, m.Of(line)
			}
		}
		text, err := Pattern(line, marksOf(marks), without(r.lines, line, r.not))
		if err != nil {
			return nil, err
		}
		for _, m := range marks {
			m.Pattern, m.Again = text, valueIn(text, m.Name, r.again)
			r.found[m.Name] = m
		}
		all = append(all, text)
	}
	return all, nil
}

func (r *reading) rowPatterns() ([]string, error) {
	if r.made != nil {
		return r.made, nil
	}
	var marks []Mark
	for name, f := range r.found {
		if name != "total" {
			marks = append(marks, Mark{name, f.Span})
		}
	}
	text, err := RowPattern(r.lines, r.at, marks, r.not)
	if err != nil {
		return nil, err
	}
	all := []string{text}
	for _, at := range r.more {
		var marks []Mark
		for name, s := range guessRow(r.lines[at]) {
			marks = append(marks, Mark{name, s})
		}
		other, err := RowPattern(r.lines, at, marks, r.not)
		if err != nil {
			return nil, err
		}
		all = append(all, other)
	}
	r.made = all
	return all, nil
}

// total is the pattern of the line that says how many rows there are; empty: none
// does.
func (r *reading) total() string {
	f, has := r.found["total"]
	if !has || r.isJSON() {
		return ""
	}
	line := r.lines[f.Line]
	text, err := Pattern(line, []Mark{{"total", f.Span}}, without(r.lines, line, r.not))
	if err != nil {
		return ""
	}
	return text
}

// marksByLine are the values that are in each line; those that overlap come
// apart.
func (r *reading) marksByLine() [][]Finding {
	var groups [][]Finding
	for _, name := range r.fields {
		f, has := r.found[name]
		if !has || f.Fixed || f.Path != "" {
			continue
		}
		i := slices.IndexFunc(groups, func(g []Finding) bool {
			return g[0].Line == f.Line && !slices.ContainsFunc(g, func(o Finding) bool { return o.From < f.To && f.From < o.To })
		})
		if i < 0 {
			groups = append(groups, []Finding{f})
		} else {
			groups[i] = append(groups[i], f)
		}
	}
	slices.SortStableFunc(groups, func(a, b []Finding) int { return cmp.Compare(a[0].Line, b[0].Line) })
	return groups
}

func marksOf(found []Finding) []Mark {
	var marks []Mark
	for _, f := range found {
		marks = append(marks, Mark{f.Name, f.Span})
	}
	return marks
}

// without are all lines but those that are as one, and others.
func without(lines []string, line string, others []string) []string {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return l == line })
	return slices.DeleteFunc(append(lines, others...), func(l string) bool { return l == line })
}

func valueIn(pattern, name string, lines []string) string {
	row := map[string]string{}
	for _, line := range lines {
		if found := rowOf([]string{pattern}, line); found != nil {
			row = found
		}
	}
	return row[name]
}

// table is what the patterns or paths make of a list.
func (r *reading) table() (Table, error) {
	if r.isJSON() {
		x := profile.Extract{JSON: r.paths(), Rows: r.list}
		rows, err := x.Lists(r.lines)
		return Table{Rows: rows}, err
	}
	patterns, err := r.patterns()
	if err != nil {
		return Table{}, err
	}
	return ReadTable(patterns, r.lines), nil
}

// paths are those of the values in a document.
func (r *reading) paths() map[string]string {
	paths := map[string]string{}
	for name, f := range r.found {
		if f.Path != "" {
			paths[name] = f.Path
		}
	}
	return paths
}

// fixed are the values that the device doesn't tell.
func (r *reading) fixed() map[string]string {
	told := map[string]string{}
	for name, f := range r.found {
		if f.Fixed {
			told[name] = f.Value
		}
	}
	return told
}

// inOrder are the values as they are shown.
func (r *reading) inOrder() []Finding {
	var all []Finding
	for _, name := range r.fields {
		f := r.found[name]
		f.Name = name
		all = append(all, f)
	}
	return all
}
