package screens

import (
	"maps"

	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// formScreen takes what a person says in the fields of a form. What was typed is kept
// when it is closed, and stands there again when it is opened for the same thing.
type formScreen struct {
	widget.Form
	about string                                        // what it is for: a return, a device; empty: nothing is kept
	then  func(values []string) (Intent, *widget.Fault) // on yes
	done  func(s work.Standing) Intent                  // what follows then; nil: the screen below takes it
}

// Draft is what was typed into a form that was closed. Only the root keeps it.
type Draft struct {
	Form   string // its name, and what it is for
	Fields map[int]string
}

// Kept are the drafts of the forms that were closed, by their names.
type Kept map[string]Draft

// With is the same with one more, or with an empty one less.
func (k Kept) With(d Draft) Kept {
	all := maps.Clone(k)
	if all == nil {
		all = Kept{}
	}
	if len(d.Fields) == 0 {
		delete(all, d.Form)
	} else {
		all[d.Form] = d
	}
	return all
}

// Resume is a screen that is opened, with what was typed there before.
func (k Kept) Resume(s Screen) Screen {
	f, is := s.(formScreen)
	if draft, kept := k[f.name()]; is && kept {
		f.Form = f.Resumed(draft.Fields)
		return f
	}
	return s
}

func (f formScreen) name() string {
	if f.about == "" {
		return ""
	}
	return f.about + " " + f.Title
}

// closed closes the form and keeps what was typed.
func (f formScreen) closed() Intent {
	if f.about == "" {
		return Back{}
	}
	return Both{Keep{Draft{f.name(), f.Draft()}}, Back{}}
}

// Update implements [Screen].
func (f formScreen) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		then := Intent(HandOn{msg})
		if f.done != nil {
			then = f.done(msg)
		}
		return f, Both{Keep{Draft{Form: f.name()}}, then}
	case tea.KeyMsg:
		var said widget.Outcome
		switch f.Form, said = f.Form.Update(e.Room, msg); said {
		case widget.SaidNo:
			return f, f.closed()
		case widget.SaidYes:
			want, wrong := f.then(f.Values())
			if wrong != nil {
				f.Form = f.Wrong(wrong)
			}
			return f, want
		}
	}
	return f, nil
}

// Typing implements [typist].
func (f formScreen) Typing(e Env) bool { return f.Form.Typing(e.Room) }

// Page implements [Screen].
func (f formScreen) Page(e Env) widget.Page { return f.Form.Page(e.Room, e.Theme) }

// Keys implements [Screen].
func (f formScreen) Keys(e Env) []key.Binding { return f.Form.Keys(e.Room) }

// Fields reports whether Tab goes through the fields or answers of what is shown, and
// not along the bar of actions.
func (d Display) Fields() bool {
	if d.Over == nil && d.Job != nil {
		return false
	}
	switch d.shown().(type) {
	case formScreen, questionScreen:
		return true
	default:
		return false
	}
}
