package widget

import (
	"slices"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// Row is a thing that the cursor can stand on, or a heading that it can't.
type Row struct {
	Key   string   // stays the same when the list changes; empty: a heading
	Lines []string // at least one; those of a row with a key have no style yet

	typed bool // one of its lines may hold the place of the cursor
}

// RowTyped begins the key of a row in which a path is typed; it may stand alone.
const RowTyped = "typed "

// RowLines lays rows out with the cursor before one, and returns the line that
// must come first so that the cursor is in sight among h lines.
func RowLines(th theme.Theme, rows []Row, cursor string, h int) (lines []string, top int) {
	for _, r := range rows {
		if r.Key == "" {
			lines = append(lines, r.Lines...)
			continue
		}
		if r.Key != cursor {
			for _, line := range r.Lines {
				lines = append(lines, "   "+capability.PrintableLine(line))
			}
			continue
		}
		first := len(lines)
		lines = append(lines, r.focused(th)...)
		top = around(first, len(lines)-1, h)
	}
	return lines, top
}

// focused is the row under the cursor. That of the terminal stands where one types,
// else before the row.
func (r Row) focused(th theme.Theme) []string {
	lines := make([]string, len(r.Lines))
	inField := false
	for i, line := range r.Lines {
		mark := " "
		if i == 0 {
			mark = th.Marks.Cursor
		}
		if r.typed && strings.Contains(line, Caret) {
			line, inField = printable(line), true
		} else {
			line = capability.PrintableLine(line)
		}
		lines[i] = " " + th.Selected.Render(mark+" "+line)
	}
	if !inField && len(lines) > 0 {
		lines[0] = " " + Here + strings.TrimPrefix(lines[0], " ")
	}
	return lines
}

// height is how many lines rows take.
func height(rows []Row) int {
	n := 0
	for _, r := range rows {
		n += len(r.Lines)
	}
	return n
}

// RowKeys are the keys of the rows that the cursor can stand on.
func RowKeys(rows []Row) []string {
	var all []string
	for _, r := range rows {
		if r.Key != "" {
			all = append(all, r.Key)
		}
	}
	return all
}

// RowIndex is where the cursor is among the keys; 0 when it is gone.
func RowIndex(keys []string, cursor string) int { return max(0, slices.Index(keys, cursor)) }

// Below puts rows below some lines of p, with the cursor before one; h lines have
// room. Where not all has room the lines above scroll out of sight.
func Below(p Page, above []string, th theme.Theme, rows []Row, cursor string, h int) Page {
	body, top := RowLines(th, rows, cursor, h)
	p.Lines = append(append(above, ""), body...)
	p.Top = max(0, top+len(above)+1)
	if len(p.Lines) <= h {
		p.Top = 0
	}
	return p
}

// Picker chooses one of several paths, or one that is typed. All rows are given to
// it each time; its filter says which are shown.
type Picker struct {
	cursor string // the key of a row
	filter Filter
	field  textinput.Model
	Empty  bool // enter was pressed where nothing was typed
}

// NewPicker is a picker whose cursor stands on the row with that key.
func NewPicker(at string) Picker { return Picker{cursor: at, field: NewInput()} }

// Shown are the rows that the filter lets through, and what it says of itself.
func (p Picker) Shown(rows []Row) (shown []Row, edge string) {
	return p.filter.Rows(rows), p.filter.EdgeOf(rows)
}

// Filtered takes a key of the filter, and reports whether it was one. Where a path
// is typed only esc is.
func (p Picker) Filtered(msg tea.KeyMsg, rows []Row) (Picker, bool) {
	if !p.filter.Typing() && p.At(rows) == RowTyped && !key.Matches(msg, UnfilterKey(true)) {
		return p, false
	}
	if key.Matches(msg, FilterKey(true)) && count(rows) < 2 {
		return p, false
	}
	var taken bool
	p.filter, taken = p.filter.Update(msg)
	return p, taken
}

// Typing reports whether letters are text: of a path, or of the filter.
func (p Picker) Typing(rows []Row) bool { return p.filter.Typing() || p.At(rows) == RowTyped }

// Keys are the bindings of the filter where they work; all of them while it is typed.
func (p Picker) Keys(rows []Row, others ...key.Binding) []key.Binding {
	if p.filter.Typing() {
		return p.filter.Keys()
	}
	if p.filter.On() {
		return append([]key.Binding{UnfilterKey(true)}, others...)
	}
	return append(others, FilterKey(count(rows) > 1 && p.At(rows) != RowTyped))
}

// At is the key of the row that the cursor stands on; empty: the filter lets none
// through.
func (p Picker) At(rows []Row) string {
	keys := RowKeys(p.filter.Rows(rows))
	if len(keys) == 0 {
		return ""
	}
	return keys[RowIndex(keys, p.cursor)]
}

// Path is the path under the cursor, or the typed one; empty: nothing was typed
// yet.
func (p Picker) Path(rows []Row) string {
	if at := p.At(rows); at != RowTyped {
		return at
	}
	return strings.TrimSpace(p.field.Value())
}

// Update moves the cursor or types. It returns the path that was chosen, or "".
func (p Picker) Update(msg tea.KeyMsg, rows []Row, h int) (Picker, string) {
	keys := RowKeys(p.filter.Rows(rows))
	if len(keys) == 0 {
		return p, ""
	}
	at := RowIndex(keys, p.cursor)
	typing := keys[at] == RowTyped
	p.Empty = false
	switch {
	case key.Matches(msg, EnterKey("")):
		path := p.Path(rows)
		p.Empty = path == ""
		return p, path
	case typing && !key.Matches(msg, MoveKeys().Up, MoveKeys().Down):
		p.field, _ = p.field.Update(msg)
	case typing && msg.Type == tea.KeyRunes:
		p.field, _ = p.field.Update(msg)
	default:
		p.cursor = keys[Move(msg, at, len(keys), h)]
	}
	return p, ""
}

// TypedRow is the row in which a path is typed, in w cells. rows are those above
// it.
func (p Picker) TypedRow(label string, rows []Row, w int) Row {
	line := label
	if len(rows) == 0 || p.cursor == RowTyped || p.field.Value() != "" {
		line = label + " " + InputText(p.field, w-5-text.Width(label))
	}
	return Row{Key: RowTyped, Lines: []string{line}, typed: true}
}
