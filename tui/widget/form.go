package widget

import (
	"slices"
	"strconv"

	"handback/tui/text"
	"handback/tui/theme"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Form explains something, takes what a person says, and asks at last whether
// to do it. It begins on no, and lets nobody at its fields before all of the
// explanation was in sight.
type Form struct {
	In, Title, Context string
	Text               []string
	Fields             []Field
	No, Yes            string
	Fill               func([]Field) []Field // completes what was typed when a field is left; nil: nothing does

	at    int  // the field; then no, then yes
	top   int  // of the text while it is read
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
	SaidNo            // by the answer or by going back
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
	return f.pressed(msg)
}

// Wrong goes to the field in which something is wrong.
func (f Form) Wrong(what *Fault) Form {
	f.fault, f.at = what, what.At
	return f
}

// seen reports whether all of the explanation was in sight.
func (f Form) seen(room Area) bool {
	return f.read || len(f.textLines(room.W))+1+height(f.rows(room.W, theme.Theme{})) <= room.H
}

// scrolled reads on in the explanation.
func (f Form) scrolled(room Area, msg tea.KeyMsg) Form {
	last := max(0, len(f.textLines(room.W))-room.H)
	forth := key.Matches(msg, EnterKey(""), MoveKeys().Down, MoveKeys().PageDown)
	switch {
	case forth && f.top >= last:
		f.read = true
	case key.Matches(msg, EnterKey("")):
		f.top = min(last, f.top+max(1, room.H-1))
	default:
		f.top = Move(msg, f.top, last+1, room.H)
	}
	return f
}

func (f Form) pressed(msg tea.KeyMsg) (Form, Outcome) {
	k := MoveKeys()
	letter := msg.Type == tea.KeyRunes
	switch {
	case key.Matches(msg, EnterKey("")) && f.at == f.answers()+1:
		f.fault = nil
		return f, SaidYes
	case key.Matches(msg, EnterKey("")) && f.at == f.answers():
		return f, SaidNo
	case key.Matches(msg, EnterKey("")), !letter && key.Matches(msg, k.Down):
		return f.to(f.at + 1), stillOpen
	case !letter && key.Matches(msg, k.Up):
		return f.to(f.at - 1), stillOpen
	case f.at < f.answers():
		f.Fields = slices.Clone(f.Fields)
		f.Fields[f.at], f.fault = f.Fields[f.at].Update(msg), nil
	}
	return f, stillOpen
}

// answers is where the answers begin, after the fields.
func (f Form) answers() int { return len(f.Fields) }

// to goes to a field or an answer, and completes what was typed.
func (f Form) to(at int) Form {
	if f.Fill != nil {
		f.Fields = f.Fill(slices.Clone(f.Fields))
	}
	f.at = max(0, min(at, f.answers()+1))
	return f
}

// Values are the values of the fields, in their order.
func (f Form) Values() []string {
	all := make([]string, len(f.Fields))
	for i := range f.Fields {
		all[i] = f.Fields[i].Value()
	}
	return all
}

// Typing reports whether letters go into a field now.
func (f Form) Typing(room Area) bool {
	return f.seen(room) && f.at < f.answers() && f.Fields[f.at].choices == nil
}

// Keys are the bindings that work now in a body of that size.
func (f Form) Keys(room Area) []key.Binding {
	choosing := f.seen(room) && f.at < f.answers() && f.Fields[f.at].choices != nil
	does := text.Answer
	switch {
	case !f.seen(room):
		does = text.ReadOn
	case f.at < f.answers():
		does = text.NextField
	}
	k := choiceKeys()
	return WithMoves(EnterKey(does), BackKey(), When(choosing, k.next), When(choosing, k.previous))
}

// Page is the form in a body of that size.
func (f Form) Page(room Area, th theme.Theme) Page {
	p := Page{In: f.In, Title: f.Title, Context: f.Context}
	text, cursor := f.textLines(room.W), strconv.Itoa(f.at)
	rows := f.rows(room.W, th)
	if f.seen(room) {
		return Below(p, text, th, rows, cursor, room.H)
	}
	p = Below(p, text, th, rows, "", room.H) // no cursor before all was read
	p.Top = f.top
	return p
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
		rows = append(rows, Row{strconv.Itoa(i), f.Fields[i].lines(w-5, f.at == i)})
	}
	return append(rows,
		Row{Lines: []string{""}},
		Row{strconv.Itoa(f.answers()), []string{f.No}},
		Row{strconv.Itoa(f.answers() + 1), []string{f.Yes}})
}
