package screens

import (
	"slices"

	"handback/capability"
	"handback/device"
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
	c := Connect{Picker: widget.NewPicker(e.likelyPort(wanted.Host)), wanted: &wanted}
	if e.Port == "" || e.Selection.Lost || e.Selection.Link != nil {
		return Open{c}
	}
	return Both{Open{c}, Run{work.ConnectJob(e.Port)}}
}

// likelyPort is the port at which a device may be: the one that was named, else where a
// probe found it, else where it answered last; empty: nobody knows.
func (e Env) likelyPort(host capability.HostID) string {
	if e.Port != "" {
		return e.Port
	}
	for _, p := range e.Listed.Ports {
		if p.Found != nil && p.Found.Identity != nil && p.Found.Identity.Host == host {
			return p.Path
		}
	}
	likely := work.Port{}
	for _, p := range e.Listed.Ports {
		here := p.Last != nil && p.Last.Host == host && !host.IsZero() && p.Free()
		if here && (likely.Last == nil || p.Last.Seen.After(likely.Last.Seen)) {
			likely = p
		}
	}
	return likely.Path
}

// console reports whether a console was heard at the port under the cursor.
func (c Connect) console(e Env) bool {
	path := c.Path(c.rows(e))
	return path != "" && path == e.Selection.Console || slices.ContainsFunc(e.Listed.Ports, func(p work.Port) bool {
		return p.Path == path && p.Found != nil && p.Found.Protocol == device.ProtocolConsole
	})
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
		if picker, taken := c.Filtered(msg, c.rows(e)); taken {
			c.Picker = picker
			return c, nil
		}
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
	console := e.HasLines && c.console(e)
	return []action{
		{widget.When(console, reachKey(letters)), func() Intent { return openReach(e) }},
		{widget.When(len(c.askable(e)) > 0, probeKey(letters)), func() Intent { return askProbe(c.askable(e), nil) }},
		{widget.When(e.HasLines && path != "", terminalKey(letters)), func() Intent { return OpenTerminal(path) }},
		{widget.When(e.HasLines && !console, reachKey(letters)), func() Intent { return openReach(e) }},
		{widget.When(letters, refreshKey()), does(Run{work.RefreshJob(false)})},
		{widget.BackKey(), does(Back{})},
		{widget.When(letters, copyKey(path)), does(Copy{path})},
	}
}

func probeKey(letters bool) key.Binding {
	return widget.LetterKey(letters, "p", text.ProbeKey.String(), "f3")
}

func terminalKey(letters bool) key.Binding {
	return widget.LetterKey(letters, "t", text.TerminalKey.String(), "f4")
}

// askProbe asks before something is sent to devices that nobody chose, and shows then what
// answers on that screen; nil: on this one.
func askProbe(ports []serial.Port, on Screen) Intent {
	then := Intent(Run{work.ProbeJob(ports)})
	if on != nil {
		then = Both{Open{on}, then}
	}
	return Open{questionScreen{widget.Question{
		Title: text.ProbeTitle.String(), Lines: text.ProbeQuestion(ports), No: text.ProbeNo.String(), Yes: text.ProbeYes.String(),
	}, then}}
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
func (c Connect) Typing(e Env) bool { return c.Picker.Typing(c.rows(e)) }

func (c Connect) rows(e Env) []widget.Row {
	var rows []widget.Row
	in := e.boxed()
	for _, p := range e.Listed.Ports {
		lines := portLines(text.Port(p.Port), p, in)
		if p.Last != nil && c.wanted != nil && !p.Last.Host.IsZero() && p.Last.Host != c.wanted.Host && p.Found == nil && !e.connectedAt(p.Path) {
			lines = append(lines, text.Indent(text.Wrap(text.OfOtherDevice(*c.wanted), in.Room.W-8), 3)...)
		}
		rows = append(rows, widget.Row{Key: p.Path, Lines: lines})
	}
	return append(rows, c.TypedRow(text.TypedPort.String(), rows, in.Room.W))
}

// portLines are a port by its name, and what is known of it.
func portLines(name string, p work.Port, e Env) []string {
	lines := []string{name}
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
	p := widget.Page{Title: text.ConnectTitle.String()}
	if c.wanted != nil {
		p.Context = text.Device(*c.wanted)
	}
	above := e.paragraph(text.ConnectHelp(c.wanted != nil))
	if len(e.Listed.Ports) == 0 {
		above = append(above, e.paragraph(text.NoPorts.String())...)
	}
	for _, gone := range e.Listed.TakenAway {
		above = append(above, theme.Dress(e.Theme.Accent, e.paragraph(text.TakenAway(gone)))...)
	}
	if l := e.Selection.Link; l != nil && c.wanted != nil && l.Device.Host != c.wanted.Host {
		above = append(above, e.paragraph(text.OtherDevice(l.Device))...)
	}
	if c.console(e) && e.Selection.Profile == "" {
		above = append(above, theme.Dress(e.Theme.Accent, e.paragraph(text.ConsoleHeard.String()))...)
	}
	if reached := text.Reach(e.Selection.Profile); reached != "" {
		above = append(above, e.paragraph(reached)...)
	}
	if c.Empty {
		above = append(above, theme.Dress(e.Theme.Accent, e.paragraph(text.EmptyPort.String()))...)
	}
	if traffic := text.Traffic(e.Counts); traffic != "" {
		above = append(above, theme.Dress(e.Theme.Muted, e.paragraph(traffic))...)
	}
	rows := c.rows(e)
	shown, filtered := c.Shown(rows)
	return p.List(e.Room, e.Theme, e.filtered(above, filtered), e.focus(text.PortsTitle.String(), filtered), shown, c.At(rows))
}

// Keys implements [Screen].
func (c Connect) Keys(e Env) []key.Binding {
	rows := c.rows(e)
	return c.Picker.Keys(rows, actionKeys(c.actions(e), widget.EnterKey(text.ConnectKey.String()))...)
}
