package tui

import (
	"slices"

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
	fill  func([]field) []field                  // completes what was typed when a field is left; nil: nothing does
	then  func(values []string) (intent, *fault) // on yes
}

// fault says what is wrong with what was typed, and where.
type fault struct {
	at   int
	text string
}

func (f form) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		return f, handOn{msg}
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, backKey()):
			return f, back{}
		case !f.seen(e):
			return f.scrolled(e, msg), nil
		}
		f.read = true
		return f.pressed(msg)
	}
	return f, nil
}

// seen reports whether the whole explanation was in sight.
func (f form) seen(e env) bool { return f.read || len(f.page(e).lines) <= e.room.h }

// scrolled reads on in the explanation.
func (f form) scrolled(e env, msg tea.KeyMsg) form {
	last := max(0, len(f.textLines(e.room.w))-e.room.h)
	forth := key.Matches(msg, enterKey(""), moveKeys().down, moveKeys().pageDown)
	switch {
	case forth && f.top >= last:
		f.read = true
	case key.Matches(msg, enterKey("")):
		f.top = min(last, f.top+max(1, e.room.h-1))
	default:
		f.top = move(msg, f.top, last+1, e.room.h)
	}
	return f
}

func (f form) pressed(msg tea.KeyMsg) (screen, intent) {
	k := moveKeys()
	letter := msg.Type == tea.KeyRunes
	switch {
	case key.Matches(msg, enterKey("")) && f.at == f.answers()+1:
		want, wrong := f.then(f.values())
		if f.fault = wrong; wrong != nil {
			f.at = wrong.at
		}
		return f, want
	case key.Matches(msg, enterKey("")) && f.at == f.answers():
		return f, back{}
	case key.Matches(msg, enterKey("")), !letter && key.Matches(msg, k.down):
		return f.to(f.at + 1), nil
	case !letter && key.Matches(msg, k.up):
		return f.to(f.at - 1), nil
	case f.at < f.answers():
		f.fields = slices.Clone(f.fields)
		f.fields[f.at], f.fault = f.fields[f.at].update(msg), nil
	}
	return f, nil
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

func (f form) typing(e env) bool {
	return f.seen(e) && f.at < f.answers() && f.fields[f.at].choices == nil
}

func (f form) keys(e env) []key.Binding {
	choosing := f.seen(e) && f.at < f.answers() && f.fields[f.at].choices != nil
	does := answerText
	switch {
	case !f.seen(e):
		does = readOnText
	case f.at < f.answers():
		does = nextFieldText
	}
	k := choiceKeys()
	return append([]key.Binding{enterKey(does), backKey(), when(choosing, k.next), when(choosing, k.previous)}, moveKeys().all()...)
}
