package screens

import (
	"slices"

	"handback/capability"
	"handback/device/serial"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Connect chooses a port and connects to the device on it: for a new return,
// or for the next act of one.
type Connect struct {
	widget.Picker
	wanted      *capability.Identity // the device of a return; nil: any, for a new one
	connectOnly bool                 // the screen that opened it goes on from there
}

// openConnect opens the screen for a return. A port that was named is tried at
// once, unless the connection was just lost.
func openConnect(e Env, wanted capability.Identity) Intent {
	c := Connect{Picker: widget.NewPicker(e.Port), wanted: &wanted}
	if e.Port == "" || e.Selection.Lost || e.Selection.Link != nil {
		return Open{c}
	}
	return Both{Open{c}, Run{work.ConnectJob(e.Port)}}
}

// Update implements [Screen].
func (c Connect) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Connected:
		switch {
		case c.connectOnly:
			return c, HandOn{msg}
		case c.wanted != nil:
			return c, Back{}
		}
		return c, Run{work.ReadJob()}
	case work.LicensesRead:
		return c, Swap{licenses{reading: msg.Reading}}
	case tea.KeyMsg:
		if want, done := press(msg, c.actions(e)); done {
			return c, want
		}
		var port string
		if c.Picker, port = c.Picker.Update(msg, c.rows(e), e.Room.H); port != "" {
			return c, Run{work.ConnectJob(port)}
		}
	}
	return c, nil
}

// actions are the keys of the screen beside those of its list.
func (c Connect) actions(e Env) []action {
	letters, path := !c.Typing(e), c.Path(c.rows(e))
	return []action{
		{widget.When(len(c.askable(e)) > 0, probeKey(letters)), func() Intent { return askProbe(c.askable(e)) }},
		{widget.When(e.HasLines && path != "", terminalKey(letters)), func() Intent { return OpenTerminal(path) }},
		{widget.When(e.HasLines, reachKey(letters)), func() Intent { return openReach(e) }},
		{widget.When(letters, refreshKey()), does(Run{work.RefreshJob(false)})},
		{widget.BackKey(), does(Back{})},
	}
}

func probeKey(letters bool) key.Binding {
	return widget.LetterKey(letters, "p", text.ProbeKey, "f3")
}

func terminalKey(letters bool) key.Binding {
	return widget.LetterKey(letters, "t", text.TerminalKey, "f4")
}

// askProbe asks before something is sent to devices that nobody chose.
func askProbe(ports []serial.Port) Intent {
	return Open{questionScreen{widget.Question{
		Title: text.ProbeTitle, Lines: text.ProbeQuestion(ports), No: text.ProbeNo, Yes: text.ProbeYes,
	}, Run{work.ProbeJob(ports)}}}
}

// askable are the ports that a probe may ask; none without a probe.
func askable(e Env) []serial.Port {
	if !e.HasLines {
		return nil
	}
	return slices.DeleteFunc(work.FreePorts(e.Listed.Ports), func(p serial.Port) bool {
		return e.connectedAt(p.Path)
	})
}

// askable are those, or only the one that is being typed.
func (c Connect) askable(e Env) []serial.Port {
	if path := c.Path(c.rows(e)); e.HasLines && c.Typing(e) && path != "" {
		return []serial.Port{{Path: path}}
	}
	return askable(e)
}

// Typing implements [typist].
func (c Connect) Typing(e Env) bool { return c.At(c.rows(e)) == widget.RowTyped }

func (c Connect) rows(e Env) []widget.Row {
	var rows []widget.Row
	in := e.boxed()
	for _, p := range e.Listed.Ports {
		rows = append(rows, widget.Row{Key: p.Path, Lines: portLines(p, in)})
	}
	return append(rows, c.TypedRow(text.TypedPort, rows, in.Room.W))
}

// portLines are a port and what is known of it.
func portLines(p work.Port, e Env) []string {
	lines := []string{text.Port(p.Port)}
	var here *capability.Identity
	if e.connectedAt(p.Path) {
		here = e.connected()
	}
	about := text.AboutPort(p.Port, here, p.Found, p.Last, e.Now)
	switch beside := lines[0] + "   " + about; {
	case about == "":
	case text.Width(beside) <= e.Room.W-5:
		lines[0] = beside
	default:
		lines = append(lines, text.Indent(text.Wrap(about, e.Room.W-8), 3)...)
	}
	if here == nil && p.Found != nil {
		here = p.Found.Identity
	}
	if greeting := e.greeting(here); greeting != "" {
		lines = append(lines, text.Indent(text.Wrap(greeting, e.Room.W-8), 3)...)
	}
	return lines
}

// Page implements [Screen].
func (c Connect) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ConnectTitle}
	if c.wanted != nil {
		p.Context = text.Device(*c.wanted)
	}
	above := e.paragraph(text.ConnectHelp(c.wanted != nil))
	if len(e.Listed.Ports) == 0 {
		above = append(above, e.paragraph(text.NoPorts)...)
	}
	for _, gone := range e.Listed.TakenAway {
		above = append(above, theme.Dress(e.Theme.Accent, e.paragraph(text.TakenAway(gone)))...)
	}
	if l := e.Selection.Link; l != nil && c.wanted != nil && l.Device.Host != c.wanted.Host {
		above = append(above, e.paragraph(text.OtherDevice(l.Device))...)
	}
	if reached := text.Reach(e.Selection.Profile); reached != "" {
		above = append(above, e.paragraph(reached)...)
	}
	if c.Empty {
		above = append(above, theme.Dress(e.Theme.Accent, e.paragraph(text.EmptyPort))...)
	}
	if traffic := text.Traffic(e.Counts); traffic != "" {
		above = append(above, theme.Dress(e.Theme.Muted, e.paragraph(traffic))...)
	}
	rows := c.rows(e)
	return p.List(e.Room, e.Theme, above, e.focus(text.PortsTitle, ""), rows, c.At(rows))
}

// Keys implements [Screen].
func (c Connect) Keys(e Env) []key.Binding {
	return actionKeys(c.actions(e), widget.EnterKey(text.ConnectKey))
}
