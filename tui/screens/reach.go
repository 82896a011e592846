package screens

import (
	"handback/device/console/profile"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// bySMP is the row of devices that need no profile.
const bySMP = "smp"

// reach chooses how devices are reached: by the management protocol, or by
// their console as a profile describes it.
type reach struct{ widget.Picker }

// openReach opens the screen with the cursor on what is used now.
func openReach(e Env) Intent {
	at := e.Selection.Profile
	if at == "" {
		at = bySMP
	}
	return Open{reach{widget.NewPicker(at)}}
}

func reachKey(letters bool) key.Binding {
	return widget.LetterKey(letters, "o", text.ReachKey, "f6")
}

// Update implements [Screen].
func (v reach) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.ProfileChosen:
		return v, Back{}
	case tea.KeyMsg:
		if key.Matches(msg, widget.BackKey()) {
			return v, Back{}
		}
		var chosen string
		switch v.Picker, chosen = v.Picker.Update(msg, v.rows(e), e.Room.H); chosen {
		case "":
		case bySMP:
			return v, Run{work.ProfileJob("")}
		default:
			return v, Run{work.ProfileJob(chosen)}
		}
	}
	return v, nil
}

// Typing implements [typist].
func (v reach) Typing(e Env) bool { return v.At(v.rows(e)) == widget.RowTyped }

func (v reach) rows(e Env) []widget.Row {
	rows := []widget.Row{{Key: bySMP, Lines: []string{text.BySMP}}}
	for _, name := range profile.Names() {
		rows = append(rows, widget.Row{Key: name, Lines: []string{text.ByProfile(name)}})
	}
	if name := e.Selection.Profile; name != "" && widget.RowIndex(widget.RowKeys(rows), name) == 0 {
		rows = append(rows, widget.Row{Key: name, Lines: []string{text.ByProfile(name)}})
	}
	return append(rows, v.TypedRow(text.TypedProfile, rows, e.Room.W))
}

// Page implements [Screen].
func (v reach) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ReachTitle}
	above := e.paragraph(text.ReachHelp)
	if v.Empty {
		above = append(above, theme.Dress(e.Theme.Accent, e.paragraph(text.EmptyProfile))...)
	}
	rows := v.rows(e)
	return widget.Below(p, above, e.Theme, rows, v.At(rows), e.Room.H)
}

// Keys implements [Screen].
func (v reach) Keys(e Env) []key.Binding {
	return widget.WithMoves(widget.EnterKey(text.ReachChoose), widget.BackKey())
}
