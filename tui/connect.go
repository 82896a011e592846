package tui

import (
	"slices"

	"handback/capability"
	"handback/device"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// connect chooses a port and connects to the device on it: for a new return,
// or for the next act of one.
type connect struct {
	picker
	wanted *capability.Identity // the device of a return; nil: any, for a new one
	only   bool                 // no more than to connect: who opened it goes on
}

// toConnect opens the screen for a return. A port that was named is tried at
// once, unless the connection was just lost.
func toConnect(e env, wanted capability.Identity) intent {
	c := connect{picker: newPicker(e.given), wanted: &wanted}
	if e.given == "" || e.selection.lost || e.selection.link != nil {
		return open{c}
	}
	return both{open{c}, run{connectJob(e.given)}}
}

func (c connect) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case connected:
		switch {
		case c.only:
			return c, handOn{msg}
		case c.wanted != nil:
			return c, back{}
		}
		return c, run{readJob()}
	case listRead:
		return c, swap{licenses{reading: msg.reading}}
	case tea.KeyMsg:
		return c.pressed(e, msg)
	}
	return c, nil
}

func (c connect) pressed(e env, msg tea.KeyMsg) (screen, intent) {
	rows := c.rows(e)
	letters := !c.typing(e)
	switch {
	case key.Matches(msg, backKey()):
		return c, back{}
	case letters && key.Matches(msg, againKey()):
		return c, run{refreshJob(false)}
	case key.Matches(msg, when(len(c.askable(e)) > 0, probeKey(letters))):
		return c, askProbe(c.askable(e))
	case key.Matches(msg, when(e.lines, reachKey(letters))):
		return c, toReach(e)
	case key.Matches(msg, when(e.lines && c.path(rows) != "", terminalKey(letters))):
		return c, toTerminal(c.path(rows))
	}
	next, port := c.picker.update(msg, rows, e.room.h)
	c.picker = next
	if port != "" {
		return c, run{connectJob(port)}
	}
	return c, nil
}

func probeKey(letters bool) key.Binding    { return lettered(letters, "p", probeKeyText, "f3") }
func terminalKey(letters bool) key.Binding { return lettered(letters, "t", terminalKeyText, "f4") }

// askProbe asks for the leave to send something to devices that nobody chose.
func askProbe(ports []device.PortInfo) intent {
	return open{questionScreen{question{
		title: probeTitle, lines: probeQuestion(ports), no: probeNoText, yes: probeYesText,
	}, run{probeJob(ports)}}}
}

// askable are the ports that nobody uses; none when a probe is not to be had.
func askable(e env) []device.PortInfo {
	if !e.lines {
		return nil
	}
	return slices.DeleteFunc(free(e.seen.ports), func(p device.PortInfo) bool {
		return e.selection.link != nil && e.selection.link.port == p.Path
	})
}

// askable are those, or the one alone that is being typed.
func (c connect) askable(e env) []device.PortInfo {
	if path := c.path(c.rows(e)); e.lines && c.typing(e) && path != "" {
		return []device.PortInfo{{Path: path}}
	}
	return askable(e)
}

func (c connect) typing(e env) bool { return c.at(c.rows(e)) == rowTyped }

func (c connect) rows(e env) []row {
	var rows []row
	for _, p := range e.seen.ports {
		rows = append(rows, row{p.Path, portLines(p, e)})
	}
	return append(rows, c.typed(typedPortText, rows, e.room.w))
}

// portLines are a port and what is known of it.
func portLines(p seenPort, e env) []string {
	lines := []string{portText(p.PortInfo)}
	var here *capability.Identity
	if e.selection.link != nil && e.selection.link.port == p.Path {
		here = e.connected()
	}
	if about := aboutPort(p.PortInfo, here, p.found, p.last, e.now); about != "" {
		lines = append(lines, indent(wrap(about, e.room.w-8), 3)...)
	}
	return lines
}

func (c connect) page(e env) page {
	p := page{title: connectTitle}
	if c.wanted != nil {
		p.context = deviceText(*c.wanted)
	}
	above := indent(wrap(connectHelpText(c.wanted != nil), e.room.w-2), 1)
	if len(e.seen.ports) == 0 {
		above = append(above, indent(wrap(noPortsText, e.room.w-2), 1)...)
	}
	for _, gone := range e.seen.takenAway {
		above = append(above, dress(e.theme.next, indent(wrap(takenAwayText(gone), e.room.w-2), 1))...)
	}
	if l := e.selection.link; l != nil && c.wanted != nil && l.device.Host != c.wanted.Host {
		above = append(above, indent(wrap(otherDeviceText(l.device), e.room.w-2), 1)...)
	}
	if text := reachText(e.selection.profile); text != "" {
		above = append(above, indent(wrap(text, e.room.w-2), 1)...)
	}
	if c.empty {
		above = append(above, dress(e.theme.next, indent(wrap(emptyPortText, e.room.w-2), 1))...)
	}
	if text := trafficText(e.counts); text != "" {
		above = append(above, dress(e.theme.faint, indent(wrap(text, e.room.w-2), 1))...)
	}
	rows := c.rows(e)
	body, top := rowLines(e.theme, rows, c.at(rows), e.room.h)
	return underneath(p, above, body, top, e.room.h)
}

func (c connect) keys(e env) []key.Binding {
	letters := !c.typing(e)
	return append([]key.Binding{
		enterKey(connectKeyText), when(len(c.askable(e)) > 0, probeKey(letters)),
		when(e.lines && c.path(c.rows(e)) != "", terminalKey(letters)),
		when(e.lines, reachKey(letters)), when(letters, againKey()), backKey(),
	}, moveKeys().all()...)
}
