package tui

import (
	"handback/capability"
	"handback/capability/typed"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// byHand is the screen on which the portal's answer is typed, pasted or
// scanned, where no stick may go. What was entered so far is kept in the ledger
// line by line.
type byHand struct {
	id    capability.ReturnID
	text  string // all that was taken, as [typed.Entry.Text]
	state typed.State
	wrong []string // of what was entered last
	field textinput.Model
}

// shownWrong is how many wrong lines of a paste are named.
const shownWrong = 3

func newByHand(from entered) byHand {
	f := newField()
	f.CharLimit = typed.MaxSize // a scanner may end its codes not at all
	return byHand{id: from.id, text: from.text, state: entryOf(from.text).State(), field: f}
}

func (b byHand) update(_ env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		return b, handOn{msg}
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, backKey()):
			return b, back{}
		case msg.Paste:
			return b.enter(string(msg.Runes))
		case key.Matches(msg, enterKey("")):
			text := b.field.Value()
			if text == "" && !b.state.Complete {
				return b, nil
			}
			b.field.SetValue("")
			return b.enter(text)
		case msg.Type == tea.KeyCtrlU && b.field.Value() == "":
			return newByHand(entered{id: b.id}), run{keepJob(b.id, "")}
		}
		b.field, _ = b.field.Update(msg)
	}
	return b, nil
}

// enter takes what is right of a text, names what is wrong, and has it kept.
func (b byHand) enter(text string) (screen, intent) {
	before, e := b.text, entryOf(b.text)
	wrong := e.Enter(text)
	b.text, b.state = e.Text(), e.State()
	b.wrong = b.complaints(text, wrong, b.text != before)
	switch {
	case b.state.Complete:
		return b, run{takeJob(b.id, b.text)}
	case b.text == before:
		return b, nil
	}
	return b, run{keepJob(b.id, b.text)}
}

// complaints are what is to be said of a text that was entered: nothing, where
// it was right and brought something.
func (b byHand) complaints(text string, wrong []error, brought bool) []string {
	var all []string
	for _, err := range wrong[:min(len(wrong), shownWrong)] {
		all = append(all, Explain(err).What)
	}
	switch {
	case b.state.Complete || wrong != nil:
	case len(b.state.MissingLines) == 0:
		x := Explain(typed.ErrDigest)
		all = append(all, x.What+" "+x.Do)
	case len(typed.Parts(text)) == 0:
		all = append(all, BroughtNothing)
	case !brought:
		all = append(all, broughtAgain)
	}
	return all
}

func (b byHand) typing(env) bool { return true }

func (b byHand) page(e env) page {
	p := page{title: byHandTitle, context: string(b.id)}
	p.lines = indent(wrap(byHandText, e.room.w-2), 1)
	p.lines = append(p.lines, "")
	p.lines = append(p.lines, indent(wrap(enteredText(b.state), e.room.w-2), 1)...)
	for _, text := range b.wrong {
		p.lines = append(p.lines, dress(e.theme.danger, indent(wrap(text, e.room.w-2), 1))...)
	}
	p.lines = append(p.lines, "", " > "+fieldText(b.field, e.room.w-4))
	p.top = p.highest(e.room.h) // the field stays in sight
	return p
}

func (b byHand) keys(env) []key.Binding {
	afresh := bind("ctrl+u", afreshKeyText, "ctrl+u")
	return []key.Binding{enterKey(enterLineText), backKey(), when(b.text != "", afresh)}
}
