package screens

import (
	"strconv"

	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// copyKey copies what the cursor is on; empty: nothing that has a use elsewhere.
func copyKey(what string) key.Binding {
	return widget.When(what != "", widget.Bind("y", text.CopyKey.String(), "y"))
}

// copying is that key and what it does.
func copying(what string) action { return action{copyKey(what), does(Copy{what})} }

// copies chooses which name, path or digest of a return is copied.
type copies struct {
	work.Standing
	cursor int
}

// openCopies is the key that opens the screen, where no cursor says what is meant.
func openCopies(s work.Standing) action {
	return action{copyKey(string(s.Return.ID)), does(Open{copies{Standing: s}})}
}

// copyable is one of them, and what it is.
type copyable struct{ name, value string }

func (v copies) all() []copyable {
	r := v.Return
	all := []copyable{{text.CopyReturnID.String(), string(r.ID)}, {text.CopyHostID.String(), r.Device.Host.Value}, {text.RecordTitle.String(), v.RecordDir}}
	for _, l := range r.Order.Lines {
		all = append(all, copyable{text.CopyActivationID.String(), string(l.ActivationID)})
	}
	for _, a := range r.Artifacts() {
		all = append(all, copyable{text.CopyDigest(r.FileName(a.Kind)), a.SHA256.String()})
	}
	kept := all[:0]
	for _, c := range all {
		if c.value != "" {
			kept = append(kept, c)
		}
	}
	return kept
}

// Update implements [Screen].
func (v copies) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	all := v.all()
	if key.Matches(pressed, copyKey("y")) {
		pressed = widget.Press("enter")
	}
	var then Intent
	v.cursor, then = pick(pressed, v.cursor, len(all), e.Room.H/2, func(i int) Intent {
		return Both{Back{}, Copy{all[i].value}}
	})
	return v, then
}

// Page implements [Screen].
func (v copies) Page(e Env) widget.Page {
	p := widget.Page{In: string(v.Return.ID), Title: text.CopyTitle.String(), Context: text.Context(v.Return)}
	var rows []widget.Row
	for i, c := range v.all() {
		const named = 36 // cells
		value := text.Printable("", c.value)
		line := text.Fit(c.name, named) + " " + value
		lines := []string{line}
		if w := e.boxed().Room.W - 5; text.Width(line) > w {
			lines = append([]string{text.Cut(c.name, w)}, text.Indent(text.Wrap(value, w-2), 2)...)
		}
		rows = append(rows, widget.Row{Key: strconv.Itoa(i), Lines: lines})
	}
	return p.List(e.Room, e.Theme, nil, e.focus(text.CopyTitle.String(), ""), rows, strconv.Itoa(v.cursor))
}

// Keys implements [Screen].
func (v copies) Keys(Env) []key.Binding {
	return widget.WithMoves(widget.EnterKey(text.CopyKey.String()), copyKey("y"), widget.BackKey())
}
