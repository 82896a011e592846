package screens

import (
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// terminal shows what a device writes on the line of a port. After a question a
// person can write there too. Its job runs as long as the screen is open.
type terminal struct {
	port    string
	writing bool
	stamps  bool // show when each line ended
	up      int  // lines above the end
}

// What the screen tells itself.
type (
	mayWrite   struct{} // yes to the question whether to write to the device
	showStamps struct{} // or hide them
)

// OpenTerminal opens the terminal view of a port.
func OpenTerminal(port string) Intent {
	return Both{Open{terminal{port: port}}, Run{work.TerminalJob(port)}}
}

// Update implements [Screen].
func (t terminal) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case mayWrite:
		t.writing, t.up = true, 0
	case showStamps:
		t.stamps = !t.stamps
	case tea.KeyMsg:
		switch {
		case t.writing && msg.String() == leaveTyping:
			t.writing = false
			return t, nil
		case t.Raw(e):
			return t, SendLine{work.LineInput{Bytes: keyBytes(msg)}}
		}
		if want, done := press(msg, t.actions(e)); done {
			return t, want
		}
		p := t.Page(e)
		top, _ := scroll(e, msg, p)
		t.up = p.Highest(e.Room.H) - top
	}
	return t, nil
}

// actions are the keys of the screen while nothing is written to the device.
func (t terminal) actions(e Env) []action {
	whenOpen := func(label, name string) key.Binding { return widget.When(e.Line.Open, widget.Bind(name, label, name)) }
	return []action{
		{whenOpen(text.WriteKey.String(), "w"), func() Intent { return Open{t.askWrite()} }},
		{whenOpen(text.RateKey.String(), "b"), does(SendLine{work.LineInput{NextRate: true}})},
		{whenOpen(text.FileKey.String(), "f"), does(SendLine{work.LineInput{ToggleFile: true}})},
		{whenOpen(text.LessonKey.String(), "p"), func() Intent { return openLesson(t.port) }},
		{widget.Bind("t", text.StampKey.String(), "t"), does(Tell{showStamps{}})},
		{widget.BackKey(), does(Both{Stop{}, Back{}})},
	}
}

// askWrite asks before anything is written to the device.
func (t terminal) askWrite() questionScreen {
	return questionScreen{widget.Question{
		Title: text.WriteTitle.String(), Context: text.Printable("", t.port), Lines: text.WriteQuestion(),
		No: text.WriteNo.String(), Yes: text.WriteYes.String(),
	}, Tell{mayWrite{}}}
}

// Raw reports whether all keys go to the device.
func (t terminal) Raw(e Env) bool { return t.writing && e.Line.Open }

// Page implements [Screen].
func (t terminal) Page(e Env) widget.Page {
	p := widget.Page{Title: text.TerminalTitle.String(), Context: text.Line(t.port, e.Counts)}
	for _, line := range e.Line.Lines {
		p.Lines = append(p.Lines, t.row(e, line)...)
	}
	if rest := e.Line.Rest; rest != "" || t.Raw(e) {
		p.Lines = append(p.Lines, cells(" "+rest, e.Room.W)...)
		if t.Raw(e) {
			p.Lines[len(p.Lines)-1] += widget.Caret
		}
	}
	if len(p.Lines) == 0 {
		p.Lines = e.paragraph(text.NothingYet.String())
	}
	p.Top = p.Highest(e.Room.H) - t.up
	return p
}

func (t terminal) row(e Env, line work.Stamped) []string {
	row := " " + line.Text
	if t.stamps {
		row = " " + line.At.Format("15:04:05.000") + row
	}
	if line.Own {
		return theme.Dress(e.Theme.Muted, e.paragraph(line.Text))
	}
	return cells(row, e.Room.W)
}

// cells breaks a line where the window ends, as a terminal does.
func cells(text string, w int) []string {
	return strings.Split(ansi.Hardwrap(capability.PrintableLine(text), max(w, 1), true), "\n")
}

// Keys implements [Screen].
func (t terminal) Keys(e Env) []key.Binding {
	if t.Raw(e) {
		return []key.Binding{widget.Bind(leaveTyping, text.StopWriting.String(), leaveTyping)}
	}
	return actionKeys(t.actions(e))
}

// leaveTyping is the key that never goes to the device, as in other terminal
// programs.
const leaveTyping = "ctrl+]"

// keyBytes are the bytes that a VT100 sends for a key; nil: it sends none.
func keyBytes(msg tea.KeyMsg) []byte {
	escapes := map[tea.KeyType]string{
		tea.KeyUp: "\x1b[A", tea.KeyDown: "\x1b[B", tea.KeyRight: "\x1b[C", tea.KeyLeft: "\x1b[D",
		tea.KeyHome: "\x1b[H", tea.KeyEnd: "\x1b[F", tea.KeyDelete: "\x1b[3~",
		tea.KeyPgUp: "\x1b[5~", tea.KeyPgDown: "\x1b[6~", tea.KeySpace: " ",
	}
	text, known := escapes[msg.Type]
	switch {
	case known:
	case msg.Type == tea.KeyRunes:
		text = string(msg.Runes)
	case msg.Type >= 0 && msg.Type <= 0x7f: // its own control character: enter is CR, backspace DEL
		text = string(rune(msg.Type))
	default:
		return nil
	}
	if msg.Alt {
		text = "\x1b" + text
	}
	return []byte(text)
}
