package widget

import (
	"slices"
	"strings"

	"handback/capability"
	"handback/tui/text"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// Filter narrows a list while words are typed. Its zero value lets all through.
type Filter struct {
	field textinput.Model
	open  bool // letters go into the field
}

// FilterKey begins to filter.
func FilterKey(on bool) key.Binding { return When(on, Bind("/", text.FilterKey.String(), "/")) }

// UnfilterKey ends the filter.
func UnfilterKey(on bool) key.Binding { return When(on, Bind("esc", text.UnfilterKey.String(), "esc")) }

// Typing reports whether letters go into the filter.
func (f Filter) Typing() bool { return f.open }

// On reports whether something may be filtered out.
func (f Filter) On() bool { return f.open || f.words() != "" }

func (f Filter) words() string { return f.field.Value() }

// Update takes a key of the filter, and reports whether it was one: the key that
// begins, and esc, which ends it. While words are typed enter keeps them, and all
// other keys but those that move up and down are of the filter, too.
func (f Filter) Update(msg tea.KeyMsg) (Filter, bool) {
	k := MoveKeys()
	switch {
	case f.On() && key.Matches(msg, UnfilterKey(true)):
		return Filter{}, true
	case !f.open && key.Matches(msg, FilterKey(true)):
		if f.words() == "" {
			f.field = NewInput()
		}
		f.open = true
	case !f.open:
		return f, false
	case key.Matches(msg, EnterKey("")):
		f.open = false
	case msg.Type != tea.KeyRunes && key.Matches(msg, k.Up, k.Down, k.PageUp, k.PageDown):
		return f, false
	default:
		f.field, _ = f.field.Update(msg)
	}
	return f, true
}

// Lets reports whether the filter lets something through: some of the texts hold
// each of its words, whatever their case.
func (f Filter) Lets(texts ...string) bool {
	of := strings.ToLower(strings.Join(texts, "\n"))
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(f.words())), func(word string) bool {
		return !strings.Contains(of, word)
	})
}

// Edge says in the edge of a list what is typed, and how many of all the filter
// lets through; empty: nothing is filtered.
func (f Filter) Edge(shown, all int) string {
	switch {
	case f.open:
		const most = 20 // cells of the words, so that the numbers stay in sight
		return text.FilterEdge(InputText(f.field, most), shown, all)
	case f.On():
		return text.FilterEdge(capability.Printable(f.words()), shown, all)
	default:
		return ""
	}
}

// Keys are the bindings that work while words are typed.
func (f Filter) Keys() []key.Binding {
	return WithMoves(EnterKey(text.KeepFilter.String()), UnfilterKey(true))
}

// Rows are the rows that the filter lets through. Headings, and the row in which a
// path is typed, stay.
func (f Filter) Rows(rows []Row) []Row {
	if !f.On() {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool {
		return listed(r) && !f.Lets(r.Lines...)
	})
}

// EdgeOf is what [Filter.Edge] says of rows.
func (f Filter) EdgeOf(rows []Row) string {
	return f.Edge(count(f.Rows(rows)), count(rows))
}

func count(rows []Row) (n int) {
	for _, r := range rows {
		if listed(r) {
			n++
		}
	}
	return n
}

// listed reports whether a row is one of the things that a list is about.
func listed(r Row) bool { return r.Key != "" && !strings.HasPrefix(r.Key, RowTyped) }
