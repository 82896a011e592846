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
	wanted *capability.Identity // the device of a return; nil: any, for a new one
	only   bool                 // no more than to connect: who opened it goes on
}

// toConnect opens the screen for a return. A port that was named is tried at
// once, unless the connection was just lost.
func toConnect(e Env, wanted capability.Identity) Intent {
	c := Connect{Picker: widget.NewPicker(e.Given), wanted: &wanted}
	if e.Given == "" || e.Selection.Lost || e.Selection.Link != nil {
		return Open{c}
	}
	return Both{Open{c}, Run{work.ConnectJob(e.Given)}}
}

func (c Connect) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Connected:
		switch {
		case c.only:
			return c, HandOn{msg}
		case c.wanted != nil:
			return c, Back{}
		}
		return c, Run{work.ReadJob()}
	case work.ListRead:
		return c, Swap{licenses{reading: msg.Reading}}
	case tea.KeyMsg:
		return c.pressed(e, msg)
	}
	return c, nil
}

func (c Connect) pressed(e Env, msg tea.KeyMsg) (Screen, Intent) {
	rows := c.rows(e)
	letters := !c.Typing(e)
	switch {
	case key.Matches(msg, widget.BackKey()):
		return c, Back{}
	case letters && key.Matches(msg, againKey()):
		return c, Run{work.RefreshJob(false)}
	case key.Matches(msg, widget.When(len(c.askable(e)) > 0, probeKey(letters))):
		return c, askProbe(c.askable(e))
	case key.Matches(msg, widget.When(e.Lines, reachKey(letters))):
		return c, toReach(e)
	case key.Matches(msg, widget.When(e.Lines && c.Path(rows) != "", terminalKey(letters))):
		return c, ToTerminal(c.Path(rows))
	}
	next, port := c.Picker.Update(msg, rows, e.Room.H)
	c.Picker = next
	if port != "" {
		return c, Run{work.ConnectJob(port)}
	}
	return c, nil
}

func probeKey(letters bool) key.Binding {
	return widget.Lettered(letters, "p", text.ProbeKey, "f3")
}

func terminalKey(letters bool) key.Binding {
	return widget.Lettered(letters, "t", text.TerminalKey, "f4")
}

// askProbe asks for the leave to send something to devices that nobody chose.
func askProbe(ports []serial.Port) Intent {
	return Open{questionScreen{widget.Question{
		Title: text.ProbeTitle, Lines: text.ProbeQuestion(ports), No: text.ProbeNo, Yes: text.ProbeYes,
	}, Run{work.ProbeJob(ports)}}}
}

// askable are the ports that nobody uses; none when a probe is not to be had.
func askable(e Env) []serial.Port {
	if !e.Lines {
		return nil
	}
	return slices.DeleteFunc(work.Free(e.Seen.Ports), func(p serial.Port) bool {
		return e.Selection.Link != nil && e.Selection.Link.Port == p.Path
	})
}

// askable are those, or the one alone that is being typed.
func (c Connect) askable(e Env) []serial.Port {
	if path := c.Path(c.rows(e)); e.Lines && c.Typing(e) && path != "" {
		return []serial.Port{{Path: path}}
	}
	return askable(e)
}

func (c Connect) Typing(e Env) bool { return c.At(c.rows(e)) == widget.RowTyped }

func (c Connect) rows(e Env) []widget.Row {
	var rows []widget.Row
	for _, p := range e.Seen.Ports {
		rows = append(rows, widget.Row{Key: p.Path, Lines: portLines(p, e)})
	}
	return append(rows, c.Typed(text.TypedPort, rows, e.Room.W))
}

// portLines are a port and what is known of it.
func portLines(p work.SeenPort, e Env) []string {
	lines := []string{text.Port(p.Port)}
	var here *capability.Identity
	if e.Selection.Link != nil && e.Selection.Link.Port == p.Path {
		here = e.connected()
	}
	if about := text.AboutPort(p.Port, here, p.Found, p.Last, e.Now); about != "" {
		lines = append(lines, text.Indent(text.Wrap(about, e.Room.W-8), 3)...)
	}
	return lines
}

func (c Connect) Page(e Env) widget.Page {
	p := widget.Page{Title: text.ConnectTitle}
	if c.wanted != nil {
		p.Context = text.Device(*c.wanted)
	}
	above := text.Indent(text.Wrap(text.ConnectHelp(c.wanted != nil), e.Room.W-2), 1)
	if len(e.Seen.Ports) == 0 {
		above = append(above, text.Indent(text.Wrap(text.NoPorts, e.Room.W-2), 1)...)
	}
	for _, gone := range e.Seen.TakenAway {
		above = append(above, theme.Dress(e.Theme.Next, text.Indent(text.Wrap(text.TakenAway(gone), e.Room.W-2), 1))...)
	}
	if l := e.Selection.Link; l != nil && c.wanted != nil && l.Device.Host != c.wanted.Host {
		above = append(above, text.Indent(text.Wrap(text.OtherDevice(l.Device), e.Room.W-2), 1)...)
	}
	if words := text.Reach(e.Selection.Profile); words != "" {
		above = append(above, text.Indent(text.Wrap(words, e.Room.W-2), 1)...)
	}
	if c.Empty {
		above = append(above, theme.Dress(e.Theme.Next, text.Indent(text.Wrap(text.EmptyPort, e.Room.W-2), 1))...)
	}
	if words := text.Traffic(e.Counts); words != "" {
		above = append(above, theme.Dress(e.Theme.Faint, text.Indent(text.Wrap(words, e.Room.W-2), 1))...)
	}
	rows := c.rows(e)
	body, top := widget.RowLines(e.Theme, rows, c.At(rows), e.Room.H)
	return widget.Underneath(p, above, body, top, e.Room.H)
}

func (c Connect) Keys(e Env) []key.Binding {
	letters := !c.Typing(e)
	return append([]key.Binding{
		widget.EnterKey(text.ConnectKey), widget.When(len(c.askable(e)) > 0, probeKey(letters)),
		widget.When(e.Lines && c.Path(c.rows(e)) != "", terminalKey(letters)),
		widget.When(e.Lines, reachKey(letters)), widget.When(letters, againKey()), widget.BackKey(),
	}, widget.MoveKeys().All()...)
}
