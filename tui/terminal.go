package tui

import (
	"strings"

	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// terminal shows what is on the line of a port, and, after a question, lets one
// write there. Its job runs as long as the screen is open.
type terminal struct {
	port    string
	writing bool
	stamps  bool // show when each line ended
	up      int  // lines above the end
}

// onLine is what the terminal view may look at.
type onLine struct {
	lines []stamped
	rest  string // a line that has not ended
	open  bool   // the job runs
}

// mayWrite is the yes to the question whether to write to the device.
type mayWrite struct{}

// toTerminal opens the terminal view of a port.
func toTerminal(port string) intent {
	return both{open{terminal{port: port}}, run{terminalJob(port)}}
}

func (t terminal) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case mayWrite:
		t.writing, t.up = true, 0
	case tea.KeyMsg:
		switch {
		case t.writing && msg.String() == leaveTyping:
			t.writing = false
		case t.raw(e):
			return t, typeLine{toLine{bytes: keyBytes(msg)}}
		case key.Matches(msg, backKey()):
			return t, both{halt{}, back{}}
		default:
			return t.watched(e, msg)
		}
	}
	return t, nil
}

// watched takes a key while nothing is written to the device.
func (t terminal) watched(e env, pressed tea.KeyMsg) (screen, intent) {
	switch {
	case key.Matches(pressed, when(e.line.open, writeKey())):
		return t, open{questionScreen{question{
			title: writeTitle, context: printable("", t.port), lines: writeQuestion(),
			no: writeNoText, yes: writeYesText,
		}, tell{mayWrite{}}}}
	case key.Matches(pressed, when(e.line.open, rateKey())):
		return t, typeLine{toLine{rate: true}}
	case key.Matches(pressed, when(e.line.open, fileKey())):
		return t, typeLine{toLine{file: true}}
	case key.Matches(pressed, stampKey()):
		t.stamps = !t.stamps
		return t, nil
	}
	highest := t.page(e).highest(e.room.h)
	t.up = highest - move(pressed, highest-t.up, highest+1, e.room.h)
	return t, nil
}

func writeKey() key.Binding { return bind("w", writeKeyText, "w") }
func rateKey() key.Binding  { return bind("b", rateKeyText, "b") }
func fileKey() key.Binding  { return bind("f", fileKeyText, "f") }
func stampKey() key.Binding { return bind("t", stampKeyText, "t") }

// raw reports whether all keys go to the device.
func (t terminal) raw(e env) bool { return t.writing && e.line.open }

func (t terminal) page(e env) page {
	p := page{title: terminalTitle, context: lineText(t.port, e.counts)}
	for _, line := range e.line.lines {
		p.lines = append(p.lines, t.row(e, line)...)
	}
	if rest := e.line.rest; rest != "" || t.raw(e) {
		if t.raw(e) {
			rest += "|"
		}
		p.lines = append(p.lines, cells(" "+rest, e.room.w)...)
	}
	if len(p.lines) == 0 {
		p.lines = indent(wrap(nothingYetText, e.room.w-2), 1)
	}
	p.top = p.highest(e.room.h) - t.up
	return p
}

func (t terminal) row(e env, line stamped) []string {
	text := " " + line.text
	if t.stamps {
		text = " " + line.at.Format("15:04:05.000") + text
	}
	if line.own {
		return dress(e.theme.faint, indent(wrap(line.text, e.room.w-2), 1))
	}
	return cells(text, e.room.w)
}

// cells breaks a line where the window ends, as a terminal does.
func cells(text string, w int) []string {
	return strings.Split(ansi.Hardwrap(capability.PrintableLine(text), max(w, 1), true), "\n")
}

func (t terminal) keys(e env) []key.Binding {
	if t.raw(e) {
		return []key.Binding{bind(leaveTyping, stopWritingText, leaveTyping)}
	}
	return append([]key.Binding{
		when(e.line.open, writeKey()), when(e.line.open, rateKey()), when(e.line.open, fileKey()), stampKey(), backKey(),
	}, moveKeys().all()...)
}
