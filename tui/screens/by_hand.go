package screens

import (
	"handback/capability"
	"handback/capability/typed"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// byHand takes the portal's answer where no stick may go: a person types, pastes
// or scans it. The ledger keeps every line at once.
type byHand struct {
	id    capability.ReturnID
	text  string // the right lines so far, as [typed.Entry.Text]
	state typed.State
	wrong []string // what was wrong with the last entry
	field textinput.Model
}

func newByHand(from work.Entered) byHand {
	f := widget.NewInput()
	f.CharLimit = typed.MaxSize // a scanner may send no line end after a code
	return byHand{id: from.ID, text: from.Text, state: work.EntryOf(from.Text).State(), field: f}
}

// Update implements [Screen].
func (b byHand) Update(_ Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		return b, HandOn{msg}
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, widget.BackKey()):
			return b, Back{}
		case msg.Paste:
			return b.enter(string(msg.Runes))
		case key.Matches(msg, widget.EnterKey("")):
			text := b.field.Value()
			if text == "" && !b.state.Complete {
				return b, nil
			}
			b.field.SetValue("")
			return b.enter(text)
		case msg.Type == tea.KeyCtrlU && b.field.Value() == "":
			return newByHand(work.Entered{ID: b.id}), Run{work.KeepEnteredJob(b.id, "")}
		}
		b.field, _ = b.field.Update(msg)
	}
	return b, nil
}

// enter takes the right lines of a text and has them kept, and names the wrong
// ones.
func (b byHand) enter(text string) (Screen, Intent) {
	before := b.text
	b.text, b.state, b.wrong = work.Enter(before, text)
	switch {
	case b.state.Complete:
		return b, Run{work.TakeEnteredJob(b.id, b.text)}
	case b.text == before:
		return b, nil
	}
	return b, Run{work.KeepEnteredJob(b.id, b.text)}
}

// Typing implements [typist].
func (b byHand) Typing(Env) bool { return true }

// Page implements [Screen].
func (b byHand) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ByHandTitle, In: string(b.id)}
	p.Lines = e.paragraph(text.ByHand)
	p.Lines = append(p.Lines, "")
	p.Lines = append(p.Lines, e.paragraph(text.Entered(b.state))...)
	for _, complaint := range b.wrong {
		p.Lines = append(p.Lines, theme.Dress(e.Theme.Danger, e.paragraph(complaint))...)
	}
	p.Lines = append(p.Lines, "", " > "+widget.InputText(b.field, e.Room.W-4))
	p.Top = p.Highest(e.Room.H) // the field stays in sight
	return p
}

// Keys implements [Screen].
func (b byHand) Keys(Env) []key.Binding {
	afresh := widget.Bind("ctrl+u", text.AfreshKey, "ctrl+u")
	return []key.Binding{widget.EnterKey(text.EnterLine), widget.BackKey(), widget.When(b.text != "", afresh)}
}
