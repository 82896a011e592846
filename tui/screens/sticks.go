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

// sticks chooses the stick, or the folder that takes its place. For a return
// whose request was saved already it saves it again there.
type sticks struct {
	widget.Picker
	again *capability.Return // save its request once more; nil: only choose
}

func (s sticks) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.StickChosen:
		if e.Selection.Stick != nil {
			return s, HandOn{msg}
		}
	case work.Stands:
		return s, HandOn{msg}
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, widget.BackKey()):
			return s, Back{}
		case !s.Typing(e) && key.Matches(msg, againKey()):
			return s, Run{work.RefreshJob(false)}
		case key.Matches(msg, widget.When(s.releases(e), releaseKey())):
			return s, Run{work.ReleaseJob(s.At(s.rows(e)))}
		}
		next, path := s.Picker.Update(msg, s.rows(e), e.Room.H)
		s.Picker = next
		switch {
		case path != "" && s.again != nil:
			return s, Run{work.SaveAgainJob(*s.again, path)}
		case path != "":
			return s, Run{work.StickJob(path)}
		}
	}
	return s, nil
}

func (s sticks) Typing(e Env) bool { return s.At(s.rows(e)) == widget.RowTyped }

func releaseKey() key.Binding { return widget.Bind("x", text.ReleaseKey, "x") }

// releases reports whether the cursor stands on a stick that can be taken out.
func (s sticks) releases(e Env) bool {
	at := s.At(s.rows(e))
	return slices.ContainsFunc(e.Seen.Sticks, func(one media.Stick) bool {
		return one.State == media.Ready && !one.Folder && text.StickAt(&one) == at
	})
}

func (s sticks) rows(e Env) []widget.Row {
	var rows []widget.Row
	for i := range e.Seen.Sticks {
		stick := &e.Seen.Sticks[i]
		rows = append(rows, widget.Row{Key: text.StickAt(stick), Lines: text.StickLines(stick, e.Selection.Stick, e.Room.W-4)})
	}
	return append(rows, s.Typed(text.TypedPlace, rows, e.Room.W))
}

func (s sticks) Page(e Env) widget.Page {
	p := widget.Page{Title: text.SticksTitle}
	words := text.SticksHelp
	if s.again != nil {
		p.Context, words = string(s.again.ID), text.SticksAgain
	}
	above := text.Indent(text.Wrap(words, e.Room.W-2), 1)
	if len(e.Seen.Sticks) == 0 {
		above = append(above, text.Indent(text.Wrap(text.NoSticks, e.Room.W-2), 1)...)
	}
	if e.Selection.Left != "" {
		above = append(above, text.Indent(text.Wrap(e.Selection.Left, e.Room.W-2), 1)...)
	}
	if s.Empty {
		above = append(above, theme.Dress(e.Theme.Next, text.Indent(text.Wrap(text.EmptyPlace, e.Room.W-2), 1))...)
	}
	rows := s.rows(e)
	body, top := widget.RowLines(e.Theme, rows, s.At(rows), e.Room.H)
	return widget.Underneath(p, above, body, top, e.Room.H)
}

func (s sticks) Keys(e Env) []key.Binding {
	does := text.UseStick
	if s.again != nil {
		does = text.SaveMore
	}
	return append([]key.Binding{widget.EnterKey(does), widget.When(s.releases(e), releaseKey()), widget.When(!s.Typing(e), againKey()), widget.BackKey()}, widget.MoveKeys().All()...)
}

// stickAtHand is the stick that was chosen, or the only one that is plugged in.
func stickAtHand(e Env) *media.Stick {
	switch {
	case e.Selection.Stick != nil:
		return e.Selection.Stick
	case len(e.Seen.Sticks) == 1:
		return &e.Seen.Sticks[0]
	default:
		return nil
	}
}
