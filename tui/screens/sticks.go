package screens

import (
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// sticks chooses the stick, or a folder instead of one. With a return it saves
// the request of that return there once more.
type sticks struct {
	widget.Picker
	again *capability.Return // save its request once more; nil: only choose
}

// openSticks chooses a stick.
func openSticks() Intent { return Open{sticks{Picker: widget.NewPicker("")}} }

// Update implements [Screen].
func (s sticks) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.StickChosen:
		if e.Selection.Stick != nil {
			return s, HandOn{msg}
		}
	case work.Standing:
		return s, HandOn{msg}
	case tea.KeyMsg:
		if want, done := press(msg, s.actions(e)); done {
			return s, want
		}
		var path string
		switch s.Picker, path = s.Picker.Update(msg, s.rows(e), e.Room.H); {
		case path != "" && s.again != nil:
			return s, Run{work.SaveAgainJob(*s.again, path)}
		case path != "":
			return s, Run{work.UseStickJob(path)}
		}
	}
	return s, nil
}

// Typing implements [typist].
func (s sticks) Typing(e Env) bool { return s.At(s.rows(e)) == widget.RowTyped }

// actions are the keys of the screen beside those of its list.
func (s sticks) actions(e Env) []action {
	return []action{
		{widget.When(s.releases(e), releaseKey()), func() Intent { return Run{work.ReleaseJob(s.At(s.rows(e)))} }},
		{widget.When(!s.Typing(e), refreshKey()), does(Run{work.RefreshJob(false)})},
		{widget.BackKey(), does(Back{})},
	}
}

func releaseKey() key.Binding { return widget.Bind("x", text.ReleaseKey, "x") }

// releases reports whether the cursor stands on a stick that can be taken out.
func (s sticks) releases(e Env) bool {
	at := s.At(s.rows(e))
	return slices.ContainsFunc(e.Listed.Sticks, func(one media.Stick) bool {
		return one.State == media.Ready && !one.Folder && text.StickAt(&one) == at
	})
}

func (s sticks) rows(e Env) []widget.Row {
	var rows []widget.Row
	e = e.boxed()
	for i := range e.Listed.Sticks {
		stick := &e.Listed.Sticks[i]
		rows = append(rows, widget.Row{Key: text.StickAt(stick), Lines: text.StickLines(stick, e.Selection.Stick, e.Room.W-4)})
	}
	return append(rows, s.TypedRow(text.TypedPlace, rows, e.Room.W))
}

// Page implements [Screen].
func (s sticks) Page(e Env) widget.Page {
	p := widget.Page{Title: text.SticksTitle}
	help := text.SticksHelp
	if s.again != nil {
		p.Context, help = string(s.again.ID), text.SticksAgain
	}
	above := e.paragraph(help)
	if len(e.Listed.Sticks) == 0 {
		above = append(above, e.paragraph(text.NoSticks)...)
	}
	if e.Selection.Left != "" {
		above = append(above, e.paragraph(e.Selection.Left)...)
	}
	if s.Empty {
		above = append(above, theme.Dress(e.Theme.Accent, e.paragraph(text.EmptyPlace))...)
	}
	rows := s.rows(e)
	return p.List(e.Room, e.Theme, above, e.focus(text.Sticks, ""), rows, s.At(rows))
}

// Keys implements [Screen].
func (s sticks) Keys(e Env) []key.Binding {
	does := text.UseStick
	if s.again != nil {
		does = text.SaveMore
	}
	return actionKeys(s.actions(e), widget.EnterKey(does))
}
