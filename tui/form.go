package tui

import (
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// form explains something, takes what a person says, and asks at last whether
// to do it. It begins on no, and lets nobody at its fields before all of the
// explanation was in sight.
type form struct {
	title, context string
	text           []string
	fields         []field
	no, yes        string

	at    int  // the field; then no, then yes
	top   int  // of the text while it is read
	read  bool // all of it was in sight
	fault *fault
	fill  func([]field) []field // completes what was typed when a field is left; nil: nothing does
}

// fault says what is wrong with what was typed, and where.
type fault struct {
	at   int
	text string
}

// outcome is what became of a question or a form.
type outcome int

const (
	stillOpen outcome = iota
	saidNo
	saidYes
)

// update takes a key in a body of that size.
func (f form) update(room area, msg tea.KeyMsg) (form, outcome) {
	switch {
	case key.Matches(msg, backKey()):
		return f, saidNo
	case !f.seen(room):
		return f.scrolled(room, msg), stillOpen
	}
	f.read = true
	return f.pressed(msg)
}

// wrong goes to the field in which something is wrong.
func (f form) wrong(what *fault) form {
	f.fault, f.at = what, what.at
	return f
}

// seen reports whether the whole explanation was in sight.
func (f form) seen(room area) bool {
	return f.read || len(f.textLines(room.w))+1+height(f.rows(room.w, Theme{})) <= room.h
}

// scrolled reads on in the explanation.
func (f form) scrolled(room area, msg tea.KeyMsg) form {
	last := max(0, len(f.textLines(room.w))-room.h)
	forth := key.Matches(msg, enterKey(""), moveKeys().down, moveKeys().pageDown)
	switch {
	case forth && f.top >= last:
		f.read = true
	case key.Matches(msg, enterKey("")):
		f.top = min(last, f.top+max(1, room.h-1))
	default:
		f.top = move(msg, f.top, last+1, room.h)
	}
	return f
}

func (f form) pressed(msg tea.KeyMsg) (form, outcome) {
	k := moveKeys()
	letter := msg.Type == tea.KeyRunes
	switch {
	case key.Matches(msg, enterKey("")) && f.at == f.answers()+1:
		f.fault = nil
		return f, saidYes
	case key.Matches(msg, enterKey("")) && f.at == f.answers():
		return f, saidNo
	case key.Matches(msg, enterKey("")), !letter && key.Matches(msg, k.down):
		return f.to(f.at + 1), stillOpen
	case !letter && key.Matches(msg, k.up):
		return f.to(f.at - 1), stillOpen
	case f.at < f.answers():
		f.fields = slices.Clone(f.fields)
		f.fields[f.at], f.fault = f.fields[f.at].update(msg), nil
	}
	return f, stillOpen
}

// answers is where the answers begin, after the fields.
func (f form) answers() int { return len(f.fields) }

// to goes to a field or an answer, and completes what was typed.
func (f form) to(at int) form {
	if f.fill != nil {
		f.fields = f.fill(slices.Clone(f.fields))
	}
	f.at = max(0, min(at, f.answers()+1))
	return f
}

func (f form) values() []string {
	all := make([]string, len(f.fields))
	for i := range f.fields {
		all[i] = f.fields[i].value()
	}
	return all
}

func (f form) typing(room area) bool {
	return f.seen(room) && f.at < f.answers() && f.fields[f.at].choices == nil
}

func (f form) keys(room area) []key.Binding {
	choosing := f.seen(room) && f.at < f.answers() && f.fields[f.at].choices != nil
	does := answerText
	switch {
	case !f.seen(room):
		does = readOnText
	case f.at < f.answers():
		does = nextFieldText
	}
	k := choiceKeys()
	return append([]key.Binding{enterKey(does), backKey(), when(choosing, k.next), when(choosing, k.previous)}, moveKeys().all()...)
}

func (f form) page(room area, l Theme) page {
	p := page{title: f.title, context: f.context}
	text, cursor := f.textLines(room.w), strconv.Itoa(f.at)
	rows := f.rows(room.w, l)
	body, top := rowLines(l, rows, cursor, room.h)
	if f.read || len(text)+1+len(body) <= room.h {
		return underneath(p, text, body, top, room.h)
	}
	body, _ = rowLines(l, rows, "", room.h) // no cursor before all was read
	p = underneath(p, text, body, 0, room.h)
	p.top = f.top
	return p
}

func (f form) textLines(w int) []string {
	var lines []string
	for _, paragraph := range f.text {
		lines = append(lines, indent(wrap(paragraph, w-2), 1)...)
	}
	return lines
}

// rows are the fields and the answers, with what is wrong above its field.
func (f form) rows(w int, l Theme) []row {
	var rows []row
	for i := range f.fields {
		if f.fault != nil && f.fault.at == i {
			rows = append(rows, row{lines: dress(l.danger, indent(wrap(f.fault.text, w-4), 3))})
		}
		rows = append(rows, row{strconv.Itoa(i), f.fields[i].lines(w-5, f.at == i)})
	}
	return append(rows,
		row{lines: []string{""}},
		row{strconv.Itoa(f.answers()), []string{f.no}},
		row{strconv.Itoa(f.answers() + 1), []string{f.yes}})
}
