package widget

import (
	"slices"
	"strconv"

	"handback/tui/text"
	"handback/tui/theme"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Form explains something, takes what a person says in its fields, and asks at last
// whether to do it. Enter goes from field to field, and on the last answer it
// confirms. It lets nobody at its fields before all of the explanation was in sight.
// A free one begins on its last answer: Enter alone confirms, and letters go into the
// first field.
type Form struct {
	In, Title, Context string
	Text               []string
	Fields             []Field
	No, Yes            string                // the answers; an empty no is left out
	Final              bool                  // what follows on yes cannot be undone
	Free               bool                  // the explanation need not be read first, and the fields may stay empty
	Fill               func([]Field) []Field // completes what was typed when a field is left; nil: nothing does

	at    int  // the field; then the answers. Of a free form not before it moved
	moved bool // the cursor was taken somewhere
	top   int  // of the text while it is read
	above int  // lines that were scrolled up from the cursor
	read  bool // all of it was in sight
	fault *Fault
}

// Fault says what is wrong with what was typed, and where.
type Fault struct {
	At   int
	Text string
}

// Outcome is what became of a question or a form. It stays open until the person
// said no or yes.
type Outcome int

const (
	stillOpen Outcome = iota
	SaidNo            // by the answer or by esc
	SaidYes           // after all was in sight
)

// Update takes a key in a body of that size.
func (f Form) Update(room Area, msg tea.KeyMsg) (Form, Outcome) {
	switch {
	case key.Matches(msg, BackKey()):
		return f, SaidNo
	case !f.seen(room):
		return f.scrolled(room, msg), stillOpen
	}
	f.read = true
	page := max(1, f.inner(room).H-1)
	switch {
	case key.Matches(msg, MoveKeys().PageUp):
		f.above = min(f.above+page, len(f.body(room, theme.Theme{})))
		return f, stillOpen
	case key.Matches(msg, MoveKeys().PageDown):
		f.above = max(0, f.above-page)
		return f, stillOpen
	}
	f.above = 0
	f.at = f.here()
	return f.pressed(msg)
}

// Wrong goes to the field in which something is wrong.
func (f Form) Wrong(what *Fault) Form {
	f.fault, f.at, f.moved = what, what.At, true
	return f
}

// seen reports whether all of the explanation was in sight.
func (f Form) seen(room Area) bool {
	return f.read || f.Free || len(f.body(room, theme.Theme{})) <= f.inner(room).H
}

// inner is the room inside of the panel.
func (f Form) inner(room Area) Area {
	if room.Borders() {
		return Area{room.W - 2, room.H - 2}
	}
	return room
}

// scrolled reads on in the explanation.
func (f Form) scrolled(room Area, msg tea.KeyMsg) Form {
	next, _ := FieldKeys()
	in := f.inner(room)
	last := max(0, len(f.textLines(in.W))-in.H)
	forth := key.Matches(msg, EnterKey(""), next, MoveKeys().Down, MoveKeys().PageDown)
	switch {
	case forth && f.top >= last:
		f.read = true
	case key.Matches(msg, EnterKey(""), next):
		f.top = min(last, f.top+max(1, in.H-1))
	default:
		f.top = Move(msg, f.top, last+1, in.H)
	}
	return f
}

func (f Form) pressed(msg tea.KeyMsg) (Form, Outcome) {
	next, previous := FieldKeys()
	moves := MoveKeys()
	arrows := !f.typing() || msg.Type != tea.KeyRunes
	items := f.last() + 1
	switch {
	case key.Matches(msg, EnterKey("")) && f.at == f.last():
		f.fault = nil
		return f, SaidYes
	case key.Matches(msg, EnterKey("")) && f.at == len(f.Fields): // a no comes before
		return f, SaidNo
	case key.Matches(msg, next):
		return f.to((f.at + 1) % items), stillOpen
	case key.Matches(msg, previous):
		return f.to((f.at + items - 1) % items), stillOpen
	case key.Matches(msg, EnterKey("")), arrows && key.Matches(msg, moves.Down):
		return f.to(f.at + 1), stillOpen
	case arrows && key.Matches(msg, moves.Up):
		return f.to(f.at - 1), stillOpen
	case f.Free && !f.moved && msg.Type == tea.KeyRunes:
		return f.to(0).typed(msg), stillOpen
	case f.at < len(f.Fields):
		return f.typed(msg), stillOpen
	}
	return f, stillOpen
}

// typed gives a key to the field under the cursor.
func (f Form) typed(msg tea.KeyMsg) Form {
	f.Fields = slices.Clone(f.Fields)
	f.Fields[f.at], f.fault = f.Fields[f.at].Update(msg), nil
	return f
}

// last is where the answer stands that confirms.
func (f Form) last() int { return len(f.Fields) + len(f.answers()) - 1 }

// answers are those after the fields.
func (f Form) answers() []string {
	if f.No == "" {
		return []string{f.Yes}
	}
	return []string{f.No, f.Yes}
}

// to goes to a field or an answer, and completes what was typed.
func (f Form) to(at int) Form {
	if f.Fill != nil {
		f.Fields = f.Fill(slices.Clone(f.Fields))
	}
	f.at, f.moved = max(0, min(at, f.last())), true
	return f
}

// here is where the cursor stands.
func (f Form) here() int {
	if f.Free && !f.moved {
		return f.last()
	}
	return f.at
}

// Values are the values of the fields, in their order.
func (f Form) Values() []string {
	all := make([]string, len(f.Fields))
	for i := range f.Fields {
		all[i] = f.Fields[i].Value()
	}
	return all
}

// Draft is what the person changed in the fields, by their place.
func (f Form) Draft() map[int]string {
	draft := map[int]string{}
	for i, field := range f.Fields {
		if field.touched {
			draft[i] = field.Value()
		}
	}
	return draft
}

// Resumed is the form with a draft filled in.
func (f Form) Resumed(draft map[int]string) Form {
	f.Fields = slices.Clone(f.Fields)
	for i, value := range draft {
		f.Fields[i] = f.Fields[i].resumed(value)
	}
	return f
}

// Typing reports whether letters go into a field now.
func (f Form) Typing(room Area) bool { return f.seen(room) && f.typing() }

func (f Form) typing() bool {
	at := f.here()
	return at < len(f.Fields) && f.Fields[at].choices == nil || f.Free && !f.moved
}

// Keys are the bindings that work now in a body of that size.
func (f Form) Keys(room Area) []key.Binding {
	at := f.here()
	choosing := f.seen(room) && at < len(f.Fields) && f.Fields[at].choices != nil
	does := text.Answer.String()
	switch {
	case !f.seen(room):
		does = text.ReadOn.String()
	case at < len(f.Fields):
		does = text.NextField.String()
	}
	next, previous := FieldKeys()
	k := choiceKeys()
	return WithMoves(EnterKey(does), BackKey(), When(choosing, k.next), When(choosing, k.previous), next, previous)
}

// Page is the form in a body of that size, in a panel where that has room.
func (f Form) Page(room Area, th theme.Theme) Page {
	p := Page{In: f.In, Title: f.Title, Context: f.Context}
	p.Box = room.box(th, f.Title, f.Final)
	in := f.inner(room)
	text, rows := f.textLines(in.W), f.rows(in.W, th)
	if f.seen(room) {
		p = Below(p, text, th, rows, strconv.Itoa(f.here()), in.H)
		p.Top = max(0, min(p.Top, p.Highest(room.H))-f.above)
		return p
	}
	p = Below(p, text, th, rows, "", in.H) // no cursor before all was read
	p.Top = f.top
	return p
}

// body is all that the form shows inside of its panel.
func (f Form) body(room Area, th theme.Theme) []string {
	in := f.inner(room)
	lines, _ := RowLines(th, f.rows(in.W, th), "", in.H)
	return append(append(f.textLines(in.W), ""), lines...)
}

func (f Form) textLines(w int) []string {
	var lines []string
	for _, paragraph := range f.Text {
		lines = append(lines, text.Indent(text.Wrap(paragraph, w-2), 1)...)
	}
	return lines
}

// rows are the fields and the answers, with the fault above its field.
func (f Form) rows(w int, th theme.Theme) []Row {
	var rows []Row
	for i := range f.Fields {
		if f.fault != nil && f.fault.At == i {
			rows = append(rows, Row{Lines: theme.Dress(th.Danger, text.Indent(text.Wrap(f.fault.Text, w-4), 3))})
		}
		rows = append(rows, Row{Key: strconv.Itoa(i), Lines: f.Fields[i].lines(w-5, f.here() == i), typed: true})
	}
	rows = append(rows, Row{Lines: []string{""}})
	for i, answer := range f.answers() {
		rows = append(rows, Row{Key: strconv.Itoa(len(f.Fields) + i), Lines: []string{answer}})
	}
	return rows
}
